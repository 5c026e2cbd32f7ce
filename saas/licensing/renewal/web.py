"""The calculator: what notice today, or on another day, would mean."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import today
from saas.errors import Refusal
from saas.licensing.fields import Sentence
from saas.licensing.plans.words import policy_in_words, term_in_words
from saas.licensing.renewal.actions import Reckoning, reckon
from saas.licensing.renewal.rules import DayNotReckonable
from saas.text import Text
from saas.web import Form
from saas.web.words import say

pages = Blueprint("notice_calculator", __name__, url_prefix="/plan/notice/calculator")
api = ApiBlueprint(
    "notice_calculator_api",
    __name__,
    url_prefix="/api/v1/plan/notice/calculator",
    description="What notice on a day would mean",
)


class Question(Schema):
    """The day on which notice would reach us; today, if none is said."""

    day = fields.Date()


class DeadlineAnswer(Schema):
    """Notice by the end of `day` gives `last_day`; a day later it gives `after`."""

    day = fields.Date()
    last_day = fields.Date()
    after = fields.Date()


class ReckoningAnswer(Schema):
    """What notice on the day would mean.

    Nothing is said of a last invoice where all is invoiced before the notice.
    """

    plan = fields.String(attribute="meant.terms.name")
    policy = Sentence(attribute="policy")
    binding_term = Sentence(attribute="term", allow_none=True)
    received_on = fields.Date(attribute="meant.received_on")
    last_day = fields.Date(attribute="meant.last_day")
    last_invoice_on = fields.Date(attribute="last.day")
    last_invoice_is_credit = fields.Boolean(attribute="last.is_credit")
    deadline = fields.Nested(DeadlineAnswer)


@pages.get("")
def show() -> ResponseReturnValue:
    """Say what notice on a day would mean; the answer has an address of its own to share."""
    form = Form(Question, day=request.args.get("day", today().isoformat()))
    found, refusal = None, None
    try:
        found = reckon(_day(form.values["day"]), today=today())
    except DayNotReckonable as wrong:
        form.errors["day"], form.status = [say(wrong.text)], 422
    except Refusal as nothing:
        refusal = nothing
    return render_template(
        "licensing/renewal/calculator.html",
        form=form,
        found=found,
        refusal=refusal,
        **(_words(found) if found else {}),
    ), form.status


@api.get("")
@api.arguments(Question, location="query")
@api.response(200, ReckoningAnswer)
def reckon_over_api(question: dict[str, Any]) -> dict[str, Any]:
    """What notice on a day would mean: the last day, the last invoice, how long one can wait."""
    found = reckon(question.get("day", today()), today=today())
    return {
        "meant": found.meant,
        "deadline": found.deadline,
        "last": found.last,
        **_words(found),
    }


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise DayNotReckonable from None


def _words(found: Reckoning) -> dict[str, Text | None]:
    terms = found.meant.terms
    return {
        "policy": policy_in_words(terms.notice),
        "term": term_in_words(terms.bound_until, terms.renews_months),
    }
