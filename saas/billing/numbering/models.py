"""Number series, and the numbers that have been given from them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base


class NumberSeries(Base):
    """One unbroken run of numbers: a seller's, within a fiscal year. `next` is not yet given."""

    __tablename__ = "number_series"
    __table_args__ = (
        CheckConstraint("next >= 1", name="numbers_begin_at_one"),
        ForeignKeyConstraint(
            ["seller_id", "code"],
            ["series_owners.seller_id", "series_owners.code"],
            name="a_series_is_its_owner_s",
        ),
    )

    seller_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sellers.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(primary_key=True)
    next: Mapped[int]
    last_given_on: Mapped[date]


class GivenNumber(Base):
    """That a number was given, to which document, and when. Never edited, never reused.

    It belongs to the seller, not to a tenant: this register is how the seller shows that no
    number is missing. A number and its document are committed together or not at all.
    """

    __tablename__ = "given_numbers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["seller_id", "code", "fiscal_year"],
            ["number_series.seller_id", "number_series.code", "number_series.fiscal_year"],
            name="a_number_comes_from_a_series",
        ),
        ForeignKeyConstraint(
            ["issued_to", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name="a_number_is_given_to_an_invoice",
        ),
    )

    seller_id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    issued_to: Mapped[int]
    invoice_id: Mapped[int]
    given_on: Mapped[date]
    given_at: Mapped[datetime]
