"""The staff's pages about fees for reminders: which there are, and waiving one."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields
from marshmallow.validate import Equal

from saas.billing.credit_notes.desk import at_its_company
from saas.billing.reminder_fees.actions import waive_fee
from saas.billing.reminder_fees.desk import fees_everywhere
from saas.billing.reminder_fees.models import ReminderFeeEnd, fee_of
from saas.dates import now
from saas.errors import NotFound
from saas.licensing.fields import Amount
from saas.tenants.company.models import our_company
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.text import N_
from saas.web import Form, staff_only

staff = Blueprint("reminder_fees_staff", __name__, url_prefix="/staff/reminder-fees")
staff_api = ApiBlueprint(
    "reminder_fees_staff_api",
    __name__,
    url_prefix="/api/v1/staff/reminder-fees",
    description="Fees for reminders; for our staff",
)
SHOWN: Final = 200
LONGEST: Final = 500
ONLY_OURS: Final = N_("A fee is waived only where the error was ours.")


class Waiver(Schema):
    """That the error was ours, and which: a fee is waived for no other reason."""

    was_ours = fields.Boolean(
        required=True,
        validate=Equal(comparable=True, error=ONLY_OURS),
        error_messages={"required": ONLY_OURS},
    )
    our_error = Line(required=True, longest=LONGEST, missing=N_("Say what we did wrong."))


class FeeAnswer(Schema):
    """A fee; `charged_on` is the invoice it is on and `our_error` why it was waived, if so."""

    invoice = fields.String(attribute="number")
    company = fields.String()
    customer_number = fields.String()
    reminded_on = fields.Date()
    amount = fields.Nested(Amount)
    charged_on = fields.String()
    our_error = fields.String()


class FeeList(Schema):
    """The fees: what waits for an invoice first, then the latest."""

    data = fields.List(fields.Nested(FeeAnswer))


class WaiverAnswer(Schema):
    """What was waived, by whom, and for which error of ours."""

    our_error = fields.String()
    waived_by = fields.String(attribute="waived_by_name")
    waived_at = fields.AwareDateTime(attribute="ended_at")


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What reminders have been charged, and what became of each fee."""
    known = fees_everywhere(limit=SHOWN)
    return render_template("billing/reminder_fees/staff.html", known=known)


@staff.route("/<number>", methods=["GET", "POST"])
@staff_only
def waive(number: str) -> ResponseReturnValue:
    """The fee for reminding of an invoice: waive it, for an error of ours."""
    form = Form(Waiver)
    with at_its_company(number) as invoice:
        if form.sent_well():
            with form.attempt():
                waive_fee(by=me(), number=number, our_error=form.data["our_error"], now=now())
                return redirect(url_for("reminder_fees_staff.index"))
        known = fee_of(invoice)
        if known is None:
            raise NotFound
        return render_template(
            "billing/reminder_fees/waive.html",
            form=form,
            invoice=invoice,
            customer=our_company(),
            fee=known[0],
            end=known[1],
            longest=LONGEST,
        ), form.status


@staff_api.get("")
@staff_only
@staff_api.response(200, FeeList)
def list_over_api() -> dict[str, Any]:
    """What reminders have been charged; what still waits for an invoice comes first."""
    return {"data": fees_everywhere(limit=SHOWN)}


@staff_api.post("/<number>/waiver")
@staff_only
@staff_api.arguments(Waiver)
@staff_api.response(201, WaiverAnswer)
def waive_over_api(said: dict[str, Any], number: str) -> ReminderFeeEnd:
    """Waive a fee that is on no invoice yet, for an error of ours."""
    with at_its_company(number):
        return waive_fee(by=me(), number=number, our_error=said["our_error"], now=now())
