"""What a credit note takes back of an invoice's tax and rounding, when earlier ones took some.

Tax is rounded on what all of them take together, so that parts never take more than was
charged, and the last part takes what is left: of the tax, and of the rounding to kronor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from saas.billing.totals.rules import Sold, Totals, VatGroup, totals
from saas.money import Money, total

Content: TypeAlias = Mapping[str, Any]
"""What a document says, as its snapshot keeps it; amounts on a credit note are negative."""


@dataclass(frozen=True, slots=True)
class _Taxed:
    """What is sold under one category and rate, and its tax."""

    base: Money
    vat: Money


def sums_back(lines: Sequence[Sold], *, charged: Content, before: Sequence[Content]) -> Totals:
    """The sums of a credit note of `lines`, negative, for what `charged` says.

    `before` are the credit notes by hand that exist. Parts that together take back every line
    come to the invoice, in each rate and in all, to the öre. Tax is within an öre of the rate's
    share of the part (BR-CO-17 allows for more).
    """
    currency = charged["currency"]
    whole, gone = _taxed([charged], currency), _taxed(before, currency)
    nothing = _Taxed(Money(0, currency), Money(0, currency))
    alone = totals(lines, currency=currency)
    groups = tuple(
        _part(group, of=whole[_key(group)], gone=gone.get(_key(group), nothing))
        for group in alone.groups
    )
    left = {key: of.base + gone.get(key, nothing).base for key, of in whole.items()}
    for group in groups:
        left[_key(group)] += group.base
    rounding = Money(0, currency)
    if not any(left.values()):
        rounding -= _rounding([charged, *before], currency)
    vat = total((group.vat for group in groups), currency)
    return replace(alone, groups=groups, vat=vat, rounding=rounding)


def mirrored(sums: Totals) -> Totals:
    """The same sums the other way: what says again what was taken back."""
    groups = (replace(group, base=-group.base, vat=-group.vat) for group in sums.groups)
    return Totals(groups=tuple(groups), net=-sums.net, vat=-sums.vat, rounding=-sums.rounding)


def _part(group: VatGroup, *, of: _Taxed, gone: _Taxed) -> VatGroup:
    taken = -(gone.base + group.base)
    due = of.vat if taken == of.base else taken.share(group.decision.rate)
    if taken < of.base:
        due = min(due, of.vat)
    return replace(group, vat=min(-gone.vat - due, due * 0))


def _taxed(contents: Iterable[Content], currency: str) -> dict[tuple[str, int], _Taxed]:
    found: dict[tuple[str, int], _Taxed] = {}
    for group in (each for content in contents for each in content["vat"]):
        key = group["category"], group["percent"]
        base, vat = Money(group["base_minor"], currency), Money(group["vat_minor"], currency)
        known = found.get(key)
        found[key] = _Taxed(known.base + base, known.vat + vat) if known else _Taxed(base, vat)
    return found


def _rounding(contents: Iterable[Content], currency: str) -> Money:
    return Money(sum(each["totals"]["rounding_minor"] for each in contents), currency)


def _key(group: VatGroup) -> tuple[str, int]:
    return group.decision.category.value, group.decision.percent
