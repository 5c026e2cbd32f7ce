"""The history of a company's seats: a page with a chart, and the same as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.dates import add_months, today
from saas.licensing.seat_history.models import begun_on, events, standings
from saas.licensing.seat_history.rules import ONE_DAY, Standing, between, marks, steps
from saas.licensing.seats.models import SeatDeed
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_

pages = Blueprint("seat_history", __name__, url_prefix="/people/history")
api = ApiBlueprint(
    "seat_history_api",
    __name__,
    url_prefix="/api/v1/people/history",
    description="How the seats came to be what they are",
)
MONTHS: Final = 12
DEEDS: Final = {
    SeatDeed.OPENED: N_("Counted for the first time"),
    SeatDeed.ENTITLED: N_("Number of seats changed"),
    SeatDeed.TOOK: N_("Got a seat"),
    SeatDeed.HELD: N_("Seat held for an invitation"),
    SeatDeed.ACCEPTED: N_("Came in on an invitation"),
    SeatDeed.FREED: N_("Seat free again"),
    SeatDeed.EXPIRED: N_("Held seat free again"),
}


class Wanted(Schema):
    """Which page of the events, counted from 1."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))


class StandingAnswer(Schema):
    """Seats entitled to and taken at the end of a day, until another follows."""

    day = fields.Date()
    entitled = fields.Integer()
    taken = fields.Integer()


class EventAnswer(Schema):
    """A line of the ledger: what happened, whose seat it was, and what held after it."""

    at = fields.AwareDateTime()
    deed = fields.String()
    change_entitled = fields.Integer()
    change_taken = fields.Integer()
    entitled = fields.Integer()
    taken = fields.Integer()
    person = fields.String(allow_none=True)
    by = fields.String(allow_none=True)


class HistoryAnswer(Schema):
    """The days of the last twelve months on which anything changed, and the newest events."""

    first_day = fields.Date()
    last_day = fields.Date()
    days = fields.List(fields.Nested(StandingAnswer))
    data = fields.List(fields.Nested(EventAnswer))
    more = fields.Boolean()


@pages.get("")
def show() -> ResponseReturnValue:
    """The seats of the last twelve months as a chart, and everything that changed them."""
    me().must(Permission.SEE_MONEY)
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    first, last, days = _last_months()
    shown, more = events(page=page)
    return render_template(
        "licensing/seat_history/page.html",
        first=first,
        last=last,
        days=days,
        entitled=steps([(s.day, s.entitled) for s in days], first, last),
        taken=steps([(s.day, s.taken) for s in days], first, last),
        marks=[(along, format_date(day, "MMM")) for along, day in marks(first, last)],
        events=shown,
        deeds=DEEDS,
        page=page,
        more=more,
    )


@api.get("")
@api.arguments(Wanted, location="query")
@api.response(200, HistoryAnswer)
def show_over_api(wanted: dict[str, Any]) -> dict[str, Any]:
    """The seats of the last twelve months by day, and what changed them, newest first."""
    me().must(Permission.SEE_MONEY)
    first, last, days = _last_months()
    shown, more = events(page=wanted["page"])
    return {"first_day": first, "last_day": last, "days": days, "data": shown, "more": more}


def _last_months() -> tuple[date, date, list[Standing]]:
    """The days the chart is about: twelve months, or since the seats were first counted."""
    last = today()
    first = max(add_months(last, -MONTHS) + ONE_DAY, begun_on() or last)
    return first, last, between(standings(), first, last)
