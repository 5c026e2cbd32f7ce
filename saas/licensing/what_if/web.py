"""The what-if page, whose address is all there is to share, and the same as JSON."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import EXCLUDE, Schema, fields

from saas.dates import today
from saas.licensing.agreement.models import current_terms
from saas.licensing.catalogue.models import catalogue
from saas.licensing.change.forms import CadenceField, ChangeOrder, in_address
from saas.licensing.fields import Amount, LineAnswer, Sale
from saas.licensing.plans.cadences import cadence_in_words, cadence_key
from saas.licensing.what_if.models import WhatIf, what_if
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form
from saas.web.words import say

pages = Blueprint("what_if", __name__, url_prefix="/plan/what-if")
api = ApiBlueprint(
    "what_if_api",
    __name__,
    url_prefix="/api/v1/plan/what-if",
    description="What a change would come to in twelve months",
)
A_DAY: Final[dict[str, Any]] = {"invalid": N_("Write a day, such as 2026-05-14.")}


class Question(ChangeOrder):
    """A change, the day it would be agreed on, and a day of notice if one likes."""

    starts_on = fields.Date(error_messages=A_DAY)
    notice_on = fields.Date(allow_none=True, load_default=None, error_messages=A_DAY)


class InvoiceAnswer(Schema):
    """An invoice that would be issued."""

    issued_on = fields.Date(attribute="day")
    lines = fields.List(fields.Nested(LineAnswer))


class MonthAnswer(Schema):
    """One of the twelve months, from its first day on."""

    first_day = fields.Date()
    sum = fields.Nested(Sale)
    invoices = fields.List(fields.Nested(InvoiceAnswer))


class WhatIfAnswer(Schema):
    """Twelve months of invoices, what they come to, and what they would without the change."""

    edition = fields.String(attribute="offer.terms.edition")
    extra_seats = fields.Integer(attribute="offer.terms.extra_seats")
    seats = fields.Integer(attribute="offer.terms.seats")
    cadence = CadenceField(attribute="offer.terms.cadence")
    starts_on = fields.Date(attribute="offer.starts_on")
    last_day = fields.Date(allow_none=True)
    months = fields.List(fields.Nested(MonthAnswer), attribute="flow.months")
    sum = fields.Nested(Sale, attribute="flow.sum")
    as_now = fields.Nested(Sale, attribute="as_now.sum")
    yearly = fields.Nested(Sale, attribute="offer.yearly")
    yearly_effect = fields.Nested(Amount, attribute="offer.yearly_effect")


@pages.get("")
def ask() -> ResponseReturnValue:
    """The question as a form, and below it what it would come to, month by month."""
    me().must(Permission.SEE_MONEY)
    asked = {name: value for name, value in request.args.items() if value != ""}
    form = Form(Question(unknown=EXCLUDE), **{**_as_now(), **asked})
    found = _answered(form, asked) if asked else None
    return render_template(
        "licensing/what_if/page.html",
        form=form,
        found=found,
        bars=_bars(found) if found else [],
        editions=[(e.key, e.name) for e in catalogue().on_sale(today()) if e.is_self_service],
        cadences=_cadences(),
        order=in_address(_order(found)) if found else {},
        today=today(),
    ), form.status


@api.get("")
@api.arguments(Question, location="query")
@api.response(200, WhatIfAnswer)
def ask_over_api(asked: dict[str, Any]) -> WhatIf:
    """What a change would come to in the twelve months from a day on. Nothing is agreed."""
    me().must(Permission.SEE_MONEY)
    return _found(asked)


def _answered(form: Form, asked: dict[str, str]) -> WhatIf | None:
    """What the address asks for; where it asks for nothing that can be, the form says why."""
    if form.reads(asked):
        with form.attempt():
            return _found(form.data)
    return None


def _found(question: dict[str, Any]) -> WhatIf:
    return what_if(**{"starts_on": today(), **question}, today=today())


def _as_now() -> dict[str, Any]:
    terms = current_terms(today())
    return {
        "edition": terms.edition if terms else "",
        "extra_seats": terms.extra_seats if terms else 0,
        "cadence": cadence_key(terms.cadence) if terms else "",
        "starts_on": today().isoformat(),
    }


def _cadences() -> list[tuple[str, str]]:
    listed = {p.cadence for e in catalogue().on_sale(today()) for p in e.prices}
    return [(cadence_key(cadence), say(cadence_in_words(cadence))) for cadence in sorted(listed)]


def _order(found: WhatIf) -> dict[str, Any]:
    terms = found.offer.terms
    return {
        "edition": terms.edition,
        "extra_seats": terms.extra_seats,
        "cadence": terms.cadence,
        "when": found.offer.when,
    }


def _bars(found: WhatIf) -> list[tuple[str, int, Any]]:
    months = found.flow.months
    return [(format_date(m.first_day, "MMM"), m.sum.gross.minor, m.sum.gross) for m in months]
