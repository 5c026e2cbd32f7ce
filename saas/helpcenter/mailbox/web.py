"""The staff's desk for mail: what waits, whose it is, what was ignored; and the mail as it came."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import now
from saas.helpcenter.mailbox.actions import give_mail, set_aside
from saas.helpcenter.mailbox.desk import (
    MOST_COUNTED,
    companies_of,
    how_many,
    mails,
    request_of,
    statement_of,
)
from saas.helpcenter.mailbox.models import ReceivedMail
from saas.helpcenter.mailbox.rules import KEPT_DAYS, REASONS, STANDINGS, TONES, Standing
from saas.helpcenter.mailbox.schema import Aside, MailInFull, MailList, Standings, Whose
from saas.helpcenter.mailbox.senders import acts_for
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import customer_numbered
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form, staff_only, staff_who_may
from saas.web.files import saved

staff = Blueprint("mailbox_staff", __name__, url_prefix="/staff/mailbox")
api = ApiBlueprint(
    "mailbox_staff_api",
    __name__,
    url_prefix="/api/v1/staff/mailbox",
    description="Mail to our departments; for our staff",
)
SHOWN: Final = 100


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What waits for us to say whose it is, the oldest first, unless else is asked for."""
    asked = request.args.get("show", "")
    standing = Standing(asked) if asked in set(Standing) else Standing.WAITING
    found = mails(standing, limit=SHOWN)
    return render_template(
        "helpcenter/mailbox/list.html",
        found=found,
        companies=companies_of(found),
        standing=standing,
        standings=STANDINGS,
        reasons=REASONS,
        counts=how_many(),
        most=MOST_COUNTED,
        limit=SHOWN,
    )


@staff.get("/<public_id>")
@staff_only
def show(public_id: str) -> ResponseReturnValue:
    """A mail, what became of it, and what can be said of it."""
    return _page(public_id, Form(Whose), Form(Aside))


@staff.post("/<public_id>/owner")
@staff_who_may(Permission.ASK)
def say_whose(public_id: str) -> ResponseReturnValue:
    """Make it a user's words."""
    form = Form(Whose)
    if form.sent_well():
        with form.attempt():
            _give(public_id, form.data)
            return redirect(url_for("mailbox_staff.show", public_id=public_id), 303)
    return _page(public_id, form, Form(Aside))


@staff.post("/<public_id>/aside")
@staff_who_may(Permission.ASK)
def lay_aside(public_id: str) -> ResponseReturnValue:
    """Set it aside."""
    form = Form(Aside)
    if form.sent_well():
        with form.attempt():
            set_aside(public_id=public_id, by=me(), now=now(), **form.data)
            return redirect(url_for("mailbox_staff.index"), 303)
    return _page(public_id, Form(Whose), form)


@staff.get("/<public_id>/message")
@staff_only
def message(public_id: str) -> ResponseReturnValue:
    """The whole message with its files, to be saved; never shown as a page of ours."""
    with tenant_scope(OPERATOR):
        content = ReceivedMail.known_as(public_id).content
    return saved(content, f"{public_id}.eml", "message/rfc822")


@api.get("")
@staff_only
@api.arguments(Standings, location="query")
@api.response(200, MailList)
def list_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """Mails that stand so: of those that wait the oldest first, of others the latest."""
    return {"data": mails(asked["standing"], limit=SHOWN), "counts": how_many()}


@api.get("/<public_id>")
@staff_only
@api.response(200, MailInFull)
def show_over_api(public_id: str) -> ReceivedMail:
    """A mail with its words."""
    return _found(public_id)


@api.post("/<public_id>/owner")
@staff_who_may(Permission.ASK)
@api.arguments(Whose)
@api.response(200, MailInFull)
def say_whose_over_api(order: dict[str, Any], public_id: str) -> ReceivedMail:
    """Make it a user's words: a request of theirs, or words in the one it is about."""
    return _give(public_id, order)


@api.post("/<public_id>/aside")
@staff_who_may(Permission.ASK)
@api.arguments(Aside)
@api.response(200, MailInFull)
def lay_aside_over_api(order: dict[str, Any], public_id: str) -> ReceivedMail:
    """Set it aside."""
    return set_aside(public_id=public_id, by=me(), now=now(), **order)


def _found(public_id: str) -> ReceivedMail:
    with tenant_scope(OPERATOR):
        return ReceivedMail.known_as(public_id)


def _give(public_id: str, said: dict[str, Any]) -> ReceivedMail:
    """Raises NoSuchCustomer, and what `give_mail` raises."""
    company_id = customer_numbered(said["customer_number"])
    return give_mail(
        public_id=public_id, company_id=company_id, email=said["person"], by=me(), now=now()
    )


def _page(public_id: str, whose: Form, aside: Form) -> ResponseReturnValue:
    """The mail; what was typed into either form is kept when something stands in the way."""
    mail = _found(public_id)
    places = acts_for(mail.sender)
    owner = companies_of([mail]).get(mail.company_id or 0)
    customer = places[0].customer_number if len(places) == 1 else ""
    whose.values = {"person": mail.sender, "customer_number": customer} | whose.values
    page = render_template(
        "helpcenter/mailbox/page.html",
        form=aside if aside.errors else whose,
        whose=whose,
        aside=aside,
        mail=mail,
        asked=request_of(mail),
        customer=owner,
        places=places,
        statement=statement_of(mail) | {"customer": customer},
        standings=STANDINGS,
        tones=TONES,
        reasons=REASONS,
        kept_days=KEPT_DAYS,
    )
    return page, max(whose.status, aside.status)
