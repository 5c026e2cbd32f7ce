"""Letting another company take an agreement over, and taking one over: the pages."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from saas.dates import now, today
from saas.licensing.agreement.models import Agreement
from saas.licensing.contracts.words import facts_of
from saas.licensing.effects.sealing import seal
from saas.licensing.staying.models import squeezes
from saas.licensing.transfer.actions import preview_taking, withdraw_transfer
from saas.licensing.transfer.asked import accept_asked, giving_asked, offer_asked
from saas.licensing.transfer.forms import (
    ConfirmedOffer,
    Consent,
    TransferOrder,
    as_typed,
)
from saas.licensing.transfer.models import Transfer
from saas.licensing.transfer.rules import (
    NothingToTransfer,
    OnlyTheTaker,
    TakerHasPlan,
    TransferOver,
)
from saas.licensing.transfer.words import GOES, LAPSES, STATES, STAYS
from saas.tenants.links.rules import kept_of
from saas.tenants.login.current import here, me
from saas.tenants.org_numbers.rules import FORMS
from saas.tenants.people.rules import Permission
from saas.web import Form, open_to_all

pages = Blueprint("transfer", __name__, url_prefix="/transfers")


@pages.get("")
def index() -> ResponseReturnValue:
    """List the transfers the company has a part in."""
    me().must(Permission.SEE_MONEY)
    shown = [(each, each.state(today())) for each in Transfer.of(here())]
    holds = Agreement.holding_on(today()) is not None
    return render_template(
        "licensing/transfer/list.html", transfers=shown, holds=holds, words=STATES
    )


@pages.route("/start", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """Ask to whom and from when; what is answered is shown to be checked, not yet offered."""
    me().must(Permission.CHANGE_PLAN)
    if Agreement.holding_on(today()) is None:
        raise NothingToTransfer
    form = Form(TransferOrder, country=here().country)
    if form.sent_well():
        with form.attempt():
            return _check(form)
    countries = [(each.country, _(each.country_name)) for each in FORMS.values()]
    return render_template(
        "licensing/transfer/start.html", form=form, countries=countries, goes=GOES, stays=STAYS
    ), form.status


@pages.post("/check")
def check() -> ResponseReturnValue:
    """Offer what was checked; a stale token is shown anew."""
    form = Form(ConfirmedOffer)
    if form.sent_well():
        with form.attempt():
            transfer = offer_asked(form.data)
            return redirect(url_for("transfer.show", public_id=transfer.public_id))
    return _check(form) if form.data else redirect(url_for("transfer.start"))


@pages.get("/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """A transfer, as the one or the other company sees it."""
    me().must(Permission.SEE_MONEY)
    transfer = Transfer.known_to(here(), public_id)
    gives = transfer.is_given_by(here())
    return render_template(
        "licensing/transfer/page.html",
        transfer=transfer,
        state=transfer.state(today()),
        gives=gives,
        taker=transfer.number.masked if gives else here().name,
        squeeze=next(iter(squeezes(now())), None) if gives else None,
        facts=facts_of(transfer.as_agreed),
        words=STATES,
        lapses=LAPSES,
        goes=GOES,
        stays=STAYS,
    )


@pages.route("/<public_id>/accept", methods=["GET", "POST"])
def accept(public_id: str) -> ResponseReturnValue:
    """Show every line, and take over exactly that; a stale token is shown anew."""
    transfer = Transfer.known_to(here(), public_id)
    form = Form(Consent, reference=transfer.reference or here().reference)
    if form.sent_well():
        with form.attempt():
            accept_asked(transfer, form.data)
            return redirect(url_for("transfer.show", public_id=public_id))
    transfer = Transfer.known_to(here(), public_id)
    try:
        offer = preview_taking(transfer=transfer, by=me(), now=now())
    except (TransferOver, TakerHasPlan, OnlyTheTaker) as refusal:
        page = "licensing/transfer/not_now.html"
        return render_template(page, transfer=transfer, refusal=refusal), form.status
    return render_template(
        "licensing/transfer/accept.html",
        form=form,
        transfer=transfer,
        offer=offer,
        facts=facts_of(offer.terms),
        goes=GOES,
        stays=STAYS,
        sealed=seal(offer.fingerprint, about=transfer.public_id),
    ), form.status


@pages.post("/<public_id>/withdraw")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Say no, or change one's mind."""
    withdraw_transfer(transfer=Transfer.known_to(here(), public_id), by=me(), now=now())
    return redirect(url_for("transfer.show", public_id=public_id))


@pages.get("/offer/<token>")
@open_to_all
def offer(token: str) -> ResponseReturnValue:
    """Where the link in the mail leads: to the offer, or to how one comes to see it."""
    transfer = Transfer.behind_link(kept_of(token))
    if current_user.is_authenticated and here().number == transfer.number:
        return redirect(url_for("transfer.show", public_id=transfer.public_id))
    return render_template(
        "licensing/transfer/offer.html",
        transfer=transfer,
        state=transfer.state(today()),
        inside=current_user.is_authenticated,
        token=token,
    )


def _check(form: Form) -> ResponseReturnValue:
    meant, sealed = giving_asked(form.data)
    return render_template(
        "licensing/transfer/check.html",
        form=form,
        typed=as_typed(form.data),
        meant=meant,
        sealed=sealed,
        facts=facts_of(meant.terms),
        goes=GOES,
        stays=STAYS,
    ), form.status
