"""What a list of invoices is made of: its rows, its pages and its sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Standing, standing_of
from saas.billing.open_claims.rules import Left
from saas.billing.totals.rules import InvoiceKind
from saas.money import Money


class ListedInvoice(NamedTuple):
    """An invoice as a list shows it, with what is open on it and where it stands.

    A tuple, for a page has a hundred of them; amounts are in minor units of `currency`. `due_on`
    is the day to pay by: where a later one has been agreed on, that.
    """

    public_id: str
    number: str
    kind: InvoiceKind
    ocr: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    open_minor: int
    standing: Standing

    @classmethod
    def of(cls, invoice: Invoice, left: Left, today: date) -> ListedInvoice:
        """What a list shows of `invoice`, of which `left` is open."""
        where = standing_of(
            invoice.kind,
            left.minor,
            left.due_on,
            today,
            at_agency=left.at_agency,
            disputed_minor=left.disputed_minor,
        )
        facts = {name: getattr(invoice, name) for name in cls._fields[:-2]}
        return cls(**facts | {"due_on": left.due_on}, open_minor=left.minor, standing=where)

    @property
    def total(self) -> Money:
        """What it asks for; negative on a credit note."""
        return Money(self.total_minor, self.currency)

    @property
    def open(self) -> Money:
        """What is open on it."""
        return Money(self.open_minor, self.currency)

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes back rather than asks."""
        return self.kind is InvoiceKind.CREDIT_NOTE

    @property
    def is_payable(self) -> bool:
        """Whether there is anything to pay on it, here."""
        return self.standing in {Standing.OPEN, Standing.OVERDUE}

    @property
    def is_owed(self) -> bool:
        """Whether anything is left to pay on it: here, to the agency, or disputed."""
        return self.standing not in {Standing.PAID, Standing.CREDIT}


@dataclass(frozen=True, slots=True)
class Sum:
    """What the invoices asked for come to in one currency."""

    count: int
    total: Money
    open: Money


@dataclass(frozen=True, slots=True)
class Page:
    """Some invoices, and whether there are newer and older ones than these."""

    rows: Sequence[ListedInvoice]
    has_newer: bool
    has_older: bool

    @property
    def newest(self) -> str | None:
        """The number that the page before this ends before; None on the first."""
        return self.rows[0].number if self.rows and self.has_newer else None

    @property
    def oldest(self) -> str | None:
        """The number that the following page begins after; None on the last."""
        return self.rows[-1].number if self.rows and self.has_older else None
