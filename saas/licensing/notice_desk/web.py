"""The staff's list of notices, and the door for statements that reached us past the service."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.licensing.channels.rules import WRITTEN_TO_US, Channel
from saas.licensing.notice_desk.forms import NewStatement, scan_sent, statement_in
from saas.licensing.notice_desk.models import awaiting_authority, coming_ends
from saas.licensing.notice_desk.rules import days_left, ends_by_month
from saas.licensing.received_notices.actions import register_statement
from saas.licensing.received_notices.answers import StatementAnswer, scan_of
from saas.licensing.received_notices.models import ReceivedNotice
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered, our_company
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("notice_desk", __name__, url_prefix="/staff/notices")
api = ApiBlueprint(
    "notice_desk_api",
    __name__,
    url_prefix="/api/v1/staff/notices",
    description="Every company's notices; for our staff",
)
SHOWN: Final = 200
MONTHS: Final = 6
KNOWN: Final = ("channel", "received_on", "received_time", "from_name", "from_email")
"""What a link to the form may fill in, besides the customer number."""


class EndingAnswer(Schema):
    """An agreement that is being left."""

    company = fields.String(attribute="company.name")
    customer_number = fields.String(attribute="company.customer_number")
    plan = fields.String()
    number = fields.String(attribute="notice.number")
    channel = fields.Enum(Channel, by_value=True, attribute="notice.channel")
    received_on = fields.Date(attribute="notice.received_on")
    last_day = fields.Date(attribute="notice.last_day")


class WaitingAnswer(Schema):
    """A statement that waits for its company's word."""

    company = fields.String(attribute="company.name")
    customer_number = fields.String(attribute="company.customer_number")
    statement = fields.Nested(StatementAnswer, attribute="received")


class Desk(Schema):
    """Who is leaving, the next to end first, and whose word we wait for."""

    ends = fields.List(fields.Nested(EndingAnswer))
    waiting = fields.List(fields.Nested(WaitingAnswer))


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Who is leaving and when, and whose word we still wait for."""
    ends = coming_ends(today(), limit=SHOWN)
    return render_template(
        "licensing/notice_desk/list.html",
        ends=ends,
        months=ends_by_month((end.notice.last_day for end in ends), today=today(), months=MONTHS),
        waiting=[
            (found, days_left(found.received.confirm_by, today=today()))
            for found in awaiting_authority(limit=SHOWN)
        ],
    )


@staff.route("/register", methods=["GET", "POST"])
@staff_only
def register() -> ResponseReturnValue:
    """Write down that notice reached us by mail, letter or telephone.

    A link may say what is known of it already, such as a mail's sender and the day it came.
    """
    known = {name: request.args[name] for name in KNOWN if name in request.args}
    customer = request.args.get("customer", "")
    on = today().isoformat()
    form = Form(NewStatement, **{"received_on": on, "customer_number": customer} | known)
    if form.sent_well():
        with form.attempt():
            said = statement_in(form.data, now=now(), scan=scan_sent())
            with tenant_scope(customer_numbered(form.data["customer_number"])):
                received = register_statement(said, by=me(), now=now())
            return redirect(url_for("notice_desk.show", public_id=received.public_id))
    page = "licensing/notice_desk/register.html"
    return render_template(page, form=form, channels=WRITTEN_TO_US), form.status


@staff.get("/received/<public_id>")
@staff_only
def show(public_id: str) -> ResponseReturnValue:
    """A statement, its clock, and what became of it."""
    with ReceivedNotice.at_its_company(public_id) as received:
        return render_template(
            "licensing/notice_desk/statement.html",
            received=received,
            customer=our_company(),
            left=days_left(received.confirm_by, today=today()),
        )


@staff.get("/received/<public_id>/scan")
@staff_only
def scan(public_id: str) -> ResponseReturnValue:
    """The paper, as it was scanned."""
    with ReceivedNotice.at_its_company(public_id) as received:
        return scan_of(received)


@api.get("")
@staff_only
@api.response(200, Desk)
def list_over_api() -> dict[str, Any]:
    """Who is leaving and when, and whose word we still wait for."""
    return {
        "ends": coming_ends(today(), limit=SHOWN),
        "waiting": awaiting_authority(limit=SHOWN),
    }


@api.post("/received")
@staff_only
@api.arguments(NewStatement)
@api.response(201, StatementAnswer)
def register_over_api(data: dict[str, Any]) -> ReceivedNotice:
    """Write down that notice reached us; a mail box of ours may do so by itself."""
    with tenant_scope(customer_numbered(data["customer_number"])):
        received = register_statement(statement_in(data, now=now()), by=me(), now=now())
        _ = received.notice
    return received
