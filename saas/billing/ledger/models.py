"""The ledger, and the balances that are read off it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.billing.ledger.rules import Account, EntryKind
from saas.db import Base, PartOf, TenantOwned, db, one_of, refers_to
from saas.money import Money


class LedgerEntry(TenantOwned, Base):
    """One event in the books. Added, never changed: an undoing is an entry of its own."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "reference", name="an_event_is_booked_once"),
    )

    kind: Mapped[EntryKind] = mapped_column(one_of(EntryKind))
    reference: Mapped[str]
    booked_on: Mapped[date]
    booked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    postings: Mapped[list[LedgerPosting]] = relationship(viewonly=True, order_by="LedgerPosting.id")


class LedgerPosting(PartOf, Base):
    """An amount on an account: debits positive, credits negative, in minor units.

    At commit the postings of an entry sum to zero in each currency; a trigger sees to it.
    """

    __tablename__ = "ledger_postings"
    __table_args__ = (
        refers_to("entry_id", "ledger_entries"),
        refers_to("invoice_id", "invoices"),
        CheckConstraint("amount_minor <> 0", name="a_posting_moves_something"),
        CheckConstraint(
            "account <> 'receivable' or invoice_id is not null",
            name="a_receivable_is_that_of_an_invoice",
        ),
        Index("postings_of_an_entry", "tenant_id", "entry_id"),
        Index(
            "receivable_of_an_invoice",
            "tenant_id",
            "invoice_id",
            postgresql_where=text("account = 'receivable'"),
            postgresql_include=["amount_minor"],
        ),
        Index(
            "credit_on_an_account",
            "tenant_id",
            "currency",
            postgresql_where=text("account = 'credits'"),
            postgresql_include=["amount_minor"],
        ),
    )

    entry_id: Mapped[int]
    account: Mapped[Account] = mapped_column(one_of(Account))
    amount_minor: Mapped[int]
    currency: Mapped[str]
    invoice_id: Mapped[int | None]

    entry: Mapped[LedgerEntry] = relationship(viewonly=True)


def open_amounts(invoice_ids: Collection[int], *, currency: str = "SEK") -> dict[int, Money]:
    """What is open on each invoice of the tenant in scope: negative on an unused credit note.

    Every id asked for is in the answer; one that nothing was ever booked on is open by zero.
    """
    rows = db.session.execute(
        select(LedgerPosting.invoice_id, func.sum(LedgerPosting.amount_minor))
        .where(
            LedgerPosting.account == Account.RECEIVABLE,
            LedgerPosting.invoice_id.in_(invoice_ids),
            LedgerPosting.currency == currency,
        )
        .group_by(LedgerPosting.invoice_id)
    )
    found = {invoice_id: int(minor) for invoice_id, minor in rows}
    return {id_: Money(found.get(id_, 0), currency) for id_ in invoice_ids}


def open_amount(invoice_id: int, *, currency: str = "SEK") -> Money:
    """What is open on one invoice: total less everything paid, credited and set off."""
    return open_amounts([invoice_id], currency=currency)[invoice_id]


def account_credit(*, currency: str = "SEK") -> Money:
    """What we owe the tenant in scope beyond its invoices; never negative."""
    owed = db.session.scalar(
        select(func.coalesce(func.sum(LedgerPosting.amount_minor), 0)).where(
            LedgerPosting.account == Account.CREDITS, LedgerPosting.currency == currency
        )
    )
    return Money(-int(owed or 0), currency)


def account_credits() -> list[Money]:
    """What we owe the tenant in scope beyond its invoices, in each currency we owe any in."""
    owed = -func.sum(LedgerPosting.amount_minor)
    rows = db.session.execute(
        select(LedgerPosting.currency, owed)
        .where(LedgerPosting.account == Account.CREDITS)
        .group_by(LedgerPosting.currency)
        .having(owed > 0)
        .order_by(LedgerPosting.currency)
    )
    return [Money(int(minor), currency) for currency, minor in rows]


def happened_to(invoice_id: int) -> list[tuple[EntryKind, str, date, Money]]:
    """What has moved an invoice: kind, reference, day and amount of each entry, oldest first."""
    rows = db.session.execute(
        select(
            LedgerEntry.kind,
            LedgerEntry.reference,
            LedgerEntry.booked_on,
            func.sum(LedgerPosting.amount_minor),
            LedgerPosting.currency,
        )
        .join(LedgerPosting.entry)
        .where(LedgerPosting.invoice_id == invoice_id, LedgerPosting.account == Account.RECEIVABLE)
        .group_by(LedgerEntry.tenant_id, LedgerEntry.id, LedgerPosting.currency)
        .order_by(LedgerEntry.id)
    )
    return [(kind, ref, on, Money(int(minor), currency)) for kind, ref, on, minor, currency in rows]
