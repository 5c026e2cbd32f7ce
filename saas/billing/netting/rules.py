"""What a customer's credit settles, and what is left of it to pay out (S14, S15, S111).

Only what is left of all credit when every open invoice has been settled is paid out, due or
not: `max(0, credits - open)` at the level of the customer number, in each currency by itself
(domain.md §10). What is disputed (S12) is not settled, and credit for it is not paid out either:
it stays to the customer's credit until somebody has decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from saas.billing.open_claims.rules import InvoiceAtAgency
from saas.errors import Refusal
from saas.money import Money, total
from saas.text import N_


class NoCredit(Refusal):
    """We owe the customer nothing in this currency."""

    says = N_(
        "Nothing stands to your credit, so there is nothing to pay out. "
        "Credit notes and what you pay too much would stand here."
    )
    way_out = ("invoices.index", N_("See your invoices"))


@dataclass
class OpenInvoicesTakeIt(Refusal):
    """The open invoices come to as much as the credit, or more."""

    credit: Money
    open: Money

    says = N_(
        "You have %(credit)s to your credit and %(open)s to pay on open invoices. Open invoices "
        "come first, so nothing is left to pay out. Use the credit on them."
    )
    way_out = ("credit_use.show", N_("Use the credit"))


@dataclass(frozen=True, slots=True)
class Source:
    """A credit note with something left; without number it is the credit on the account."""

    number: str | None
    invoice_id: int | None
    left: Money


@dataclass(frozen=True, slots=True)
class Claim:
    """An open invoice; `at_agency` while a collection agency collects it.

    `disputed` of it is held until a dispute is decided; None for nothing.
    """

    number: str
    invoice_id: int
    open: Money
    at_agency: bool = False
    disputed: Money | None = None

    @property
    def undisputed(self) -> Money:
        """What credit may settle."""
        return self.open - self.disputed if self.disputed else self.open


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a credit settles an invoice, or, without one, is paid out."""

    source: Source
    claim: Claim | None
    amount: Money

    @property
    def credit_number(self) -> str | None:
        """The credit note's number; None for the credit on the account."""
        return self.source.number

    @property
    def invoice_number(self) -> str | None:
        """The number of the invoice it settles; None for what is paid out."""
        return self.claim.number if self.claim else None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What becomes of all credit in one currency, and what is still open on invoices after.

    `kept` of the credit is left where it is, for what is disputed.
    """

    currency: str
    parts: tuple[Part, ...]
    open_left: Money
    kept: Money

    @property
    def netted(self) -> tuple[Part, ...]:
        """What settles invoices."""
        return tuple(part for part in self.parts if part.claim)

    @property
    def paid(self) -> tuple[Part, ...]:
        """What is paid out."""
        return tuple(part for part in self.parts if part.claim is None)

    @property
    def credit(self) -> Money:
        """All that stands to the customer's credit."""
        return self._sum(self.parts) + self.kept

    @property
    def open(self) -> Money:
        """All that the customer owes before anything is settled."""
        return self._sum(self.netted) + self.open_left

    @property
    def amount(self) -> Money:
        """What is paid out; never while an invoice would stay open."""
        return self._sum(self.paid)

    @property
    def fingerprint(self) -> str:
        """Says whether it is still what somebody has looked at."""
        each = [(part.credit_number, part.invoice_number, part.amount.minor) for part in self.parts]
        said = repr((self.currency, self.open_left.minor, self.kept.minor, each))
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def _sum(self, parts: Iterable[Part]) -> Money:
        return total((part.amount for part in parts), self.currency)


def allocated(
    sources: Iterable[Source], claims: Iterable[Claim], *, currency: str = "SEK"
) -> Allocation:
    """Let each credit settle the open invoices, first by first, and pay out what is left.

    Both come in the order they are used in: the oldest first. All of `currency`. As much as is
    disputed is kept of what is left, from the first credit on.
    """
    still = {claim: claim.undisputed for claim in claims}
    disputed = total((claim.open - claim.undisputed for claim in still), currency)
    kept, parts = Money(0, currency), []
    for source in sources:
        left = source.left
        for claim, owed in still.items():
            settled = min(left, owed)
            if settled.minor > 0:
                parts.append(Part(source, claim, settled))
                still[claim], left = owed - settled, left - settled
        staying = min(left, disputed - kept)
        kept, left = kept + staying, left - staying
        if left.minor > 0:
            parts.append(Part(source, None, left))
    return Allocation(currency, tuple(parts), total(still.values(), currency) + disputed, kept)


def must_be_payable(found: Allocation) -> None:
    """Raise NoCredit or OpenInvoicesTakeIt where nothing is left to pay out.

    What a collection agency collects is not settled here, and nothing is paid out before it is
    settled there: raises InvoiceAtAgency (S112).
    """
    if not found.credit:
        raise NoCredit
    if not found.amount:
        raise OpenInvoicesTakeIt(found.credit, found.open)
    for part in found.netted:
        if part.claim and part.claim.at_agency:
            raise InvoiceAtAgency(part.claim.number)
