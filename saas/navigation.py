"""What every page shows around its own matter: who is here, and where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from saas.dates import today
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: an endpoint, its words, and the permission one needs to see it."""

    endpoint: str
    label: str
    needs: Permission | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as a page shows it."""

    url: str
    label: str
    active: bool
    badge: str | None = None


CUSTOMER: Final = (
    Place("overview.show", N_("Overview")),
    Place("seats.show", N_("People")),
    Place("change.compare", N_("Plan")),
    Place("invoices.index", N_("Invoices"), Permission.SEE_MONEY),
    Place("mass_payment.choose", N_("Mass payment"), Permission.PAY),
    Place("cards.index", N_("Cards"), Permission.PAY),
    Place("inbox.index", N_("Help")),
)
STAFF: Final = (
    Place("inbox_staff.index", N_("Requests")),
    Place("claims_staff.index", N_("Claims")),
    Place("partners_staff.index", N_("Suppliers")),
    Place("parked_staff.index", N_("Parked")),
)


def init_app(app: Flask) -> None:
    """Give every template the reader, their company, and the way around."""
    app.context_processor(_around)


def _around() -> dict[str, Any]:
    if not has_request_context():
        return {"language": str(get_locale() or "sv")}
    someone = current_user if current_user and current_user.is_authenticated else None
    theme = request.cookies.get("theme")
    return {
        "me": someone,
        "company": g.get("company"),
        "navigation": _navigation(someone) if someone else [],
        "language": str(get_locale() or "sv"),
        "languages": LANGUAGES,
        "theme": theme if theme in {"light", "dark"} else "auto",
        "demo": None if current_app.config["SETTINGS"].in_production else {"today": today()},
        "Permission": Permission,
    }


def _navigation(person: Any) -> list[Entry]:
    places = STAFF if person.is_staff else CUSTOMER
    here = request.blueprint
    return [
        Entry(url_for(p.endpoint), p.label, p.endpoint.partition(".")[0] == here)
        for p in places
        if p.endpoint in current_app.view_functions and (p.needs is None or person.may(p.needs))
    ]
