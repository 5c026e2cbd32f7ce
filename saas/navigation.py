"""What every page shows around its own matter: who is here, and where they can go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_login import current_user

from saas.billing.mass_payment.models import how_many_overdue
from saas.dates import today
from saas.places import CUSTOMER, STAFF, Place
from saas.scope import tenant_scope
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web.phrases import locale_in_force
from saas.web.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of something wait at a place for the company in scope, and what they are."""

    how_many: Callable[[], int]
    words: str


WAITING: Final[Mapping[str, Waiting]] = {
    "mass_payment.choose": Waiting(lambda: how_many_overdue(today()), N_("overdue")),  # S91
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as a page shows it; what waits there is asked when it is shown."""

    url: str
    label: str
    icon: str
    active: bool
    tenant_id: int
    waiting: Waiting | None = None

    @property
    def badge(self) -> int:
        """How many wait there; nought where nothing is counted."""
        if self.waiting is None:
            return 0
        with tenant_scope(self.tenant_id):
            return self.waiting.how_many()


def init_app(app: Flask) -> None:
    """Give every template the reader, their company, and the way around."""
    app.context_processor(_around)


def _around() -> dict[str, Any]:
    if not has_request_context():
        return {"language": locale_in_force().language}
    who = current_user._get_current_object() if current_user else None  # a page asks it often
    someone = who if who and who.is_authenticated else None
    theme = request.cookies.get("theme")
    return {
        "me": someone,
        "company": g.get("company"),
        "navigation": _navigation(someone) if someone else [],
        "language": locale_in_force().language,
        "languages": LANGUAGES,
        "theme": theme if theme in {"light", "dark"} else "auto",
        "demo": None if current_app.config["SETTINGS"].in_production else {"today": today()},
        "Permission": Permission,
    }


def _navigation(person: Any) -> list[tuple[str, list[Entry]]]:
    """The parts of the house that this person may see something of, and what."""
    here = request.blueprint
    parts = [
        (
            part.label,
            [_entry(place, here, person) for place in part.places if _is_for(place, person)],
        )
        for part in (STAFF if person.is_staff else CUSTOMER)
    ]
    return [(label, entries) for label, entries in parts if entries]


def _is_for(place: Place, person: Any) -> bool:
    known = place.endpoint in current_app.view_functions
    return known and (place.needs is None or person.is_let_in(place.needs))


def _entry(place: Place, here: str | None, person: Any) -> Entry:
    return Entry(
        _path(place.endpoint),
        place.label,
        place.icon,
        active=here in place.rooms,
        tenant_id=person.tenant_id,
        waiting=WAITING.get(place.endpoint),
    )


@cache
def _path(endpoint: str) -> str:
    """Where a place is; finding that out seven times a page was a tenth of the page."""
    return url_for(endpoint)
