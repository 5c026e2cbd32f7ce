"""Asking for a quote: a page and JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now
from saas.licensing.fields import Count
from saas.licensing.quote_requests.actions import ask_for_quote, take_back
from saas.licensing.quote_requests.models import QuoteRequest
from saas.licensing.quote_requests.rules import LONGEST_NEEDS
from saas.tenants.fields import Lines
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form

pages = Blueprint("quote_requests", __name__, url_prefix="/quotes/ask")
api = ApiBlueprint(
    "quote_requests_api",
    __name__,
    url_prefix="/api/v1/quote-requests",
    description="Asking for a quote",
)


class QuoteOrder(Schema):
    """How many people, what they need, and from when."""

    people = Count(required=True)
    needs = Lines(
        required=True, longest=LONGEST_NEEDS, missing=N_("Write what you need, in your own words.")
    )
    wished_start = fields.Date(
        load_default=None,
        allow_none=True,
        error_messages={"invalid": N_("Write a day as year-month-day, such as 2026-09-01.")},
    )


class QuestionAnswer(Schema):
    """A question for a quote, and when it was answered or taken back."""

    id = fields.String(attribute="public_id")
    people = fields.Integer()
    needs = fields.String()
    wished_start = fields.Date(allow_none=True)
    asked_by = fields.String(attribute="asked_by_name")
    asked_at = fields.AwareDateTime()
    answered_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class WaitingQuestion(Schema):
    """The question that waits, or none."""

    data = fields.List(fields.Nested(QuestionAnswer))


@pages.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a quote."""
    me().must(Permission.CHANGE_PLAN)
    form = Form(QuoteOrder)
    if form.sent_well():
        with form.attempt():
            ask_for_quote(by=me(), now=now(), **form.data)
            return redirect(url_for("quotes.index"))
    return render_template("licensing/quote_requests/ask.html", form=form), form.status


@pages.post("/<public_id>/take-back")
def rest(public_id: str) -> ResponseReturnValue:
    """Take the question back."""
    take_back(request=QuoteRequest.known_as(public_id), by=me(), now=now())
    return redirect(url_for("quotes.index"))


@api.get("")
@api.response(200, WaitingQuestion)
def show_over_api() -> dict[str, Any]:
    """The question of this company that waits for our answer, if one does."""
    me().must(Permission.CHANGE_PLAN)
    asked = QuoteRequest.waiting_here()
    return {"data": [asked] if asked else []}


@api.post("")
@api.arguments(QuoteOrder)
@api.response(201, QuestionAnswer)
def ask_over_api(order: dict[str, Any]) -> QuoteRequest:
    """Ask for a quote."""
    return ask_for_quote(by=me(), now=now(), **order)


@api.delete("/<public_id>")
@api.response(200, QuestionAnswer)
def take_back_over_api(public_id: str) -> QuoteRequest:
    """Take the question back while nobody has answered it."""
    return take_back(request=QuoteRequest.known_as(public_id), by=me(), now=now())
