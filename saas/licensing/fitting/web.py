"""Which plan fits: three questions, an answer with its reasons, as a page and as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.dates import now, today
from saas.licensing.agreement.models import current_plan
from saas.licensing.catalogue.models import catalogue
from saas.licensing.fields import Amount, Count, Sentence
from saas.licensing.fitting.rules import Advice, Fit, Needs, advice
from saas.licensing.fitting.words import reasons, why_not
from saas.licensing.plans.rules import MONTHLY, Cadence
from saas.licensing.seats.models import seats_at
from saas.text import N_
from saas.web import Form
from saas.web.words import language

WAYS = {"month": MONTHLY, "quarter": Cadence(3), "year": Cadence(12)}
pages = Blueprint("fitting", __name__, url_prefix="/plan/help")
api = ApiBlueprint(
    "fitting_api", __name__, url_prefix="/api/v1/plan/help", description="Which plan fits"
)


class Question(Schema):
    """How many people, which features, and how it is paid for."""

    people = Count(required=True, validate=validate.Range(1, error=N_("At least one person.")))
    features = fields.List(fields.String(), load_default=list)
    pay = fields.String(
        load_default="month", validate=validate.OneOf(WAYS, error=N_("Choose one in the list."))
    )


class FitAnswer(Schema):
    """A plan, what it would cost for one billing period, and how it fits."""

    edition = fields.String(attribute="edition.key")
    name = fields.String(attribute="edition.name")
    by_contract = fields.Boolean(attribute="edition.by_contract")
    fits = fields.Boolean(attribute="does")
    missing = fields.List(fields.String())
    extra_seats = fields.Integer(attribute="cost.extra_seats")
    fee = fields.Nested(Amount, attribute="cost.fee")
    yearly = fields.Nested(Amount, attribute="cost.yearly")


class AdviceAnswer(Schema):
    """The plan that fits (null: none does), why, and the others. Prices are without VAT."""

    best = fields.Nested(FitAnswer, allow_none=True)
    reasons = fields.List(Sentence())
    others = fields.List(fields.Nested(FitAnswer))


@pages.get("")
def help_choosing() -> ResponseReturnValue:
    """Ask three questions in an address that can be shared; answer below them."""
    seats = seats_at(now())
    asked = {
        "people": request.args.get("people", str(max(seats.used, 1))),
        "features": request.args.getlist("features"),
        "pay": request.args.get("pay", "month"),
    }
    form, found = Form(Question, **asked), None
    if request.args and form.reads(asked):
        found = _advised(form.data)
    known = catalogue()
    offered = {key for edition in known.on_sale(today()) for key in edition.features}
    return render_template(
        "licensing/fitting/page.html",
        form=form,
        features=[(key, name) for key, name in _names().items() if key in offered],
        found=found,
        seats=seats,
        current=current_plan(today()),
        why_not=lambda fit: why_not(fit, _names()),
        example_prices=known.example_prices,
    ), form.status


@api.get("")
@api.arguments(Question, location="query")
@api.response(200, AdviceAnswer)
def help_choosing_over_api(question: dict[str, Any]) -> dict[str, Any]:
    """The plan that fits so many people with these features, paid for in this way."""
    return _advised(question)


def _advised(question: dict[str, Any]) -> dict[str, Any]:
    """The advice for a question as it was asked; features nobody sells are told as missing."""
    cadence = WAYS[question["pay"]]
    needs = Needs(question["people"], frozenset(question["features"]), cadence)
    found: Advice = advice(catalogue().on_sale(today()), needs)
    best: Fit | None = found.best
    return {
        "best": best,
        "reasons": list(reasons(found, needs, _names())),
        "others": found.others,
        "needs": needs,
    }


def _names() -> dict[str, str]:
    known = catalogue()
    return {key: known.feature(key, language()) for key in known.features}
