"""What every page shows around its own matter: who is here, and where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_login import current_user

from saas.dates import today
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web.phrases import locale_in_force
from saas.web.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: an endpoint, its words and symbol, and the permission one needs to see it.

    `around` names the other rooms (blueprints) that one reaches through it.
    """

    endpoint: str
    label: str
    icon: str
    needs: Permission | None = None
    around: tuple[str, ...] = ()

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms in which one is at this place."""
        return (self.endpoint.partition(".")[0], *self.around)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as a page shows it."""

    url: str
    label: str
    icon: str
    active: bool
    badge: str | None = None


PEOPLE_ROOMS: Final = (
    "guest_list",
    "idle_seats",
    "invitations",
    "people_export",
    "seat_history",
    "staying",
)
PLAN_ROOMS: Final = (
    "contracts",
    "features",
    "fewer_seats",
    "fitting",
    "notice_calculator",
    "plans",
    "quote_requests",
    "quotes",
    "received_notices",
    "termination",
    "transfer",
    "what_if",
)
INVOICE_ROOMS: Final = (
    "collection",
    "coming_invoices",
    "copies",
    "correction",
    "costs",
    "credit_use",
    "later_due",
    "payouts",
    "purchase_orders",
    "statement",
    "true_up",
)
CUSTOMER: Final = (
    Place("overview.show", N_("Overview"), "home"),
    Place("seats.show", N_("People"), "people", around=PEOPLE_ROOMS),
    Place("change.compare", N_("Plan"), "plan", around=PLAN_ROOMS),
    Place(
        "invoices.index",
        N_("Invoices"),
        "invoice",
        Permission.SEE_MONEY,
        around=INVOICE_ROOMS,
    ),
    Place(
        "mass_payment.choose",
        N_("Mass payment"),
        "stack",
        Permission.PAY,
        around=("payments", "receipts"),
    ),
    Place("cards.index", N_("Cards"), "card", Permission.PAY),
    Place("inbox.index", N_("Help"), "help", around=("user_change", "contact", "notice")),
)
STAFF: Final = (
    Place("inbox_staff.index", N_("Requests"), "chat"),
    Place("claims_staff.index", N_("Claims"), "building"),
    Place("partners_staff.index", N_("Suppliers"), "switch"),
    Place("plans_staff.index", N_("Plans"), "plan", around=("entitlements_staff",)),
    Place("notice_desk.index", N_("Notices"), "leave", around=("recovery", "closing_staff")),
    Place("quotes_staff.index", N_("Quotes"), "invoice"),
    Place("price_increases.choose", N_("Price changes"), "plan"),
    Place("service_desk.record", N_("Services"), "stack"),
    Place("credit_notes_staff.index", N_("Credits"), "invoice", around=("hand_written_staff",)),
    Place("payouts_staff.index", N_("Payouts"), "card"),
    Place("runs_staff.index", N_("Billing runs"), "switch"),
    Place("revenue_staff.show", N_("Revenue"), "plan"),
    Place("ageing_staff.index", N_("What is owed"), "clock"),
    Place("collection_staff.index", N_("Collection"), "clock"),
    Place("later_due_staff.index", N_("Later days"), "clock"),
    Place(
        "accounting_staff.show",
        N_("Accounting"),
        "stack",
        around=("certificate_staff", "letterhead_staff", "sellers_staff"),
    ),
    Place("delivery_desk.index", N_("Deliveries"), "chat"),
    Place("parked_staff.index", N_("Parked"), "clock"),
    Place("invoice_desk.index", N_("Invoices"), "invoice"),
)


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


def _navigation(person: Any) -> list[Entry]:
    places = STAFF if person.is_staff else CUSTOMER
    here = request.blueprint
    return [
        Entry(_path(p.endpoint), p.label, p.icon, active=here in p.rooms)
        for p in places
        if p.endpoint in current_app.view_functions and (p.needs is None or person.may(p.needs))
    ]


@cache
def _path(endpoint: str) -> str:
    """Where a place is; finding that out seven times a page was a tenth of the page."""
    return url_for(endpoint)
