"""Giving notice, its confirmation, and staying after all: pages and JSON, one deed behind both."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import now, today
from saas.errors import NotFound
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.channels.rules import Channel
from saas.licensing.effects.sealing import opened, seal
from saas.licensing.plans.words import policy_in_words, term_in_words
from saas.licensing.termination.actions import (
    give_notice,
    preview_notice,
    withdraw_notice,
)
from saas.licensing.termination.answers import (
    ConfirmedNotice,
    FarewellAnswer,
    NoticeAnswer,
    NoticeOrder,
    NoticeState,
)
from saas.licensing.termination.confirmation import confirmation_pdf, what_happens
from saas.licensing.termination.leaving import leaving
from saas.licensing.termination.models import notice_numbered
from saas.licensing.termination.preview import NOTICE_SHOWN
from saas.licensing.termination.rules import NothingToTerminate, TermsAreIndividual
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form
from saas.web.files import shown
from saas.web.words import language

pages = Blueprint("termination", __name__, url_prefix="/plan/notice")
api = ApiBlueprint(
    "notices_api", __name__, url_prefix="/api/v1/plan/notice", description="Leaving a paid plan"
)
_HEADINGS: Final = {
    NothingToTerminate: N_("There is nothing to give notice of here"),
    TermsAreIndividual: N_("Your contract says how you leave"),
}


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
            give_notice(by=me(), now=now(), **_as_asked(form.data))
            return redirect(url_for("termination.show"))
    try:
        meant = leaving(received_on=today())
        offer = preview_notice(by=me(), now=now())
    except (NothingToTerminate, TermsAreIndividual) as refusal:
        page = "licensing/termination/none.html"
        return render_template(page, refusal=refusal, what=_HEADINGS[type(refusal)]), form.status
    return render_template(
        "licensing/termination/page.html",
        form=form,
        meant=meant,
        offer=offer,
        sealed=seal(offer.fingerprint, about=NOTICE_SHOWN),
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
    return shown(confirmation_pdf(notice, language()), f"{notice.number}.pdf")


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
    """Give notice. It is received, numbered and dated at once.

    With the token of a preview it does to the bill what was shown; one that no longer holds is
    409.
    """
    return give_notice(by=me(), now=now(), channel=Channel.API, **_as_asked(order))


@api.post("/preview")
@api.response(200, FarewellAnswer)
def preview_over_api() -> dict[str, Any]:
    """What notice given now would mean for the bill. Nothing is given; the token confirms this."""
    offer = preview_notice(by=me(), now=now())
    return {"token": seal(offer.fingerprint, about=NOTICE_SHOWN), "offer": offer}


@api.delete("")
@api.response(200, NoticeAnswer)
def withdraw_over_api() -> Notice:
    """Withdraw the open notice, until its last day."""
    return withdraw_notice(by=me(), now=now())


def _as_asked(order: dict[str, Any]) -> dict[str, Any]:
    token = order["token"]
    return {
        "reason": order["reason"],
        "shown": opened(token, about=NOTICE_SHOWN) if token is not None else None,
    }


def _confirmation(notice: Notice) -> ResponseReturnValue:
    return render_template(
        "licensing/termination/given.html", notice=notice, expected=what_happens(notice)
    )
