"""The staff's desk for quotes: who asks, what is being written, what was sent and answered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from saas.dates import now, today
from saas.licensing.catalogue.models import catalogue
from saas.licensing.contracts.words import facts_of
from saas.licensing.quote_requests.models import waiting
from saas.licensing.quotes.actions import withdraw_quote
from saas.licensing.quotes.later import lately_answered, open_everywhere
from saas.licensing.quotes.models import Quote
from saas.licensing.quotes.paper import offered
from saas.licensing.quotes.rules import Proposal
from saas.licensing.quotes.words import STATES
from saas.licensing.quoting.actions import change_draft, discard_draft, draft_quote, send_quote
from saas.licensing.quoting.forms import QuoteTerms, as_typed, proposal_of
from saas.licensing.quoting.models import QuoteDraft, draft_known_as
from saas.licensing.quoting.orders import NewQuote, Nothing, Taking
from saas.licensing.quoting.starting import begun_from
from saas.licensing.quoting.words import CADENCES, NOTICES, TERMS, TIMINGS
from saas.scope import all_tenants
from saas.tenants.company.models import customer_numbered, our_company
from saas.tenants.login.current import me
from saas.web import Form, staff_only
from saas.web.words import say

staff = Blueprint("quotes_staff", __name__, url_prefix="/staff/quotes")


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Who waits for a quote, what is being written, what waits for an answer, and the answers."""
    return _desk(Form(NewQuote))


@staff.post("/drafts")
@staff_only
def begin() -> ResponseReturnValue:
    """Begin a quote."""
    form = Form(NewQuote)
    if form.sent_well():
        with form.attempt():
            asked, number = form.data["asked"], form.data["customer_number"]
            customer_id, contents = begun_from(asked) if asked else (customer_numbered(number), {})
            draft = draft_quote(
                customer_id=customer_id, contents=contents, asked=asked, by=me(), now=now()
            )
            return redirect(url_for("quotes_staff.write", public_id=draft.public_id))
    return _desk(form)


@staff.route("/drafts/<public_id>", methods=["GET", "POST"])
@staff_only
def write(public_id: str) -> ResponseReturnValue:
    """Fill in what is offered."""
    draft = draft_known_as(public_id)
    form = Form(QuoteTerms, **draft.contents)
    if form.sent_well():
        with form.attempt():
            offer = _offer(form.data)
            change_draft(draft=draft, contents=form.values, offer=offer, by=me(), now=now())
            return redirect(url_for("quotes_staff.check", public_id=public_id))
    editions = [(e.key, e.name) for e in catalogue().on_sale(today()) if e.by_contract]
    return render_template(
        "licensing/quoting/write.html",
        form=form,
        draft=draft,
        editions=editions,
        cadences=[(key, say(words)) for key, words in CADENCES],
        timings=[(key, say(words)) for key, words in TIMINGS],
        kinds=[(key, say(words)) for key, words in NOTICES],
        terms=[(key, say(words)) for key, words in TERMS],
        features=", ".join(sorted(catalogue().features)),
    ), form.status


@staff.route("/drafts/<public_id>/check", methods=["GET", "POST"])
@staff_only
def check(public_id: str) -> ResponseReturnValue:
    """Show the quote as its reader will see it, and send it."""
    draft = draft_known_as(public_id)
    data = Form(QuoteTerms).schema.load(_typed(draft))
    offer, form = _offer(data), Form(Nothing)
    if form.sent_well():
        with form.attempt():
            quote = send_quote(
                draft=draft,
                offer=offer,
                words=data["words"],
                reference=data["reference"],
                by=me(),
                now=now(),
            )
            return redirect(url_for("quotes_staff.show", public_id=quote.public_id))
    shown = offer.terms(accepted_on=offer.valid_through)
    return render_template(
        "licensing/quoting/check.html",
        form=form,
        draft=draft,
        data=data,
        offer=offer,
        facts=facts_of(shown),
    ), form.status


@staff.post("/drafts/<public_id>/discard")
@staff_only
def discard(public_id: str) -> ResponseReturnValue:
    """Throw a draft away."""
    discard_draft(draft=QuoteDraft.known_as(public_id), now=now())
    return redirect(url_for("quotes_staff.index"))


@staff.get("/<public_id>")
@staff_only
def show(public_id: str) -> ResponseReturnValue:
    """A quote that was sent, and what was answered."""
    return _sent(public_id, Form(Taking))


@staff.post("/<public_id>/withdraw")
@staff_only
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take an offer back."""
    form = Form(Taking)
    if form.sent_well():
        with form.attempt():
            with Quote.at_its_company(public_id) as quote:
                withdraw_quote(quote=quote, reason=form.data["reason"], by=me(), now=now())
            return redirect(url_for("quotes_staff.show", public_id=public_id))
    return _sent(public_id, form)


@staff.post("/<public_id>/renew")
@staff_only
def renew(public_id: str) -> ResponseReturnValue:
    """Begin a newer version of a quote."""
    with Quote.at_its_company(public_id) as quote:
        tenant_id, number, contents = quote.tenant_id, quote.number, as_typed(quote)
    draft = draft_quote(customer_id=tenant_id, contents=contents, number=number, by=me(), now=now())
    return redirect(url_for("quotes_staff.write", public_id=draft.public_id))


def _offer(data: dict[str, Any]) -> Proposal:
    return proposal_of(data, catalogue()[data["edition"]])


def _typed(draft: QuoteDraft) -> dict[str, Any]:
    return {name: value for name, value in draft.contents.items() if value != ""}


def _desk(form: Form) -> ResponseReturnValue:
    drafts = QuoteDraft.open_ones()
    with all_tenants(because="staff write the quotes of every company"):
        return render_template(
            "licensing/quoting/list.html",
            form=form,
            waiting=waiting(),
            drafts=drafts,
            quotes=open_everywhere(today()),
            answered=lately_answered(),
            words=STATES,
        ), form.status


def _sent(public_id: str, form: Form) -> ResponseReturnValue:
    with Quote.at_its_company(public_id) as quote:
        shown = {
            "quote": quote,
            "state": quote.state(today()),
            "customer": our_company(),
            "facts": offered(quote),
        }
    page = "licensing/quoting/sent.html"
    return render_template(page, form=form, words=STATES, **shown), form.status
