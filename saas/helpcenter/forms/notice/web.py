"""The form of notice: one schema for its page and its endpoint."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.errors import NotFound, Refusal
from saas.helpcenter.forms.notice.actions import approve as approve_notice
from saas.helpcenter.forms.notice.actions import ask_for_notice
from saas.helpcenter.forms.notice.rules import FORM
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import number_in
from saas.helpcenter.inbox.schema import RequestInFull
from saas.licensing.plans.words import policy_in_words
from saas.licensing.termination.leaving import leaving
from saas.tenants.fields import Lines
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form

pages = Blueprint("notice", __name__)
api = ApiBlueprint(
    "notice_form_api", __name__, url_prefix="/api/v1/requests/notice", description="Notice, by form"
)


class NoticeForm(Schema):
    """Notice, and why; the reason may be left out."""

    reason = Lines(longest=2_000, load_default="")


class MeantNotice(NoticeForm):
    """The page's form: a box says that it is meant."""

    meant = fields.Boolean(
        required=True,
        truthy={"true"},
        error_messages={
            "required": N_("Tick the box to say that you mean it."),
            "invalid": N_("Tick the box to say that you mean it."),
        },
    )


@pages.route("/help/notice", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """The form; what was typed is kept when something stands in the way."""
    me().must(Permission.ASK)
    form = Form(MeantNotice)
    if form.sent_well():
        with form.attempt():
            sent = ask_for_notice(by=me(), now=now(), reason=form.data["reason"])
            return redirect(url_for("inbox.show", number=sent.reference))
    try:
        meant = leaving(received_on=today())
    except Refusal as refusal:
        return render_template("helpcenter/forms/notice/none.html", refusal=refusal), form.status
    return render_template(
        "helpcenter/forms/notice/page.html",
        form=form,
        meant=meant,
        policy=policy_in_words(meant.terms.notice),
        at_once=me().may(Permission.GIVE_NOTICE),
    ), form.status


@pages.post("/help/notice/<number>/approve")
def approve(number: str) -> ResponseReturnValue:
    """Stand by the notice a colleague sent."""
    sent = _sought(number)
    approve_notice(by=me(), request=sent, now=now())
    return redirect(url_for("inbox.show", number=sent.reference))


@api.post("")
@api.arguments(NoticeForm)
@api.response(201, RequestInFull)
def ask_over_api(order: dict[str, Any]) -> HelpRequest:
    """Send the form of notice; notice is given at once where you may give it."""
    return ask_for_notice(by=me(), now=now(), reason=order["reason"])


@api.post("/<number>/approve")
@api.response(200, RequestInFull)
def approve_over_api(number: str) -> HelpRequest:
    """Stand by the notice a colleague sent: it counts from the day they did."""
    return approve_notice(by=me(), request=_sought(number), now=now())


def _sought(number: str) -> HelpRequest:
    sent = HelpRequest.numbered(number_in(number), seen_by=me())
    if sent.form != FORM:
        raise NotFound
    return sent
