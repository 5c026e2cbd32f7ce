"""Asking for a later day on the invoice's page, and the staff's desk where that is decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.invoices.models import Invoice
from saas.billing.later_due.actions import ask_for_later_day, decide_on_later_day
from saas.billing.later_due.forms import (
    LONGEST,
    AskedAnswer,
    AskedEverywhere,
    AskedList,
    Decision,
    DecisionAnswer,
    LaterDay,
    day_in,
)
from saas.billing.later_due.history import told_of
from saas.billing.later_due.models import (
    Asked,
    LaterDueDecision,
    LaterDueRequest,
    asked_for,
    decided_lately,
    waiting_everywhere,
)
from saas.billing.later_due.rules import WORDS, Outcome, reach
from saas.billing.open_claims.models import left_of
from saas.dates import now, today
from saas.licensing.ceased.estates import acts_for_estate
from saas.money import Money
from saas.tenants.company.models import our_company
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form, staff_only

pages = Blueprint("later_due", __name__, url_prefix="/invoices")
api = ApiBlueprint(
    "later_due_api", __name__, url_prefix="/api/v1/invoices", description="Paying later"
)
staff = Blueprint("later_due_staff", __name__, url_prefix="/staff/later-due-days")
staff_api = ApiBlueprint(
    "later_due_staff_api",
    __name__,
    url_prefix="/api/v1/staff/later-due-days",
    description="Who asks to pay later; for our staff",
)
SHOWN: Final = 50


@pages.route("/<number>/later-due-day", methods=["GET", "POST"])
def ask(number: str) -> ResponseReturnValue:
    """Ask to pay an invoice by a later day, and see what became of it."""
    me().must(Permission.SEE_MONEY)
    shown = _shown(number)
    form = Form(LaterDay)
    if form.sent_well():
        with form.attempt():
            _ask(number, form.data)
            return redirect(url_for("later_due.ask", number=number))
    return render_template(
        "billing/later_due/ask.html",
        form=form,
        longest=LONGEST,
        estate=acts_for_estate(),
        **shown,
    ), form.status


@api.get("/<number>/later-due-day")
@api.response(200, AskedList)
def show_over_api(number: str) -> dict[str, Any]:
    """The day to pay an invoice by, to which days it may be moved, and what was asked for."""
    me().must(Permission.SEE_MONEY)
    return _shown(number)


@api.post("/<number>/later-due-day")
@api.arguments(LaterDay)
@api.response(201, AskedAnswer)
def ask_over_api(said: dict[str, Any], number: str) -> Asked:
    """Ask to pay an invoice by a later day. Our staff decide; nothing is moved by asking."""
    return Asked(_ask(number, said), None)


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Who asks to pay later, and what was decided lately."""
    return render_template(
        "billing/later_due/staff.html",
        waiting=waiting_everywhere(limit=SHOWN),
        decided=decided_lately(limit=SHOWN),
        words=WORDS,
    )


@staff.route("/<public_id>", methods=["GET", "POST"])
@staff_only
def decide(public_id: str) -> ResponseReturnValue:
    """One request: agree, perhaps on another day, or decline, and say why."""
    with LaterDueRequest.at_its_company(public_id) as asked:
        form = Form(Decision, due_on=asked.due_on)
        if form.sent_well():
            with form.attempt():
                _decide(asked, form.data)
                return redirect(url_for("later_due_staff.index"))
        invoice = Invoice.find(asked.invoice_id)
        page = render_template(
            "billing/later_due/decide.html",
            form=form,
            asked=asked,
            customer=our_company(),
            Outcome=Outcome,
            **_shown(invoice.number),
        )
    return page, form.status


@staff_api.get("")
@staff_only
@staff_api.response(200, AskedEverywhere)
def list_over_api() -> dict[str, Any]:
    """What waits for a decision at any company, and what was decided lately."""
    return {"data": waiting_everywhere(limit=SHOWN), "decided": decided_lately(limit=SHOWN)}


@staff_api.post("/<public_id>/decision")
@staff_only
@staff_api.arguments(Decision)
@staff_api.response(201, DecisionAnswer)
def decide_over_api(said: dict[str, Any], public_id: str) -> LaterDueDecision:
    """Agree on a later day, or decline; the customer is told by letter."""
    with LaterDueRequest.at_its_company(public_id) as asked:
        return _decide(asked, said)


def _ask(number: str, said: dict[str, Any]) -> LaterDueRequest:
    return ask_for_later_day(by=me(), number=number, at_most=_at_most(), now=now(), **said)


def _decide(asked: LaterDueRequest, said: dict[str, Any]) -> LaterDueDecision:
    return decide_on_later_day(
        by=me(),
        request=asked,
        due_on=day_in(said),
        says=said["says"],
        at_most=_at_most(),
        now=now(),
    )


def _shown(number: str) -> dict[str, Any]:
    """An invoice of the company in scope: what is left, by when, until when, what was asked."""
    invoice = Invoice.numbered(number)
    left = left_of(invoice.id, due_on=invoice.due_on)
    days = None
    if left.is_paid_here:
        days = reach(left.due_on, today=today(), at_most=_at_most())
    known = asked_for(invoice)
    return {
        "invoice": invoice,
        "left": Money(left.minor, invoice.currency),
        "due_on": left.due_on,
        "days": days,
        "first": days.first if days else None,
        "last": days.last if days else None,
        "data": known,
        "told": list(told_of(known)),
        "waits": any(each.waits for each in known),
    }


def _at_most() -> timedelta:
    return timedelta(days=int(current_app.config["SETTINGS"].later_due_at_most_days))
