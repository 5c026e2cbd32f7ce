"""What a certificate of completeness says of a series, and the hash that seals its register.

The law wants numbers in an unbroken series, and an auditor wants to check it (domain.md §5).
The hash runs over every document in order, its own seal included: a register that has lost,
gained, swapped or changed one gives another hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from saas.billing.totals.rules import InvoiceKind
from saas.money import Money

BEGINNING: Final = hashlib.sha256(b"register").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A document in the register of a series."""

    position: int
    number: str
    kind: InvoiceKind
    issued_on: date
    net: Money
    vat: Money
    rounding: Money
    sha256: str

    @property
    def total(self) -> Money:
        """What it comes to."""
        return self.net + self.vat + self.rounding


@dataclass(slots=True, kw_only=True)
class Sums:
    """How many documents of a kind, and what they come to in one currency."""

    count: int = 0
    net: Money
    vat: Money
    total: Money


@dataclass(slots=True, kw_only=True)
class Certificate:
    """What is certified of a series and year. `missing` are positions nobody was given."""

    seller: str
    org_number: str
    series: str
    fiscal_year: int
    first: str = ""
    last: str = ""
    first_day: date | None = None
    last_day: date | None = None
    count: int = 0
    missing: list[int] = field(default_factory=list)
    out_of_order: list[int] = field(default_factory=list)
    sums: dict[tuple[InvoiceKind, str], Sums] = field(default_factory=dict)
    register_hash: str = BEGINNING

    @property
    def is_complete(self) -> bool:
        """Whether every number was given, in the order of days."""
        return not self.missing and not self.out_of_order

    @property
    def name(self) -> str:
        """The series and its year: K2026."""
        return f"{self.series}{self.fiscal_year}"


def certified(certificate: Certificate, register: Iterable[Registered]) -> Certificate:
    """`certificate` filled in from a register, which is read once, in the order of positions."""
    expected = 1
    for each in register:
        certificate.missing += range(expected, each.position)
        expected = each.position + 1
        if certificate.last_day and each.issued_on < certificate.last_day:
            certificate.out_of_order.append(each.position)
        _count(certificate, each)
        certificate.register_hash = sealed(certificate.register_hash, each)
    return certificate


def sealed(before: str, each: Registered) -> str:
    """The hash of a register that had the hash `before` and has got one document more."""
    said = "|".join(
        (
            before,
            each.number,
            each.kind,
            each.issued_on.isoformat(),
            str(each.total.minor),
            each.total.currency,
            each.sha256,
        )
    )
    return hashlib.sha256(said.encode()).hexdigest()


def _count(certificate: Certificate, each: Registered) -> None:
    certificate.first = certificate.first or each.number
    certificate.last = each.number
    certificate.first_day = certificate.first_day or each.issued_on
    certificate.last_day = each.issued_on
    certificate.count += 1
    nothing = Money(0, each.net.currency)
    of_kind = certificate.sums.setdefault(
        (each.kind, each.net.currency), Sums(net=nothing, vat=nothing, total=nothing)
    )
    of_kind.count += 1
    of_kind.net += each.net
    of_kind.vat += each.vat
    of_kind.total += each.total
