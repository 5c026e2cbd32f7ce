"""Which edition of the terms of service holds, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from saas.errors import Refusal
from saas.text import N_


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the terms. An edition that has been accepted is never edited."""

    name: str
    in_force_from: date


EDITIONS: Final = (Edition("2026-1", date(2026, 1, 1)),)


class TermsNotAccepted(Refusal):
    """The terms have to be accepted before a company can be registered."""

    says = N_("Read the terms of service and tick the box to accept them.")
    field = "accept_terms"


class TermsHaveChanged(Refusal):
    """The edition that was shown is no longer the one in force."""

    says = N_("The terms of service have changed since you opened the page. Read them again.")
    field = "accept_terms"


def edition_on(day: date) -> Edition:
    """The edition in force on a Stockholm day."""
    begun = [edition for edition in EDITIONS if edition.in_force_from <= day]
    return begun[-1] if begun else EDITIONS[0]


def accepted_edition(name: str, *, today: date) -> Edition:
    """The edition somebody accepts, which must be the one in force. Raises TermsHaveChanged."""
    current = edition_on(today)
    if name != current.name:
        raise TermsHaveChanged
    return current
