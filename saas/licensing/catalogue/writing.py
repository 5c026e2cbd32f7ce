"""Writing a catalogue as the TOML it is read from: what is written reads back the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.plans.rules import (
    MONTHLY,
    BindingTerm,
    Cadence,
    Edition,
    NoticePolicy,
    Price,
    Timing,
)
from saas.money import Money

WHEN: Final = {
    Timing.IN_ADVANCE: "advance",
    Timing.IN_ARREARS: "arrears",
    Timing.PREBILLED: "prebilled",
}
BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
EVERY: Final = {1: "month", 3: "quarter", 12: "year"}


def written(catalogue: Catalogue) -> str:
    """The TOML of a catalogue. Reading it gives an equal one; comments are not kept."""
    lines = ["example_prices = true"] if catalogue.example_prices else []
    lines += [f"currency = {_said(catalogue.currency)}", "", "[features]"]
    lines += [f"{_key(key)} = {_table(words)}" for key, words in catalogue.features.items()]
    for edition in catalogue.editions:
        lines += ["", "[[edition]]", *_lines(edition)]
    return "\n".join(lines) + "\n"


def cadence_words(cadence: Cadence) -> tuple[str, str]:
    """A cadence as the file says it: `every` and `in`."""
    return EVERY[cadence.months], WHEN[cadence.timing]


def _lines(edition: Edition) -> Iterator[str]:
    yield f"plan = {_said(edition.plan)}"
    yield f"name = {_said(edition.name)}"
    yield f"edition = {_said(edition.edition)}"
    yield f"sold_from = {edition.sold_from.isoformat()}"
    if edition.sold_until is not None:
        yield f"sold_until = {edition.sold_until.isoformat()}"
    if edition.by_contract:
        yield "by_contract = true"
    else:
        yield f"seats_included = {edition.seats_included}"
    yield f"features = {_said(list(edition.features))}"
    if edition.limits:
        yield f"limits = {_table(edition.limits)}"
    yield f"notice = {_table(_notice(edition.notice))}"
    yield from () if edition.by_contract else _prices(edition)


def _prices(edition: Edition) -> Iterator[str]:
    """The monthly price where it is the usual one, then the other ways to pay, in order."""
    others = list(edition.prices)
    if others[0].cadence == MONTHLY:
        others.pop(0)
        yield f"monthly_fee = {_amount(edition.monthly_fee)}"
        if edition.seat_fee is not None:
            yield f"seat_fee = {_amount(edition.seat_fee)}"
    for price in others:
        yield from ("[[edition.price]]", *_price(price))


def _price(price: Price) -> Iterator[str]:
    every, when = cadence_words(price.cadence)
    yield f"every = {_said(every)}"
    yield f"in = {_said(when)}"
    yield f"fee = {_amount(price.fee)}"
    if price.seat_fee is not None:
        yield f"seat_fee = {_amount(price.seat_fee)}"


def _notice(policy: NoticePolicy) -> Mapping[str, object]:
    said: dict[str, object] = {"policy": policy.kind.value}
    said |= {"months": policy.months} if policy.months else {}
    said |= {"days": policy.days} if policy.days else {}
    said |= {"to_period_end": True} if policy.to_period_end else {}
    return said | ({"term": policy.term.value} if policy.term is not BindingTerm.A else {})


def _amount(price: Money) -> str:
    kronor, ore = divmod(price.minor, 100)
    return f'"{kronor}.{ore:02}"'


def _table(values: Mapping[str, object]) -> str:
    return f"{{ {', '.join(f'{_key(k)} = {_said(v)}' for k, v in values.items())} }}"


def _key(name: str) -> str:
    """A key as TOML writes it: bare where it can be."""
    return name if BARE.fullmatch(name) else _said(name)


def _said(value: object) -> str:
    """A value as TOML writes it: its basic strings are JSON's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
