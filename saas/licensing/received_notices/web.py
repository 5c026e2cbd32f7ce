"""What reached us past the button: reading it, confirming it, rejecting it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema

from saas.dates import now
from saas.errors import Refusal
from saas.licensing.effects.sealing import opened, seal
from saas.licensing.plans.words import policy_in_words
from saas.licensing.received_notices.actions import confirm_authority, reject_statement
from saas.licensing.received_notices.answers import StatementAnswer, StatementList, scan_of
from saas.licensing.received_notices.models import ReceivedNotice, notice_open
from saas.licensing.received_notices.preview import preview_confirmation
from saas.licensing.termination.answers import FarewellAnswer
from saas.licensing.termination.leaving import Leaving, leaving
from saas.licensing.termination.preview import NOTICE_SHOWN, Farewell
from saas.tenants.fields import Secret
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("received_notices", __name__, url_prefix="/plan/notice/received")
api = ApiBlueprint(
    "received_notices_api",
    __name__,
    url_prefix="/api/v1/plan/notice/received",
    description="Notice that reached us by mail, letter or telephone",
)


class Nothing(Schema):
    """A form without fields: the button says it."""


class Confirmation(Schema):
    """That a statement is the company's word; the token says what was shown of it."""

    token = Secret(longest=1_000, allow_none=True, load_default=None)


@pages.get("")
def index() -> ResponseReturnValue:
    """What has reached us and waits for somebody who may give notice."""
    me().must(Permission.GIVE_NOTICE)
    return render_template("licensing/received_notices/list.html", waiting=ReceivedNotice.waiting())


@pages.get("/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """A statement, what confirming it would mean, and the two answers to it."""
    return _page(_sought(public_id), Form(Nothing))


@pages.post("/<public_id>/confirm")
def confirm(public_id: str) -> ResponseReturnValue:
    """Say that it is the company's word; a stale token is shown anew."""
    received, form = _sought(public_id), Form(Confirmation)
    if form.sent_well():
        with form.attempt():
            shown = opened(form.data["token"] or "", about=NOTICE_SHOWN)
            confirm_authority(received=received, by=me(), now=now(), shown=shown)
            return redirect(url_for("termination.show"))
    return _page(_sought(public_id), form)


@pages.post("/<public_id>/reject")
def reject(public_id: str) -> ResponseReturnValue:
    """Say that it is not."""
    received, form = _sought(public_id), Form(Nothing)
    if form.sent_well():
        with form.attempt():
            reject_statement(received=received, by=me(), now=now())
            return redirect(url_for("received_notices.show", public_id=public_id))
    return _page(_sought(public_id), form)


@pages.get("/<public_id>/scan")
def scan(public_id: str) -> ResponseReturnValue:
    """The paper, as it was scanned."""
    return scan_of(_sought(public_id))


@api.get("")
@api.response(200, StatementList)
def list_over_api() -> dict[str, Any]:
    """Statements that wait for a word from somebody who may give notice."""
    me().must(Permission.GIVE_NOTICE)
    return {"data": ReceivedNotice.waiting()}


@api.get("/<public_id>")
@api.response(200, StatementAnswer)
def show_over_api(public_id: str) -> ReceivedNotice:
    """A statement, and what became of it."""
    return _sought(public_id)


@api.post("/<public_id>/preview")
@api.response(200, FarewellAnswer)
def preview_over_api(public_id: str) -> dict[str, Any]:
    """What confirming it would mean for the bill. Nothing is given; the token confirms this."""
    offer = preview_confirmation(received=_sought(public_id), by=me(), now=now())
    return {"token": seal(offer.fingerprint, about=NOTICE_SHOWN), "offer": offer}


@api.post("/<public_id>/confirmation")
@api.arguments(Confirmation)
@api.response(201, StatementAnswer)
def confirm_over_api(confirmation: dict[str, Any], public_id: str) -> ReceivedNotice:
    """Say that it is the company's word: notice counts from the day it reached us.

    With the token of its preview it does to the bill what was shown; one that no longer holds
    is 409.
    """
    received, token = _sought(public_id), confirmation["token"]
    shown = opened(token, about=NOTICE_SHOWN) if token is not None else None
    return confirm_authority(received=received, by=me(), now=now(), shown=shown)


@api.post("/<public_id>/rejection")
@api.response(201, StatementAnswer)
def reject_over_api(public_id: str) -> ReceivedNotice:
    """Say that it is not the company's word. Nothing changes for the plan."""
    return reject_statement(received=_sought(public_id), by=me(), now=now())


def _sought(public_id: str) -> ReceivedNotice:
    received = ReceivedNotice.known_as(public_id)
    me().must(Permission.GIVE_NOTICE)
    return received


def _page(received: ReceivedNotice, form: Form) -> ResponseReturnValue:
    meant, offer, refusal = _meant(received)
    return render_template(
        "licensing/received_notices/page.html",
        received=received,
        form=form,
        meant=meant,
        offer=offer,
        sealed=seal(offer.fingerprint, about=NOTICE_SHOWN) if offer else None,
        refusal=refusal,
        policy=policy_in_words(meant.terms.notice) if meant else None,
    ), form.status


def _meant(
    received: ReceivedNotice,
) -> tuple[Leaving | None, Farewell | None, Refusal | None]:
    """What confirming would mean, also for the bill, or what stands in the way of it."""
    if not received.waits:
        return None, None, None
    try:
        meant = leaving(
            received_on=received.received_on,
            by_contract=received.last_day,
            again=notice_open(now()) is not None,
        )
        offer = preview_confirmation(received=received, by=me(), now=now())
    except Refusal as refusal:
        return None, None, refusal
    return meant, offer, None
