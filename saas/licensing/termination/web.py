"""Giving notice, its confirmation, and staying after all: pages and JSON, one deed behind both."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.errors import NotFound
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.channels.rules import Channel
from saas.licensing.fields import Sentence
from saas.licensing.plans.words import policy_in_words, term_in_words
from saas.licensing.termination.actions import give_notice, leaving, withdraw_notice
from saas.licensing.termination.confirmation import confirmation_pdf, what_happens
from saas.licensing.termination.models import notice_numbered
from saas.licensing.termination.rules import NothingToTerminate, TermsAreIndividual
from saas.tenants.fields import Lines
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form
from saas.web.words import language

pages = Blueprint("termination", __name__, url_prefix="/plan/notice")
api = ApiBlueprint(
    "notices_api", __name__, url_prefix="/api/v1/plan/notice", description="Leaving a paid plan"
)
LONGEST_REASON: Final = 2_000


class NoticeOrder(Schema):
    """A notice; why one leaves is welcome and never needed."""

    reason = Lines(longest=LONGEST_REASON, allow_none=True, load_default=None)


class ConfirmedNotice(NoticeOrder):
    """The page's form: a box says that it is meant."""

    meant = fields.Boolean(
        required=True,
        truthy={"true"},
        error_messages={
            "required": N_("Tick the box to say that you mean it."),
            "invalid": N_("Tick the box to say that you mean it."),
        },
    )


class NoticeAnswer(Schema):
    """A notice, and its last day, inclusive."""

    number = fields.String()
    channel = fields.Enum(Channel, by_value=True)
    given_by = fields.String(attribute="given_by_name")
    received_at = fields.AwareDateTime()
    received_on = fields.Date()
    last_day = fields.Date()
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class NoticeState(Schema):
    """The open notice, or what one given today would mean."""

    notice = fields.Nested(NoticeAnswer, allow_none=True)
    plan = fields.String()
    policy = Sentence()
    last_day_if_given_today = fields.Date(allow_none=True)


@pages.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Ask for notice, show the confirmation of the one given, or say that none is needed."""
    agreement = Agreement.holding_on(today())
    if agreement is not None and agreement.notice is not None:
        return _confirmation(agreement.notice)
    me().must(Permission.GIVE_NOTICE)
    form = Form(ConfirmedNotice)
    if form.sent_well():
        with form.attempt():
            give_notice(by=me(), now=now(), reason=form.data["reason"])
            return redirect(url_for("termination.show"))
    try:
        meant = leaving(received_on=today())
    except (NothingToTerminate, TermsAreIndividual) as refusal:
        return render_template("licensing/termination/none.html", refusal=refusal), form.status
    return render_template(
        "licensing/termination/page.html",
        form=form,
        meant=meant,
        policy=policy_in_words(meant.terms.notice),
        term=term_in_words(meant.terms.bound_until, meant.terms.renews_months),
    ), form.status


@pages.post("/withdraw")
def withdraw() -> ResponseReturnValue:
    """Stay after all."""
    notice = withdraw_notice(by=me(), now=now())
    return render_template("licensing/termination/withdrawn.html", notice=notice)


@pages.get("/<number>.pdf")
def confirmation(number: str) -> ResponseReturnValue:
    """The confirmation as PDF."""
    me().must(Permission.SEE_MONEY)
    notice = notice_numbered(number)
    answer = Response(confirmation_pdf(notice, language()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{notice.number}.pdf"'
    return answer


@api.get("")
@api.response(200, NoticeState)
def show_over_api() -> dict[str, Any]:
    """The open notice, or what notice given today would mean."""
    agreement = Agreement.holding_on(today())
    if agreement is None:
        raise NothingToTerminate
    terms = agreement.timeline().on(today())
    if terms is None:
        raise NotFound
    given = agreement.notice
    return {
        "notice": given,
        "plan": terms.name,
        "policy": policy_in_words(terms.notice),
        "last_day_if_given_today": None if given else leaving(received_on=today()).last_day,
    }


@api.post("")
@api.arguments(NoticeOrder)
@api.response(201, NoticeAnswer)
def give_over_api(order: dict[str, Any]) -> Notice:
    """Give notice. It is received, numbered and dated at once."""
    return give_notice(by=me(), now=now(), reason=order["reason"], channel=Channel.API)


@api.delete("")
@api.response(200, NoticeAnswer)
def withdraw_over_api() -> Notice:
    """Withdraw the open notice, until its last day."""
    return withdraw_notice(by=me(), now=now())


def _confirmation(notice: Notice) -> ResponseReturnValue:
    return render_template(
        "licensing/termination/given.html", notice=notice, expected=what_happens(notice)
    )
