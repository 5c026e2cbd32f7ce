"""Asking for a quote: a page and JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import now
from saas.licensing.quote_requests.actions import ask_for_quote, take_back
from saas.licensing.quote_requests.forms import QuestionAnswer, QuoteOrder, WaitingQuestion
from saas.licensing.quote_requests.models import QuoteRequest
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("quote_requests", __name__, url_prefix="/quotes/ask")
api = ApiBlueprint(
    "quote_requests_api",
    __name__,
    url_prefix="/api/v1/quote-requests",
    description="Asking for a quote",
)


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
