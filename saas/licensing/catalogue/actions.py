"""Storing another catalogue: compared first, refused where it changes what has been sold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from saas.dates import day_of
from saas.db import db
from saas.errors import Conflict, Refusal, Unreadable
from saas.licensing.catalogue.difference import Difference, difference, words_of
from saas.licensing.catalogue.models import (
    ONE_CATALOGUE_AT_A_TIME,
    StoredCatalogue,
    catalogue_on,
    everything_sold,
)
from saas.licensing.catalogue.reading import CatalogueWrong, read_catalogue
from saas.text import N_


class CatalogueRefused(Unreadable):
    """The catalogue is wrong, or it changes or leaves out an edition that has been sold."""

    says = N_("The list of plans cannot be stored: %(because)s")

    def __init__(self, remedies: Sequence[str]) -> None:
        self.because = " ".join(remedies)
        self._remedies = tuple(remedies)

    @property
    def remedies(self) -> tuple[str, ...]:
        """A sentence for each thing to mend."""
        return self._remedies


class CatalogueBeginsInThePast(Refusal):
    """A list of plans that would have been in force before anybody could see it."""

    says = N_("A list of plans is in force from today or a later day.")
    field = "sold_from"


class CatalogueOutdated(Conflict):
    """The list of plans has changed since the difference was shown."""

    says = N_(
        "The list of plans has changed since you looked, so nothing was stored. Here is the "
        "difference as it is now: check it and confirm again."
    )


def compared(*, contents: str, effective_from: date, today: date) -> Difference:
    """What storing `contents` (TOML) today would change in what is in force on that day.

    What can still be sold until then counts as sold. Raises CatalogueWrong.
    """
    was = catalogue_on(effective_from)
    sellable = {
        edition.key: words_of(edition)
        for edition in was.editions
        if edition.sold_from < effective_from > today and not edition.is_free
    }
    sold = sellable | everything_sold()
    return difference(was, read_catalogue(contents), sold=sold)


def store_catalogue(
    *, contents: str, effective_from: date, by: str, now: datetime, shown: str | None = None
) -> Difference:
    """Put the catalogue `contents` (TOML) in force from a day on; what that changes.

    Nothing is stored where nothing changes. `shown` is the fingerprint of the difference that
    was agreed to: with another one nothing is stored. Raises CatalogueRefused,
    CatalogueBeginsInThePast and CatalogueOutdated.
    """
    if effective_from < day_of(now):
        raise CatalogueBeginsInThePast
    db.session.execute(select(func.pg_advisory_xact_lock(ONE_CATALOGUE_AT_A_TIME)))
    try:
        found = compared(contents=contents, effective_from=effective_from, today=day_of(now))
    except CatalogueWrong as wrong:
        raise CatalogueRefused(wrong.problems) from wrong
    if found.remedies:
        raise CatalogueRefused(found.remedies)
    if shown is not None and shown != found.fingerprint:
        raise CatalogueOutdated
    if not found.is_none:
        row = StoredCatalogue(
            contents=contents, effective_from=effective_from, loaded_at=now, by=by
        )
        db.session.add(row)
        db.session.flush()
    return found
