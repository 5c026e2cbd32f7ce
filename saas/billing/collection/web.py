"""Whom to pay when an invoice is at the agency, asking to have it back, and the staff's desk."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.collection.actions import ask_to_recall, decide_on_recall, hand_over
from saas.billing.collection.agency import agency
from saas.billing.collection.desk import asked_back, at_agency, sums_at_agency
from saas.billing.collection.forms import (
    LONGEST,
    AskBack,
    AtAgencyList,
    CollectionAnswer,
    HandedAnswer,
    HandOver,
    RecallAskedAnswer,
    Ruling,
    RulingAnswer,
)
from saas.billing.collection.history import told_of
from saas.billing.collection.models import Handed, RecallDecision, RecallRequest, handed_over
from saas.billing.collection.rules import RecallOutcome
from saas.billing.credit_notes.desk import at_its_company
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import left_of
from saas.dates import now
from saas.money import Money
from saas.tenants.company.models import our_company
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form, staff_only

pages = Blueprint("collection", __name__, url_prefix="/invoices")
api = ApiBlueprint(
    "collection_api",
    __name__,
    url_prefix="/api/v1/invoices",
    description="Invoices at the collection agency",
)
staff = Blueprint("collection_staff", __name__, url_prefix="/staff/collection")
staff_api = ApiBlueprint(
    "collection_staff_api",
    __name__,
    url_prefix="/api/v1/staff/collection",
    description="What the collection agency collects; for our staff",
)
SHOWN: Final = 200


@pages.route("/<number>/collection", methods=["GET", "POST"])
def show(number: str) -> ResponseReturnValue:
    """Whom to pay, why not here, what was said of it; and asking us to take it back."""
    me().must(Permission.SEE_MONEY)
    shown = _shown(number)
    form = Form(AskBack)
    if form.sent_well():
        with form.attempt():
            ask_to_recall(by=me(), number=number, now=now(), **form.data)
            return redirect(url_for("collection.show", number=number))
    return render_template(
        "billing/collection/page.html", form=form, longest=LONGEST, **shown
    ), form.status


@api.get("/<number>/collection")
@api.response(200, CollectionAnswer)
def show_over_api(number: str) -> dict[str, Any]:
    """Whether an invoice is at the agency, whom to pay there, and what was said of it."""
    me().must(Permission.SEE_MONEY)
    return _shown(number)


@api.post("/<number>/collection/recall")
@api.arguments(AskBack)
@api.response(201, RecallAskedAnswer)
def ask_over_api(said: dict[str, Any], number: str) -> RecallRequest:
    """Ask us to take an invoice back from the agency. Our staff decide."""
    return ask_to_recall(by=me(), number=number, now=now(), **said)


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What is at the agency, in all and invoice by invoice."""
    known = at_agency(limit=SHOWN)
    return render_template(
        "billing/collection/staff.html",
        known=known,
        sums=sums_at_agency(),
        waiting=asked_back(known),
        agency=agency(),
    )


@staff.route("/<number>/hand-over", methods=["GET", "POST"])
@staff_only
def start(number: str) -> ResponseReturnValue:
    """Hand an overdue invoice over, and say why."""
    form = Form(HandOver)
    with at_its_company(number):
        if form.sent_well():
            with form.attempt():
                _hand_over(number, form.data)
                return redirect(url_for("collection_staff.index"))
        return render_template(
            "billing/collection/hand_over.html",
            form=form,
            customer=our_company(),
            agency=agency(),
            **_shown(number),
        ), form.status


@staff.route("/<number>", methods=["GET", "POST"])
@staff_only
def decide(number: str) -> ResponseReturnValue:
    """An invoice at the agency: take it back, or let it stay there, and say why."""
    form = Form(Ruling)
    with at_its_company(number):
        if form.sent_well():
            with form.attempt():
                decide_on_recall(by=me(), number=number, now=now(), **form.data)
                return redirect(url_for("collection_staff.index"))
        return render_template(
            "billing/collection/decide.html",
            form=form,
            customer=our_company(),
            RecallOutcome=RecallOutcome,
            **_shown(number),
        ), form.status


@staff_api.get("")
@staff_only
@staff_api.response(200, AtAgencyList)
def list_over_api() -> dict[str, Any]:
    """What is at the agency; those whose customers wait for an answer come first."""
    sums = [{"count": count, "open": amount} for count, amount in sums_at_agency()]
    return {"data": at_agency(limit=SHOWN), "sums": sums}


@staff_api.post("/<number>/hand-over")
@staff_only
@staff_api.arguments(HandOver)
@staff_api.response(201, HandedAnswer)
def hand_over_over_api(said: dict[str, Any], number: str) -> Handed:
    """Hand an overdue invoice over to the agency; the customer is told by letter."""
    with at_its_company(number) as invoice:
        _hand_over(number, said)
        return handed_over(invoice)[-1]


@staff_api.post("/<number>/decision")
@staff_only
@staff_api.arguments(Ruling)
@staff_api.response(201, RulingAnswer)
def decide_over_api(said: dict[str, Any], number: str) -> RecallDecision:
    """Take an invoice back, asked or not, or let it stay; the customer is told by letter."""
    with at_its_company(number):
        return decide_on_recall(by=me(), number=number, now=now(), **said)


def _hand_over(number: str, said: dict[str, Any]) -> None:
    hand_over(by=me(), number=number, agency=agency(), now=now(), **said)


def _shown(number: str) -> dict[str, Any]:
    """An invoice of the company in scope: what is left, who collects it, what was said of that."""
    invoice = Invoice.numbered(number)
    left = left_of(invoice.id, due_on=invoice.due_on)
    known = handed_over(invoice)
    return {
        "invoice": invoice,
        "left": Money(left.minor, invoice.currency),
        "due_on": left.due_on,
        "at_agency": left.at_agency,
        "data": known,
        "told": told_of(known),
        "handed": known[-1] if known else None,
    }
