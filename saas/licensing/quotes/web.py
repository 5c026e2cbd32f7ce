"""Quotes as their company reads and answers them: pages, paper and JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import now, today
from saas.licensing.effects.sealing import opened, seal
from saas.licensing.quote_requests.models import QuoteRequest
from saas.licensing.quotes.actions import accept_quote, decline_quote, preview_quote
from saas.licensing.quotes.forms import (
    Acceptance,
    AcceptanceShown,
    Declining,
    QuoteList,
    QuoteShown,
)
from saas.licensing.quotes.models import Quote, quotes_sent
from saas.licensing.quotes.paper import offered, quote_pdf
from saas.licensing.quotes.rules import LeavingAlready, QuoteState
from saas.licensing.quotes.words import STATES
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web import Form
from saas.web.files import shown
from saas.web.words import language

pages = Blueprint("quotes", __name__, url_prefix="/quotes")
api = ApiBlueprint(
    "quotes_api", __name__, url_prefix="/api/v1/quotes", description="Quotes we have sent"
)


@pages.get("")
def index() -> ResponseReturnValue:
    """List the quotes of the company, and the question that waits for one."""
    me().must(Permission.SEE_MONEY)
    return render_template(
        "licensing/quotes/list.html",
        quotes=[(quote, quote.state(today())) for quote in quotes_sent()],
        asked=QuoteRequest.waiting_here(),
        words=STATES,
    )


@pages.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """A quote with everything it offers; `?version=1` shows an earlier one."""
    me().must(Permission.SEE_MONEY)
    quote = Quote.numbered(number, request.args.get("version", type=int))
    return render_template(
        "licensing/quotes/page.html",
        quote=quote,
        state=quote.state(today()),
        facts=offered(quote),
        versions=Quote.versions(number),
        words=STATES,
    )


@pages.get("/<number>.pdf")
def pdf(number: str) -> ResponseReturnValue:
    """A quote on paper."""
    me().must(Permission.SEE_MONEY)
    return _paper(Quote.numbered(number, request.args.get("version", type=int)))


@pages.route("/<number>/accept", methods=["GET", "POST"])
def accept(number: str) -> ResponseReturnValue:
    """Show every line, and agree to exactly that; a stale token is shown anew."""
    quote = Quote.numbered(number)
    form = Form(Acceptance, reference=quote.reference or here().reference)
    if form.sent_well():
        with form.attempt():
            _accept(quote, form.data)
            return redirect(url_for("quotes.show", number=number))
    quote = Quote.numbered(number)
    if quote.state(today()) is not QuoteState.OPEN:
        return redirect(url_for("quotes.show", number=number))
    try:
        offer = preview_quote(quote=quote, by=me(), now=now())
    except LeavingAlready as refusal:
        page = "licensing/quotes/not_now.html"
        return render_template(page, quote=quote, refusal=refusal), form.status
    return render_template(
        "licensing/quotes/accept.html",
        form=form,
        quote=quote,
        offer=offer,
        facts=offered(quote),
        sealed=seal(offer.fingerprint, about=quote.name),
    ), form.status


@pages.route("/<number>/decline", methods=["GET", "POST"])
def decline(number: str) -> ResponseReturnValue:
    """Say no, and why."""
    me().must(Permission.CHANGE_PLAN)
    quote = Quote.numbered(number)
    form = Form(Declining)
    if form.sent_well():
        with form.attempt():
            decline_quote(quote=quote, reason=form.data["reason"], by=me(), now=now())
            return redirect(url_for("quotes.show", number=number))
    return render_template("licensing/quotes/decline.html", form=form, quote=quote), form.status


@api.get("")
@api.response(200, QuoteList)
def list_over_api() -> dict[str, Any]:
    """The newest version of each quote, newest first."""
    me().must(Permission.SEE_MONEY)
    return {"data": quotes_sent()}


@api.get("/<number>")
@api.response(200, QuoteShown)
def show_over_api(number: str) -> Quote:
    """The newest version of a quote."""
    me().must(Permission.SEE_MONEY)
    return Quote.numbered(number)


@api.get("/<number>.pdf")
@api.response(200, content_type="application/pdf")
def pdf_over_api(number: str) -> Response:
    """A quote on paper."""
    me().must(Permission.SEE_MONEY)
    return _paper(Quote.numbered(number))


@api.post("/<number>/preview")
@api.response(200, AcceptanceShown)
def preview_over_api(number: str) -> dict[str, Any]:
    """What accepting would mean. Nothing is agreed; the token accepts exactly this."""
    quote = Quote.numbered(number)
    offer = preview_quote(quote=quote, by=me(), now=now())
    return {"offer": offer, "token": seal(offer.fingerprint, about=quote.name)}


@api.post("/<number>/accept")
@api.arguments(Acceptance)
@api.response(201, QuoteShown)
def accept_over_api(order: dict[str, Any], number: str) -> Quote:
    """Accept what a preview's token says was shown. A token that no longer holds is 409."""
    _accept(Quote.numbered(number), order)
    return Quote.numbered(number)


@api.post("/<number>/decline")
@api.arguments(Declining)
@api.response(201, QuoteShown)
def decline_over_api(order: dict[str, Any], number: str) -> Quote:
    """Decline a quote, with a reason."""
    decline_quote(quote=Quote.numbered(number), reason=order["reason"], by=me(), now=now())
    return Quote.numbered(number)


def _accept(quote: Quote, order: dict[str, Any]) -> None:
    accept_quote(
        quote=quote,
        shown=opened(order["token"], about=quote.name),
        reference=order["reference"],
        accepted=order["accepted"],
        address=request.remote_addr or "",
        by=me(),
        now=now(),
    )


def _paper(quote: Quote) -> Response:
    return shown(quote_pdf(quote, language()), f"{quote.name}.pdf")
