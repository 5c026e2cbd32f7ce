"""Which agreements of a chunk are plain, which stand apart, and which owe nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from saas.billing.batches.reading import Due
from saas.billing.batches.rules import Owed, owed
from saas.billing.seller.actions import seller_for
from saas.billing.seller.models import Seller

Pairs: TypeAlias = list[tuple[Due, Owed]]


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is plain, with what it owes; what must be looked at by itself; what owes nothing."""

    plain: Pairs = field(default_factory=list)
    apart: list[Due] = field(default_factory=list)
    idle: Pairs = field(default_factory=list)


def sort_out(due: Sequence[Due], seller: Seller, *, through: date) -> Sorted:
    """Sort the agreements of which something is due by `through`, for a chunk `seller` issues.

    What agreements that are alike owe is found once. Apart are a credit note, a company that
    stands apart, and what another of our sellers sells (docs/decisions/0011).
    """
    found = Sorted()
    known: dict[int, Owed] = {}
    ours: dict[str, bool] = {}  # all that are not apart sit in one country
    for one in due:
        if one.agreed is None:
            found.apart.append(one)
            continue
        currency = one.company.currency
        if currency not in ours:
            sells = seller_for(one.company, currency=currency)
            ours[currency] = sells.id == seller.id and sells.currency == currency
        if not ours[currency]:
            found.apart.append(one)
            continue
        alike = id(one.agreed)  # those that are alike share it
        if alike not in known:
            known[alike] = owed(one.agreed, through=through, in_whole=seller.whole_kronor)
        owes = known[alike]
        if not owes.lines:
            found.idle.append((one, owes))
        elif owes.is_plain:
            found.plain.append((one, owes))
        else:
            found.apart.append(one)
    return found
