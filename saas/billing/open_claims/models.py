"""What is open, found without adding up the whole ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped

from saas.db import Base, TenantOwned, db


class OpenClaim(TenantOwned, Base):
    """What the receivable postings of an invoice come to, where that is not nothing.

    `id` is the invoice's. A trigger on the ledger writes it in the statement that books, and
    nothing else can: the runtime role may only read it. Negative on an unused credit note.
    The currency is the invoice's own. `due_on` is the day to pay by: the invoice's own, or a
    later one that has been agreed on, which another trigger writes. Whoever asks what is overdue
    asks here.
    """

    __tablename__ = "open_claims"
    __table_args__ = (CheckConstraint("open_minor <> 0", name="a_claim_is_open_by_something"),)

    open_minor: Mapped[int]
    currency: Mapped[str]
    due_on: Mapped[date]


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to pay on an invoice, in minor units, and the day to pay by."""

    minor: int
    due_on: date


def left_of(invoice_id: int, *, due_on: date) -> Left:
    """What is left of an invoice of the company in scope; `due_on` is its own day.

    That is the day to pay by where nothing is open. Negative on an unused credit note.
    """
    asked = select(OpenClaim.open_minor, OpenClaim.due_on).where(OpenClaim.id == invoice_id)
    found = db.session.execute(asked).first()
    return Left(*found) if found else Left(0, due_on)
