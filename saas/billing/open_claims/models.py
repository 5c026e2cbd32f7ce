"""What is open, found without adding up the whole ledger."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from saas.db import Base, TenantOwned


class OpenClaim(TenantOwned, Base):
    """What the receivable postings of an invoice come to, where that is not nothing.

    `id` is the invoice's. A trigger on the ledger writes it in the statement that books, and
    nothing else can: the runtime role may only read it. Negative on an unused credit note.
    Currency and due day are the invoice's own, which never change.
    """

    __tablename__ = "open_claims"
    __table_args__ = (CheckConstraint("open_minor <> 0", name="a_claim_is_open_by_something"),)

    open_minor: Mapped[int]
    currency: Mapped[str]
    due_on: Mapped[date]
