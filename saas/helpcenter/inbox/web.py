"""Help, and the requests one has sent: reading them, writing back, deciding, closing."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_smorest import Blueprint as ApiBlueprint
from sqlalchemy.orm import joinedload

from saas.dates import now, today
from saas.db import db
from saas.helpcenter.articles.rules import found_in
from saas.helpcenter.inbox import actions
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import number_in
from saas.helpcenter.inbox.schema import Message, Reason, RequestInFull, RequestList, Search
from saas.licensing.ceased.rules import is_estate
from saas.tenants.login.current import here, me
from saas.web import Form, open_to_all
from saas.web.words import say

pages = Blueprint("inbox", __name__)
api = ApiBlueprint(
    "requests_api", __name__, url_prefix="/api/v1/requests", description="What you have asked for"
)
SHOWN: Final = 50


@pages.get("/help")
@open_to_all
def index() -> ResponseReturnValue:
    """What one may want to do, each with the door that does it; search first."""
    sought = request.args.get("q", "")[:200]
    found = found_in(sought, said=say)
    estate = current_user.is_authenticated and is_estate(here().ceased_on, today=today())
    page = "helpcenter/inbox/help.html"
    return render_template(page, sought=sought, sections=found, estate=estate)


@pages.get("/requests")
def requests() -> ResponseReturnValue:
    """The requests one may read, newest first."""
    before = request.args.get("before", type=int)
    found = _listed(before)
    older = found[SHOWN - 1].number if len(found) > SHOWN else None
    return render_template("helpcenter/inbox/list.html", found=found[:SHOWN], older=older)


@pages.route("/requests/<number>", methods=["GET", "POST"])
def show(number: str) -> ResponseReturnValue:
    """The course of a request, and room to write. Also its confirmation, for good."""
    asked = _sought(number)
    form = Form(Message)
    if form.sent_well():
        with form.attempt():
            actions.write(by=me(), request=asked, body=form.data["body"], now=now())
            return redirect(_address(asked))
    return _page(asked, form), form.status


@pages.post("/requests/<number>/close")
def close(number: str) -> ResponseReturnValue:
    """End a request."""
    asked = _sought(number)
    actions.close(by=me(), request=asked, now=now())
    return redirect(_address(asked))


@pages.post("/requests/<number>/decline")
def decline(number: str) -> ResponseReturnValue:
    """Say no to what a colleague asks for."""
    asked = _sought(number)
    form = Form(Reason)
    if form.sent_well():
        with form.attempt():
            actions.decline(by=me(), request=asked, reason=form.data["reason"], now=now())
            return redirect(_address(asked))
    return _page(asked, form), form.status


@api.get("")
@api.arguments(Search, location="query")
@api.response(200, RequestList)
def list_over_api(search: dict[str, Any]) -> dict[str, Any]:
    """The requests you may read, newest first, fifty at a time; `before` a number for older."""
    return {"data": _listed(search.get("before"))[:SHOWN]}


@api.get("/<number>")
@api.response(200, RequestInFull)
def show_over_api(number: str) -> HelpRequest:
    """A request and its course."""
    return _sought(number)


@api.post("/<number>/messages")
@api.arguments(Message)
@api.response(201, RequestInFull)
def write_over_api(message: dict[str, Any], number: str) -> HelpRequest:
    """Write back."""
    asked = _sought(number)
    actions.write(by=me(), request=asked, body=message["body"], now=now())
    return asked


@api.post("/<number>/decline")
@api.arguments(Reason)
@api.response(200, RequestInFull)
def decline_over_api(reason: dict[str, Any], number: str) -> HelpRequest:
    """Say no to what a colleague asks for."""
    asked = _sought(number)
    actions.decline(by=me(), request=asked, reason=reason["reason"], now=now())
    return asked


def _sought(number: str) -> HelpRequest:
    return HelpRequest.numbered(number_in(number), seen_by=me())


def _listed(before: int | None) -> list[HelpRequest]:
    asked = HelpRequest.seen_by(me()).options(joinedload(HelpRequest.sent_by)).limit(SHOWN + 1)
    if before is not None:
        asked = asked.where(HelpRequest.number < before)
    return list(db.session.scalars(asked))


def _address(asked: HelpRequest) -> str:
    return url_for("inbox.show", number=asked.reference)


def _page(asked: HelpRequest, form: Form) -> str:
    return render_template(
        "helpcenter/inbox/request.html", asked=asked, entries=asked.course, form=form
    )
