"""Telling us that one's own company has ceased, how that stands, and what an estate may do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema

from saas.dates import now, today
from saas.errors import NotFound
from saas.licensing.ceased.actions import take_back, tell
from saas.licensing.ceased.confirmation import ceased_pdf, what_holds
from saas.licensing.ceased.forms import CessationAnswer, NewCessation, OwnCessation, told_in
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import EstateLooksOnly, Reason, State, may_still
from saas.licensing.channels.rules import Channel
from saas.licensing.notice_desk.forms import scan_sent
from saas.tenants.company.models import Tenant
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web import Form
from saas.web.files import shown
from saas.web.words import language

pages = Blueprint("ceased", __name__, url_prefix="/company/ceased")
api = ApiBlueprint(
    "ceased_api",
    __name__,
    url_prefix="/api/v1/company/ceased",
    description="That the company has ceased: bankruptcy, liquidation, merger",
)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Nothing(Schema):
    """A form without fields: the button says it."""


@pages.before_app_request
def let_an_estate_look() -> None:
    """Refuse what changes anything but debts and questions, once a company has ceased.

    Raises EstateLooksOnly.
    """
    company: Tenant | None = g.get("company") if g.get("locked") else None
    if company is None or company.ceased_on is None or request.method in SAFE:
        return
    if not may_still(request.blueprint or "", last_day=company.ceased_on, today=today()):
        raise EstateLooksOnly


@pages.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """How it stands; or the form, where nobody has told us."""
    me().must(Permission.GIVE_NOTICE)
    form = Form(NewCessation, last_day=today().isoformat())
    if form.sent_well():
        with form.attempt():
            tell(told_in(form.data, paper=scan_sent()), by=me(), now=now())
            return redirect(url_for("ceased.show"))
    standing = Cessation.standing()
    return render_template(
        "licensing/ceased/page.html",
        form=form,
        told=standing or Cessation.latest(),
        standing=standing,
        State=State,
        reasons=list(Reason),
        what_holds=what_holds,
    ), form.status


@pages.post("/back")
def withdraw() -> ResponseReturnValue:
    """Take back what we were told, while it waits."""
    form = Form(Nothing)
    if form.sent_well():
        take_back(by=me(), now=now())
    return redirect(url_for("ceased.show"))


@pages.get("/confirmation.pdf")
def confirmation() -> ResponseReturnValue:
    """The confirmation as PDF. Raises NotFound where the company has not ceased."""
    me().must(Permission.SEE_MONEY)
    standing = Cessation.standing()
    if standing is None or standing.state is not State.APPROVED:
        raise NotFound
    return shown(ceased_pdf(standing, language()), f"{here().customer_number}.pdf")


@api.get("")
@api.response(200, OwnCessation)
def show_over_api() -> dict[str, Any]:
    """What was told last of the company, and how it stands."""
    me().must(Permission.GIVE_NOTICE)
    return {"ceased": Cessation.standing() or Cessation.latest()}


@api.post("")
@api.arguments(NewCessation)
@api.response(201, CessationAnswer)
def tell_over_api(data: dict[str, Any]) -> Cessation:
    """Tell us that the company has ceased or is to cease, with a reference to the evidence."""
    return tell(told_in(data, channel=Channel.API), by=me(), now=now())


@api.delete("")
@api.response(200, CessationAnswer)
def withdraw_over_api() -> Cessation:
    """Take back what we were told, while it waits."""
    return take_back(by=me(), now=now())
