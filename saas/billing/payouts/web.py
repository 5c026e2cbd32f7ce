"""Asking for a payout and seeing what became of it, on pages and over the API."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE

from saas.billing.bank_accounts.rules import AccountKind, BankAccount, bank_account
from saas.billing.netting.models import allocation, currencies_in_credit
from saas.billing.netting.rules import Allocation, must_be_payable
from saas.billing.payouts.actions import ask_for_payout
from saas.billing.payouts.forms import (
    InCurrency,
    PayoutInFull,
    PayoutOrder,
    PayoutOverApi,
    PayoutsAnswer,
    PreviewAnswer,
)
from saas.billing.payouts.models import Payout
from saas.billing.payouts.rules import STATES, TONES, TYPES
from saas.dates import now
from saas.errors import Refusal
from saas.licensing.effects.sealing import opened, seal
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("payouts", __name__, url_prefix="/payouts")
api = ApiBlueprint(
    "payouts_api", __name__, url_prefix="/api/v1/payouts", description="Money we pay back to you"
)
PAYOUT: Final = "a payout"


@pages.get("")
def index() -> ResponseReturnValue:
    """The company's payouts, newest first."""
    me().must(Permission.SEE_MONEY)
    page = "billing/payouts/list.html"
    return render_template(page, payouts=Payout.latest(), states=STATES, tones=TONES, types=TYPES)


@pages.route("/ask", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Show what can be paid out and what is settled first; ask for exactly that once checked."""
    me().must(Permission.PAY)
    known = currencies_in_credit()
    asked = request.values.get("currency", "")
    currency = asked if asked in known else known[0]
    form, account = Form(PayoutOrder, currency=currency, account_kind=AccountKind.BANKGIRO), None
    if form.sent_well():
        with form.attempt():
            account = _account(form.data)
            if form.data["token"]:
                made = _ask(form.data, account, about=_payout_to(account))
                return redirect(url_for("payouts.show", number=made.number))
    found = allocation(currency=currency)
    return render_template(
        "billing/payouts/ask.html",
        form=form,
        found=found,
        account=account,
        sealed=seal(found.fingerprint, about=_payout_to(account)) if account else None,
        refusal=_standing_in_the_way(found),
        kinds=[(kind.value, kind.words) for kind in AccountKind if _takes(kind, currency)],
        currencies=known,
    ), form.status


@pages.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """A payout: how far it has come, what it is made of, and what was settled first."""
    me().must(Permission.SEE_MONEY)
    payout = Payout.numbered(number)
    return render_template(
        "billing/payouts/page.html",
        payout=payout,
        shares=payout.parts,
        states=STATES,
        tones=TONES,
        types=TYPES,
    )


@api.get("")
@api.response(200, PayoutsAnswer)
def list_over_api() -> dict[str, Any]:
    """The latest payouts, newest first."""
    me().must(Permission.SEE_MONEY)
    return {"data": Payout.latest()}


@api.get("/preview")
@api.arguments(InCurrency, location="query", unknown=RAISE)
@api.response(200, PreviewAnswer)
def preview_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """What a payout would be now, with the token to ask for exactly that."""
    me().must(Permission.SEE_MONEY)
    found = allocation(currency=asked["currency"])
    return {"found": found, "token": seal(found.fingerprint, about=PAYOUT)}


@api.post("")
@api.arguments(PayoutOverApi)
@api.response(201, PayoutInFull)
def ask_over_api(order: dict[str, Any]) -> Payout:
    """Ask for the payout of a preview; a token that no longer holds is 409.

    Send an Idempotency-Key: a retry asks once.
    """
    me().must(Permission.PAY)
    return _ask(order, _account(order), about=PAYOUT)


@api.get("/<number>")
@api.response(200, PayoutInFull)
def show_over_api(number: str) -> Payout:
    """A payout with what it is made of."""
    me().must(Permission.SEE_MONEY)
    return Payout.numbered(number)


def _account(order: dict[str, Any]) -> BankAccount:
    written = order["account_number"]
    return bank_account(order["account_kind"], written, currency=order["currency"])


def _payout_to(account: BankAccount) -> str:
    """What the page shows: a payout and the account it goes to."""
    return f"{PAYOUT} to {account}"


def _ask(order: dict[str, Any], account: BankAccount, *, about: str) -> Payout:
    shown, currency = opened(order["token"], about=about), order["currency"]
    return ask_for_payout(by=me(), currency=currency, account=account, shown=shown, now=now())


def _standing_in_the_way(found: Allocation) -> Refusal | None:
    try:
        must_be_payable(found)
    except Refusal as refusal:
        return refusal
    return None


def _takes(kind: AccountKind, currency: str) -> bool:
    return kind is AccountKind.IBAN or currency == "SEK"
