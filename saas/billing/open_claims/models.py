"""What is open, found without adding up the whole ledger."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.open_claims.rules import Left
from saas.db import Base, TenantOwned, db


class OpenClaim(TenantOwned, Base):
    """What the receivable postings of an invoice come to, where that is not nothing.

    `id` is the invoice's. A trigger on the ledger writes it in the statement that books, and
    nothing else can: the runtime role may only read it. Negative on an unused credit note.
    The currency is the invoice's own. `due_on` is the day to pay by: the invoice's own, or a
    later one that has been agreed on; `at_agency` while a collection agency collects;
    `disputed_minor` is what is held of an open dispute, never more than is open. Triggers write
    all three. Whoever asks what is overdue, paid here, or may be asked for, asks here.
    """

    __tablename__ = "open_claims"
    __table_args__ = (
        CheckConstraint("open_minor <> 0", name="a_claim_is_open_by_something"),
        CheckConstraint(
            "disputed_minor between 0 and greatest(open_minor, 0)",
            name="no_more_is_disputed_than_is_open",
        ),
        Index("claims_at_the_agency", "tenant_id", "id", postgresql_where=text("at_agency")),
    )

    open_minor: Mapped[int]
    currency: Mapped[str]
    due_on: Mapped[date]
    at_agency: Mapped[bool] = mapped_column(server_default="false")
    disputed_minor: Mapped[int] = mapped_column(server_default="0")

    @hybrid_property
    def undisputed_minor(self) -> int:
        """What is open and may be asked for, in minor units."""
        return self.open_minor - self.disputed_minor


def left_of(invoice_id: int, *, due_on: date) -> Left:
    """What is left of an invoice of the company in scope; `due_on` is its own day.

    That is the day to pay by where nothing is open. Negative on an unused credit note.
    """
    asked = select(
        OpenClaim.open_minor, OpenClaim.due_on, OpenClaim.at_agency, OpenClaim.disputed_minor
    )
    found = db.session.execute(asked.where(OpenClaim.id == invoice_id)).first()
    return Left(*found) if found else Left(0, due_on)
