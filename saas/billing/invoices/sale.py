"""What one document is made of, whether a run or somebody's hand makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from saas.billing.invoices.models import Invoice
from saas.billing.seller.models import Seller
from saas.billing.snapshot.rules import Buyer, Correction, Heading, Preceding
from saas.billing.totals.rules import CreditReason, Sold, Totals, decision_on, totals
from saas.licensing.agreement.models import Agreement
from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.vat.rules import VatDecision
from saas.tenants.company.models import Tenant
from saas.tenants.org_numbers.rules import OrgNumber

__all__ = ["ByHand", "Heading", "Sale", "buyer_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """What is said of a document that no run made (docs/decisions/0010).

    `covers` is whether its lines change what an agreement is invoiced for: those of a
    correction do, in both directions; a goodwill credit and a line written by hand do not.
    `credits` is the invoice that is taken back, `of_lines` the ids of its lines in the order
    of this document's, `replaces` the invoice that this one stands in for. `sums` are given
    where they are those of an invoice, or what is left of them, to the öre, rounding and all.
    `due_on` is the day to pay by where that stays as it was; a day gone by is the day of issue.
    """

    by_name: str
    reason: CreditReason | None = None
    words: str = ""
    covers: bool | Sequence[bool] = False
    credits: Invoice | None = None
    of_lines: Sequence[int] = ()
    replaces: Invoice | None = None
    buyer: Buyer | None = None
    in_whole: bool | None = None
    sums: Totals | None = None
    due_on: date | None = None

    @property
    def correction(self) -> Correction | None:
        """What its snapshot says of it; nothing for an invoice that only was written by hand."""
        if self.reason is None:
            return None
        replaces = self.replaces
        preceding = Preceding(replaces.number, replaces.issued_on) if replaces else None
        return Correction(reason=self.reason.value, words=self.words, replaces=preceding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What one invoice is to be made of: who buys from whom, what, and under which tax.

    `decision` is that of what is sold; `decisions` has one for each line where they differ.
    Without an agreement it is written by hand. `order_reference` is the buyer's purchase order.
    """

    seller: Seller
    company: Tenant
    agreement: Agreement | None
    lines: Sequence[ChargeLine]
    decision: VatDecision
    decisions: Sequence[VatDecision] = ()
    order_reference: str = ""
    by_hand: ByHand | None = None

    @property
    def decided(self) -> Sequence[VatDecision]:
        """The decision of each line."""
        return self.decisions or [decision_on(line, self.decision) for line in self.lines]

    @property
    def currency(self) -> str:
        """The one currency of it all."""
        if self.agreement is not None:
            return self.agreement.currency
        return self.lines[0].net.currency

    @property
    def covers(self) -> Sequence[bool]:
        """Whether each line covers something an agreement owes; a fee for a reminder never does."""
        if self.by_hand is None:
            return [line.item is not Item.FEE for line in self.lines]
        covers = self.by_hand.covers
        return [covers] * len(self.lines) if isinstance(covers, bool) else covers

    @property
    def sums(self) -> Totals:
        """What it comes to."""
        if self.by_hand and self.by_hand.sums is not None:
            return self.by_hand.sums
        in_whole = self.seller.whole_kronor
        if self.by_hand and self.by_hand.in_whole is not None:
            in_whole = self.by_hand.in_whole
        sold = (Sold(line.net, its) for line, its in zip(self.lines, self.decided, strict=True))
        return totals(sold, currency=self.currency, in_whole=in_whole)

    def series(self, sums: Totals) -> str:
        """The letters of the number it takes: credit notes may have a series of their own."""
        seller = self.seller
        return seller.credit_series or seller.series if sums.is_credit else seller.series

    @property
    def buyer(self) -> Buyer:
        """The customer as the document names it."""
        if self.by_hand and self.by_hand.buyer:
            return self.by_hand.buyer
        return buyer_of(self.company)


def buyer_of(company: Any) -> Buyer:
    """A company as its next invoice names it, from its row, however that was read."""
    number = OrgNumber(company.country, company.org_number, company.suffix)
    return Buyer(
        name=company.name,
        customer_number=company.customer_number,
        org_number=number.masked,
        vat_number="" if number.is_personal else company.vat_number,
        attention=company.reference,
        street=company.street,
        postcode=company.postcode,
        city=company.city,
        country=company.country,
    )
