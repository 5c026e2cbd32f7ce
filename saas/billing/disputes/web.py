"""Disputing an invoice on its page, and withdrawing that."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.disputes.actions import dispute_invoice, withdraw_dispute
from saas.billing.disputes.forms import (
    LONGEST,
    DisputeAnswer,
    DisputeDecisionAnswer,
    DisputeOnPage,
    DisputeOverApi,
    DisputesOfInvoice,
    Withdrawal,
)
from saas.billing.disputes.models import Dispute, Disputed, DisputeDecision
from saas.billing.disputes.shown import disputed
from saas.billing.invoices.models import Invoice
from saas.dates import now
from saas.licensing.ceased.estates import acts_for_estate
from saas.money import Money
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("disputes", __name__, url_prefix="/invoices")
api = ApiBlueprint(
    "disputes_api",
    __name__,
    url_prefix="/api/v1/invoices",
    description="Invoices that are not as agreed",
)


@pages.route("/<number>/dispute", methods=["GET", "POST"])
def ask(number: str) -> ResponseReturnValue:
    """Say that an invoice is not as agreed, and see what became of it."""
    me().must(Permission.SEE_MONEY)
    invoice = Invoice.numbered(number)
    form = Form(DisputeOnPage)
    if form.sent_well():
        with form.attempt():
            _dispute(number, form.data | {"amount_minor": form.data["amount"]})
            return redirect(url_for("disputes.ask", number=number))
    return _page(form, invoice)


@pages.post("/<number>/dispute/withdraw")
def withdraw(number: str) -> ResponseReturnValue:
    """Let go of a dispute: the invoice is to be paid as it says."""
    me().must(Permission.SEE_MONEY)
    form = Form(Withdrawal)
    if form.sent_well():
        with form.attempt():
            withdraw_dispute(by=me(), number=number, says=form.data["says"], now=now())
            return redirect(url_for("disputes.ask", number=number))
    return _page(form, Invoice.numbered(number))


@api.get("/<number>/dispute")
@api.response(200, DisputesOfInvoice)
def show_over_api(number: str) -> dict[str, Any]:
    """What is held of an invoice, what of it can be disputed, and every dispute of it."""
    me().must(Permission.SEE_MONEY)
    return disputed(Invoice.numbered(number))


@api.post("/<number>/dispute")
@api.arguments(DisputeOverApi)
@api.response(201, DisputeAnswer)
def dispute_over_api(said: dict[str, Any], number: str) -> Disputed:
    """Say that an invoice, or a line of it, is not as agreed. Our staff decide."""
    return Disputed(_dispute(number, said), None, None)


@api.post("/<number>/dispute/withdrawal")
@api.arguments(Withdrawal)
@api.response(201, DisputeDecisionAnswer)
def withdraw_over_api(said: dict[str, Any], number: str) -> DisputeDecision:
    """Let go of a dispute: the invoice is to be paid as it says."""
    return withdraw_dispute(by=me(), number=number, says=said["says"], now=now())


def _page(form: Form, invoice: Invoice) -> ResponseReturnValue:
    shown = disputed(invoice)
    return render_template(
        "billing/disputes/ask.html",
        form=form,
        longest=LONGEST,
        estate=acts_for_estate(),
        **shown,
    ), form.status


def _dispute(number: str, said: dict[str, Any]) -> Dispute:
    minor = said["amount_minor"]
    amount = None if minor is None else Money(minor, Invoice.numbered(number).currency)
    return dispute_invoice(
        by=me(),
        number=number,
        line=said["line"],
        amount=amount,
        reason=said["reason"],
        now=now(),
    )
