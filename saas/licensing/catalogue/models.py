"""The catalogue this installation sells from, and the editions it has sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Final, Self

from flask import current_app
from sqlalchemy import Connection, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

import saas.licensing.plans
from saas.config import Settings
from saas.dates import clock_time, today
from saas.db import Base, Global, db
from saas.licensing.catalogue.difference import is_as_sold, words_of
from saas.licensing.catalogue.reading import read_catalogue
from saas.licensing.catalogue.rules import Catalogue, EditionOutdated
from saas.licensing.plans.rules import Edition

EXAMPLE: Final = Path(saas.licensing.plans.__file__).with_name("catalogue.toml")
GOOD_FOR: Final = timedelta(seconds=5)
ONE_CATALOGUE_AT_A_TIME: Final = 7_002
_turn: Final = Lock()


class SoldEditionChanged(RuntimeError):
    """The catalogue says something else of an edition than when it was first sold: our fault.

    The remedy is in its message: give the plan a new edition with a later `sold_from`.
    """


class SoldEdition(Global, Base):
    """An edition somebody has agreed to, word by word as it was then. Never edited."""

    __tablename__ = "sold_editions"

    key: Mapped[str] = mapped_column(unique=True)
    contents: Mapped[dict[str, Any]]
    first_sold_at: Mapped[datetime]


class StoredCatalogue(Global, Base):
    """A catalogue that somebody stored: its TOML, from which day it is in force. Never edited.

    In force on a day is the one stored last of those that have begun by then: storing another
    replaces one that was yet to begin.
    """

    __tablename__ = "catalogues"

    contents: Mapped[str]
    effective_from: Mapped[date]
    loaded_at: Mapped[datetime]
    by: Mapped[str]

    @classmethod
    def history(cls) -> list[Self]:
        """Every catalogue stored, newest first."""
        return list(db.session.scalars(select(cls).order_by(cls.id.desc())))


@dataclass(frozen=True, slots=True)
class _Known:
    """The catalogue this process goes by, which row it is (None: a file), and since when."""

    catalogue: Catalogue
    row_id: int | None
    day: date
    read_at: datetime


def catalogue() -> Catalogue:
    """The catalogue in force today: stored, or in the file PLANS_FILE names, or the examples.

    A process knows it for some seconds, so that a page need not ask. Raises CatalogueWrong,
    with a sentence for each wrong value.
    """
    known = _known()
    if known is None or known.day != today():
        return _read_apart()
    if clock_time() - known.read_at > GOOD_FOR and _turn.acquire(blocking=False):
        try:
            return _read_apart()
        finally:
            _turn.release()
    return known.catalogue


def catalogue_listing(key: str) -> Catalogue:
    """The catalogue in force, read anew where the one this process goes by has no such edition."""
    known = catalogue()
    return known if any(edition.key == key for edition in known.editions) else catalogue_anew()


def catalogue_anew() -> Catalogue:
    """The catalogue in force at this very moment, for deeds; the process goes by it from now."""
    return _read(db.session())


def catalogue_on(day: date) -> Catalogue:
    """The catalogue that is in force on `day`, as far as is known now, and as this session is."""
    contents = db.session.scalar(_in_force_on(day))
    return read_catalogue(contents) if contents is not None else _listed()


def catalogue_in(file: Path) -> Catalogue:
    """The catalogue in `file`. Raises CatalogueWrong, and OSError when it cannot be read."""
    return read_catalogue(file.read_text(encoding="utf-8"), source=str(file))


def note_sale(edition: Edition, *, at: datetime) -> None:
    """Keep the words of an edition the first time it is sold, and hold it to them after.

    Raises SoldEditionChanged when the catalogue has been edited since, EditionOutdated when
    another catalogue is stored at this moment.
    """
    sold = as_sold(edition.key) or _first_sale(edition, at)
    if not is_as_sold(edition, sold):
        raise SoldEditionChanged(
            f"{edition.key} has been sold with other contents; list a new edition instead"
        )


def as_sold(key: str) -> dict[str, Any] | None:
    """What an edition said when it was first sold; None when nobody has bought it."""
    return db.session.scalar(select(SoldEdition.contents).where(SoldEdition.key == key))


def everything_sold() -> dict[str, dict[str, Any]]:
    """What each edition said when it was first sold."""
    rows = db.session.execute(select(SoldEdition.key, SoldEdition.contents))
    return {row.key: row.contents for row in rows}


def _first_sale(edition: Edition, at: datetime) -> dict[str, Any]:
    """Sell it as long as nobody stores another catalogue meanwhile; they wait for each other."""
    db.session.execute(select(func.pg_advisory_xact_lock_shared(ONE_CATALOGUE_AT_A_TIME)))
    if edition not in catalogue_anew().editions:
        raise EditionOutdated
    db.session.execute(
        insert(SoldEdition)
        .values(key=edition.key, contents=words_of(edition), first_sold_at=at)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return as_sold(edition.key) or {}


def _read_apart() -> Catalogue:
    """Read it beside the page's own transaction, whose statements stay as many as they were."""
    with db.engines["platform"].connect() as apart:
        return _read(apart)


def _read(asked: Connection | Session) -> Catalogue:
    day, known = today(), _known()
    row_id: int | None = asked.scalar(_in_force_on(day).with_only_columns(StoredCatalogue.id))
    if known is not None and known.row_id == row_id:
        found = known.catalogue
    elif row_id is None:
        found = _listed()
    else:
        contents = select(StoredCatalogue.contents).where(StoredCatalogue.id == row_id)
        found = read_catalogue(asked.scalar(contents) or "", source=f"Catalogue {row_id}")
    current_app.extensions["catalogue"] = _Known(found, row_id, day, clock_time())
    return found


def _known() -> _Known | None:
    known: _Known | None = current_app.extensions.get("catalogue")
    return known


def _listed() -> Catalogue:
    settings: Settings = current_app.config["SETTINGS"]
    return catalogue_in(Path(settings.plans_file) if settings.plans_file else EXAMPLE)


def _in_force_on(day: date) -> Select[str]:
    stored = select(StoredCatalogue.contents).where(StoredCatalogue.effective_from <= day)
    return stored.order_by(StoredCatalogue.id.desc()).limit(1)
