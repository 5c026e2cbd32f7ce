"""What a new catalogue would change, against the one in force and what has been sold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.plans.rules import Edition
from saas.money import Money

MAY_CHANGE: Final = {"sold_until"}
"""When an edition stops being sold is no part of what anybody agreed to."""

_SOLD: Final = "has been sold, or may be until then,"


@dataclass(frozen=True, slots=True)
class Change:
    """One value of an edition, or of a feature's words, as it was and as it would be."""

    key: str
    what: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What would become of the catalogue. `remedies` says what stands in the way, and the cure."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    remedies: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether nothing at all would change."""
        return not (self.new or self.gone or self.changed or self.remedies)

    @property
    def fingerprint(self) -> str:
        """The same for two differences exactly when they say the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "new": list(self.new),
            "gone": list(self.gone),
            "changed": [
                {"key": c.key, "what": c.what, "was": c.was, "becomes": c.becomes}
                for c in self.changed
            ],
            "remedies": list(self.remedies),
        }


def difference(
    was: Catalogue, becomes: Catalogue, *, sold: Mapping[str, Mapping[str, Any]]
) -> Difference:
    """What `becomes` would change in `was`; `sold` is what each edition said when first sold.

    An edition that has been sold may neither change nor go.
    """
    before = {edition.key: edition for edition in was.editions}
    after = {edition.key: edition for edition in becomes.editions}
    return Difference(
        new=tuple(key for key in after if key not in before),
        gone=tuple(key for key in before if key not in after),
        changed=tuple(_changes(before, after, was, becomes)),
        remedies=tuple(_remedies(after, sold)),
    )


def words_of(edition: Edition) -> dict[str, Any]:
    """An edition word by word, as it is kept when it is first sold."""
    names = Edition.__dataclass_fields__
    return {name: _plain(getattr(edition, name)) for name in names}


def is_as_sold(edition: Edition, sold: Mapping[str, Any]) -> bool:
    """Whether an edition still says what it said when it was first sold.

    What editions could not say yet in those days is not held against it.
    """
    now = words_of(edition)
    return all(now.get(name) == said for name, said in sold.items() if name not in MAY_CHANGE)


def _changes(
    before: Mapping[str, Edition], after: Mapping[str, Edition], was: Catalogue, becomes: Catalogue
) -> Iterator[Change]:
    for key in (key for key in after if key in before):
        old, new = words_of(before[key]), words_of(after[key])
        for name in new:
            if old[name] != new[name]:
                yield Change(key, name, _shown(old[name]), _shown(new[name]))
    for feature in (feature for feature in becomes.features if feature in was.features):
        if was.features[feature] != becomes.features[feature]:
            old, new = dict(was.features[feature]), dict(becomes.features[feature])
            yield Change(feature, "words", _shown(old), _shown(new))
    if was.currency != becomes.currency:
        yield Change("currency", "currency", was.currency, becomes.currency)


def _remedies(after: Mapping[str, Edition], sold: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for key, contents in sold.items():
        if key not in after:
            yield f"{key} {_SOLD} and must stay listed: give it a sold_until instead."
        elif not is_as_sold(after[key], contents):
            plan = after[key].plan
            yield (
                f"{key} {_SOLD} and never changes: put it back, and list a new edition of {plan} "
                "with a later sold_from."
            )


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: numbers, words and lists as they are, days and amounts in words."""
    if value is None or isinstance(value, int | str):
        return value
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date | Money):
        return str(value)
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_shown(part)}" for name, part in value.items()) or "–"
    if isinstance(value, list):
        return "; ".join(map(_shown, value)) or "–"
    return "–" if value is None else str(value)
