"""The staff's doors to files of the bank's: sending one in, and what its rows became."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.bank_desk.forms import RowAnswer
from saas.billing.bank_desk.models import closed_through, with_companies
from saas.billing.bank_files.actions import read_file
from saas.billing.bank_files.models import BankFile, unsought
from saas.billing.bank_files.rules import MOST_BYTES, NoBankFile
from saas.billing.bank_rows.rules import STATES, TONES
from saas.billing.collection.agency import agency
from saas.dates import now
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("bank_files", __name__, url_prefix="/staff/bank-files")
api = ApiBlueprint(
    "bank_files_api",
    __name__,
    url_prefix="/api/v1/staff/bank-files",
    description="Files of the bank's; for our staff",
)
NAME: Final = 200


class SentIn(Schema):
    """The page's form: the file itself comes beside it."""


class FileOverApi(Schema):
    """A camt.053 or camt.054, as text; and what the file is called."""

    name = Line(required=True, longest=NAME)
    content = fields.String(required=True)


class FileAnswer(Schema):
    """A file that was read: how many rows of money that came it has, by whom and when."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    sha256 = fields.String()
    rows = fields.Integer()
    read_by = fields.String(attribute="read_by_name")
    read_at = fields.AwareDateTime()


class FileInFull(Schema):
    """A file with the rows that were booked by it; the others were booked before.

    `unsought` is how many of them are still to be looked up; ask again soon.
    """

    file = fields.Nested(FileAnswer)
    unsought = fields.Integer()
    booked = fields.List(fields.Nested(RowAnswer))


class FilesAnswer(Schema):
    """The files that were read last, newest first."""

    data = fields.List(fields.Nested(FileAnswer))


@staff.route("", methods=["GET", "POST"])
@staff_only
def index() -> ResponseReturnValue:
    """Send a file in, and the files that were read before."""
    form = Form(SentIn)
    if form.sent_well():
        with form.attempt():
            file = request.files.get("file")
            content = file.read(MOST_BYTES + 1) if file else b""
            read = _read(content, (file.filename if file else None) or "camt.xml")
            return redirect(url_for("bank_files.show", public_id=read.public_id), 303)
    page = "billing/bank_files/list.html"
    return render_template(page, form=form, files=BankFile.latest()), form.status


@staff.get("/<public_id>")
@staff_only
def show(public_id: str) -> ResponseReturnValue:
    """A file: what was booked by it, whose it was found to be, and what waits."""
    file = BankFile.called(public_id)
    booked = file.booked
    return render_template(
        "billing/bank_files/page.html",
        file=file,
        booked=with_companies(booked),
        unsought=unsought(booked),
        states=STATES,
        tones=TONES,
    )


@api.get("")
@staff_only
@api.response(200, FilesAnswer)
def list_over_api() -> dict[str, Any]:
    """The files that were read last, newest first."""
    return {"data": BankFile.latest()}


@api.post("")
@staff_only
@api.arguments(FileOverApi)
@api.response(201, FileInFull)
def read_over_api(said: dict[str, Any]) -> dict[str, Any]:
    """Read a file of the bank's: each row is booked once, or nothing of it is."""
    return _in_full(_read(said["content"].encode(), said["name"]))


@api.get("/<public_id>")
@staff_only
@api.response(200, FileInFull)
def show_over_api(public_id: str) -> dict[str, Any]:
    """A file, with the rows that were booked by it and what became of them."""
    return _in_full(BankFile.called(public_id))


def _read(content: bytes, name: str) -> BankFile:
    if not content or len(content) > MOST_BYTES:
        raise NoBankFile
    collecting = agency()
    return read_file(
        content,
        name=name[-NAME:],
        by=me(),
        now=now(),
        closed_through=closed_through(),
        agency=collecting.name if collecting else "",
    )


def _in_full(file: BankFile) -> dict[str, Any]:
    booked = file.booked
    return {"file": file, "unsought": unsought(booked), "booked": with_companies(booked)}
