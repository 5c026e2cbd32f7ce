"""The form of notice: one schema for its page and its endpoint."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema

from saas.dates import now, today
from saas.errors import NotFound, Refusal
from saas.helpcenter.forms.notice.actions import approve as approve_notice
from saas.helpcenter.forms.notice.actions import ask_for_notice, preview_approval
from saas.helpcenter.forms.notice.rules import FORM
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import number_in
from saas.helpcenter.inbox.schema import RequestInFull
from saas.licensing.effects.sealing import opened, seal
from saas.licensing.plans.words import policy_in_words
from saas.licensing.termination.actions import preview_notice
from saas.licensing.termination.answers import ConfirmedNotice, FarewellAnswer, NoticeOrder
from saas.licensing.termination.leaving import leaving
from saas.licensing.termination.preview import NOTICE_SHOWN
from saas.licensing.termination.rules import (
    NothingToTerminate,
    NoticeAlreadyGiven,
    TermsAreIndividual,
)
from saas.tenants.fields import Secret
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("notice", __name__)
api = ApiBlueprint(
    "notice_form_api", __name__, url_prefix="/api/v1/requests/notice", description="Notice, by form"
)


class MeantNotice(ConfirmedNotice):
    """The page's form: who may not give notice is shown no sums, and has no token to send."""

    token = Secret(longest=1_000, allow_none=True, load_default=None)


class Approval(Schema):
    """That one stands by a colleague's notice; the token says what was shown of it."""

    token = Secret(longest=1_000, allow_none=True, load_default=None)


@pages.route("/help/notice", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """The form; what was typed is kept when something stands in the way."""
    me().must(Permission.ASK)
    form, at_once = Form(MeantNotice), me().may(Permission.GIVE_NOTICE)
    if form.sent_well():
        with form.attempt():
            shown = opened(form.data["token"] or "", about=NOTICE_SHOWN) if at_once else None
            sent = ask_for_notice(by=me(), now=now(), reason=form.data["reason"], shown=shown)
            return redirect(url_for("inbox.show", number=sent.reference))
    try:
        meant = leaving(received_on=today())
        offer = preview_notice(by=me(), now=now()) if at_once else None
    except Refusal as refusal:
        return render_template("helpcenter/forms/notice/none.html", refusal=refusal), form.status
    return render_template(
        "helpcenter/forms/notice/page.html",
        form=form,
        meant=meant,
        policy=policy_in_words(meant.terms.notice),
        offer=offer,
        sealed=seal(offer.fingerprint, about=NOTICE_SHOWN) if offer else None,
    ), form.status


@pages.route("/help/notice/<number>/approve", methods=["GET", "POST"])
def approve(number: str) -> ResponseReturnValue:
    """What the notice a colleague sent comes to, and standing by exactly that."""
    sent, form = _sought(number), Form(Approval)
    if form.sent_well():
        with form.attempt():
            shown = opened(form.data["token"] or "", about=NOTICE_SHOWN)
            approve_notice(by=me(), request=sent, now=now(), shown=shown)
            return redirect(url_for("inbox.show", number=sent.reference))
    sent = _sought(number)
    try:
        offer = preview_approval(by=me(), request=sent, now=now())
    except (NothingToTerminate, NoticeAlreadyGiven, TermsAreIndividual) as refusal:
        return render_template("helpcenter/forms/notice/none.html", refusal=refusal), form.status
    sealed = seal(offer.fingerprint, about=NOTICE_SHOWN)
    page = "helpcenter/forms/notice/approve.html"
    return render_template(page, form=form, asked=sent, offer=offer, sealed=sealed), form.status


@api.post("")
@api.arguments(NoticeOrder)
@api.response(201, RequestInFull)
def ask_over_api(order: dict[str, Any]) -> HelpRequest:
    """Send the form of notice; notice is given at once where you may give it.

    With the token of `/api/v1/plan/notice/preview` it then does to the bill what was shown.
    """
    token = order["token"]
    shown = opened(token, about=NOTICE_SHOWN) if token is not None else None
    return ask_for_notice(by=me(), now=now(), reason=order["reason"], shown=shown)


@api.post("/<number>/preview")
@api.response(200, FarewellAnswer)
def preview_over_api(number: str) -> dict[str, Any]:
    """What approving the notice a colleague sent would mean for the bill. Nothing is given."""
    offer = preview_approval(by=me(), request=_sought(number), now=now())
    return {"token": seal(offer.fingerprint, about=NOTICE_SHOWN), "offer": offer}


@api.post("/<number>/approve")
@api.arguments(Approval)
@api.response(200, RequestInFull)
def approve_over_api(order: dict[str, Any], number: str) -> HelpRequest:
    """Stand by the notice a colleague sent: it counts from the day they did.

    With the token of its preview it does to the bill what was shown; one that no longer holds
    is 409.
    """
    sent, token = _sought(number), order["token"]
    shown = opened(token, about=NOTICE_SHOWN) if token is not None else None
    return approve_notice(by=me(), request=sent, now=now(), shown=shown)


def _sought(number: str) -> HelpRequest:
    sent = HelpRequest.numbered(number_in(number), seen_by=me())
    if sent.form != FORM:
        raise NotFound
    return sent
