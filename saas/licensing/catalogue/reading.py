"""Reading a catalogue of plans from TOML, with a sentence for every value that is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from marshmallow import ValidationError

from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.catalogue.shape import CatalogueFile
from saas.licensing.plans.rules import Edition


class CatalogueWrong(ValueError):
    """A catalogue cannot be used. `problems` has a sentence for each wrong value."""

    def __init__(self, source: str, problems: list[str]) -> None:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"{source} does not hold:\n{lines}")
        self.problems = problems


def read_catalogue(written: str, *, source: str = "The catalogue") -> Catalogue:
    """The catalogue in the TOML text `written`; `source` is what messages call it.

    Raises CatalogueWrong naming every wrong value, so that an operator mends them at once.
    """
    try:
        catalogue: Catalogue = CatalogueFile().load(tomllib.loads(written))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueWrong(source, [f"It is not TOML: {error}."]) from error
    except ValidationError as error:
        raise CatalogueWrong(source, list(_sentences(error.messages_dict))) from error
    if problems := list(_contradictions(catalogue)):
        raise CatalogueWrong(source, problems)
    return catalogue


def _contradictions(catalogue: Catalogue) -> Iterator[str]:
    """What is wrong between values that are each right."""
    for one, other in combinations(catalogue.editions, 2):
        if one.key == other.key:
            yield f"{one.key} is listed twice."
        elif one.plan == other.plan and one.sold_from == other.sold_from:
            yield f"{one.key} and {other.key} are both sold from {one.sold_from}."
    free = [edition for edition in catalogue.editions if edition.is_free]
    if not free:
        yield "There is no plan 'free': it is what a company without an agreement has."
    for edition in free:
        costs = edition.monthly_fee or edition.seat_fee or len(edition.prices) > 1
        if costs or edition.by_contract or edition.sold_until:
            yield f"{edition.key} must cost nothing, sell no seats and never end."
    for edition in catalogue.editions:
        yield from _contradictions_in(edition, catalogue.features)


def _contradictions_in(
    edition: Edition, features: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    if edition.sold_until is not None and edition.sold_until <= edition.sold_from:
        yield f"{edition.key} ends being sold before it begins."
    for feature in edition.features:
        if "en" not in features.get(feature, ()):
            yield f"{edition.key} has the feature {feature!r}, which [features] has no en for."
    for feature in edition.limits:
        if feature not in edition.features:
            yield f"{edition.key} limits {feature!r}, which it does not have among its features."


def _sentences(messages: Mapping[Any, Any], where: str = "") -> Iterator[str]:
    """One for each wrong value, with its place: edition 2, monthly_fee: Write the price."""
    for name, said in messages.items():
        place = f"{where} {name + 1}" if isinstance(name, int) else f"{where}, {name}".strip(", ")
        if isinstance(said, Mapping):
            yield from _sentences(said, place)
        else:
            yield from (f"{place}: {sentence}" for sentence in said)
