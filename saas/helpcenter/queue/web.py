"""The staff's queue, and a request as staff see it: answering, noting, closing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from saas.dates import now
from saas.helpcenter.departments.reading import departments
from saas.helpcenter.departments.rules import Department, Topic, topic_of, who_takes
from saas.helpcenter.inbox import actions
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import LONGEST_MESSAGE
from saas.helpcenter.mailbox.desk import mails_of, statement_of
from saas.helpcenter.queue.models import queue
from saas.scope import all_tenants
from saas.tenants.company.models import our_company
from saas.tenants.fields import Lines
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form, staff_only, staff_who_may
from saas.web.words import language

staff = Blueprint("inbox_staff", __name__, url_prefix="/staff")
SHOWN: Final = 100


class For(StrEnum):
    """Who is to read what staff write."""

    ASKER = "asker"
    STAFF = "staff"


class StaffMessage(Schema):
    """An answer, or a note among ourselves."""

    body = Lines(required=True, longest=LONGEST_MESSAGE, missing=N_("Write your message first."))
    readers = fields.Enum(For, by_value=True, load_default=For.ASKER)


@staff.get("/requests")
@staff_only
def index() -> ResponseReturnValue:
    """Requests that wait for us, the one sent first on top; or all, newest first.

    Those of one department where the address names one.
    """
    everything = request.args.get("show") == "all"
    known = departments()
    chosen = next((each for each in known if each.code == request.args.get("department")), None)
    topics = chosen.topics if chosen else tuple(Topic)
    with all_tenants(because="staff answer the requests of every company"):
        found = queue(everything=everything, limit=SHOWN, topics=topics)
    return render_template(
        "helpcenter/queue/list.html",
        found=[(*row, _department(row[0])) for row in found],
        everything=everything,
        limit=SHOWN,
        departments=known,
        chosen=chosen,
        language=language(),
    )


@staff.route("/requests/<public_id>", methods=["GET", "POST"])
@staff_who_may(Permission.ASK)
def show(public_id: str) -> ResponseReturnValue:
    """A request with its whole course, and room to answer or to note."""
    form = Form(StaffMessage, readers=For.ASKER.value)
    with HelpRequest.at_its_company(public_id) as asked:
        if form.sent_well():
            deed = actions.note if form.data["readers"] is For.STAFF else actions.answer
            with form.attempt():
                deed(by=me(), request=asked, body=form.data["body"], now=now())
                return redirect(url_for("inbox_staff.show", public_id=public_id))
        return render_template(
            "helpcenter/queue/request.html",
            asked=asked,
            customer=our_company(),
            mails=[(mail, statement_of(mail)) for mail in mails_of(asked)],
            form=form,
        ), form.status


@staff.post("/requests/<public_id>/close")
@staff_who_may(Permission.ASK)
def close(public_id: str) -> ResponseReturnValue:
    """End a request."""
    with HelpRequest.at_its_company(public_id) as asked:
        actions.close(by=me(), request=asked, now=now())
    return redirect(url_for("inbox_staff.index"))


def _department(asked: HelpRequest) -> Department:
    return who_takes(topic_of(asked.form, asked.answers), departments())
