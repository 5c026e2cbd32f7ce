"""The reminders a company has had: their PDFs, and a list for programs."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.reminders.models import ReminderLetter, letters
from saas.billing.reminders.pdf import reminder_pdf
from saas.licensing.fields import Amount
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web.files import shown

pages = Blueprint("reminders", __name__, url_prefix="/reminders")
api = ApiBlueprint(
    "reminders_api", __name__, url_prefix="/api/v1/reminders", description="What was reminded of"
)
PDF: Final = "application/pdf"
SHOWN: Final = 50


class ReminderAnswer(Schema):
    """One invoice in a reminder: which step of the ladder, and how it stood on that day."""

    invoice = fields.String(attribute="invoice.number")
    step = fields.Integer()
    due_on = fields.Date()
    days_late = fields.Integer()
    open = fields.Nested(Amount)


class ReminderLetterAnswer(Schema):
    """A reminder: one letter of one or several invoices."""

    id = fields.String(attribute="public_id")
    written_on = fields.Date()
    sent_to = fields.List(fields.String())
    invoices = fields.List(fields.Nested(ReminderAnswer), attribute="reminders")


class ReminderLetterList(Schema):
    """The latest reminders, newest first."""

    data = fields.List(fields.Nested(ReminderLetterAnswer))


@pages.get("/<public_id>.pdf")
def pdf(public_id: str) -> Response:
    """A reminder as PDF."""
    return _paper(public_id)


@api.get("")
@api.response(200, ReminderLetterList)
def list_over_api() -> dict[str, Any]:
    """The latest fifty reminders of the company, newest first."""
    me().must(Permission.SEE_MONEY)
    return {"data": letters(limit=SHOWN)}


@api.get("/<public_id>.pdf")
@api.response(200, content_type=PDF)
def pdf_over_api(public_id: str) -> Response:
    """A reminder as PDF."""
    return _paper(public_id)


def _paper(public_id: str) -> Response:
    me().must(Permission.SEE_MONEY)
    letter = ReminderLetter.known_as(public_id)
    return shown(reminder_pdf(letter), letter.file_name)
