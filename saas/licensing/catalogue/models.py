"""The catalogue this installation sells from, and the editions it has sold."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

import saas.licensing.plans
from saas.config import Settings
from saas.db import Base, Global, db
from saas.licensing.catalogue.reading import read_catalogue
from saas.licensing.plans.rules import Catalogue, Edition

EXAMPLE: Final = Path(saas.licensing.plans.__file__).with_name("catalogue.toml")


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


def catalogue() -> Catalogue:
    """The operator's catalogue: the file PLANS_FILE names, or the examples we ship.

    Read once for each app. Raises CatalogueWrong, with a sentence for each wrong value.
    """
    known: Catalogue | None = current_app.extensions.get("catalogue")
    if known is None:
        settings: Settings = current_app.config["SETTINGS"]
        known = catalogue_in(Path(settings.plans_file) if settings.plans_file else EXAMPLE)
        current_app.extensions["catalogue"] = known
    return known


def catalogue_in(file: Path) -> Catalogue:
    """The catalogue in `file`. Raises CatalogueWrong, and OSError when it cannot be read."""
    return read_catalogue(file.read_text(encoding="utf-8"), source=str(file))


def note_sale(edition: Edition, *, at: datetime) -> None:
    """Keep the words of an edition the first time it is sold, and hold it to them after.

    Raises SoldEditionChanged when the catalogue has been edited since.
    """
    contents = {k: _plain(v) for k, v in _fields(edition).items()}
    db.session.execute(
        insert(SoldEdition)
        .values(key=edition.key, contents=contents, first_sold_at=at)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    if as_sold(edition.key) != contents:
        raise SoldEditionChanged(
            f"{edition.key} has been sold with other contents; list a new edition instead"
        )


def as_sold(key: str) -> dict[str, Any] | None:
    """What an edition said when it was first sold; None when nobody has bought it."""
    return db.session.scalar(select(SoldEdition.contents).where(SoldEdition.key == key))


def _fields(edition: Edition) -> dict[str, Any]:
    return {name: getattr(edition, name) for name in Edition.__dataclass_fields__}


def _plain(value: object) -> Any:
    """A value as JSON keeps it: numbers, words and lists as they are, all else in its words."""
    if value is None or isinstance(value, int | str):
        return value
    return [_plain(part) for part in value] if isinstance(value, tuple) else str(value)
