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
    CollectableList,
    CollectionAnswer,
    HandedAnswer,
    HandOver,
    RecallAskedAnswer,
    Ruling,
    RulingAnswer,
)
from saas.billing.collection.models import Handed, RecallDecision, RecallRequest, handed_over
from saas.billing.collection.ready import in_the_way, ready_everywhere
from saas.billing.collection.rules import RecallOutcome
from saas.billing.collection.shown import shown
from saas.billing.credit_notes.desk import at_its_company
from saas.billing.reminders.configured import our_ladder
from saas.billing.reminders.history import reminders_told
from saas.dates import now, today
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
    known = shown(number)
    form = Form(AskBack)
    if form.sent_well():
        with form.attempt():
            ask_to_recall(by=me(), number=number, now=now(), **form.data)
            return redirect(url_for("collection.show", number=number))
    return render_template(
        "billing/collection/page.html", form=form, longest=LONGEST, **known
    ), form.status


@api.get("/<number>/collection")
@api.response(200, CollectionAnswer)
def show_over_api(number: str) -> dict[str, Any]:
    """Whether an invoice is at the agency, whom to pay there, and what was said of it."""
    me().must(Permission.SEE_MONEY)
    return shown(number)


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
        ready=ready_everywhere(today=today(), limit=SHOWN),
        sums=sums_at_agency(),
        waiting=asked_back(known),
        agency=agency(),
    )


@staff.route("/<number>/hand-over", methods=["GET", "POST"])
@staff_only
def start(number: str) -> ResponseReturnValue:
    """Hand an overdue invoice over, and say why."""
    form = Form(HandOver)
    with at_its_company(number) as invoice:
        if form.sent_well():
            with form.attempt():
                _hand_over(number, form.data)
                return redirect(url_for("collection_staff.index"))
        return render_template(
            "billing/collection/hand_over.html",
            form=form,
            customer=our_company(),
            agency=agency(),
            reminders=list(reminders_told(invoice)),
            in_the_way=in_the_way(invoice, our_ladder(), today=today()),
            **shown(number),
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
            **shown(number),
        ), form.status


@staff_api.get("")
@staff_only
@staff_api.response(200, AtAgencyList)
def list_over_api() -> dict[str, Any]:
    """What is at the agency; those whose customers wait for an answer come first."""
    sums = [{"count": count, "open": amount} for count, amount in sums_at_agency()]
    return {"data": at_agency(limit=SHOWN), "sums": sums}


@staff_api.get("/ready")
@staff_only
@staff_api.response(200, CollectableList)
def list_ready_over_api() -> dict[str, Any]:
    """What is overdue despite reminders and may be handed over, the longest overdue first."""
    return {"data": ready_everywhere(today=today(), limit=SHOWN)}


@staff_api.post("/<number>/hand-over")
@staff_only
@staff_api.arguments(HandOver)
@staff_api.response(201, HandedAnswer)
def hand_over_over_api(said: dict[str, Any], number: str) -> Handed:
    """Hand over to the agency what is overdue despite two reminders; a letter tells of it."""
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
    hand_over(by=me(), number=number, agency=agency(), ladder=our_ladder(), now=now(), **said)
