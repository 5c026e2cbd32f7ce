"""The staff's doors to payouts: the list, one of them, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE, Schema, fields

from saas.billing.payout_desk.actions import approve_payout, decline_payout, mark_paid
from saas.billing.payout_desk.models import company_of, how_many, payouts
from saas.billing.payouts.forms import PayoutAnswer
from saas.billing.payouts.models import Payout
from saas.billing.payouts.rules import STATES, TONES, TYPES, PayoutState
from saas.dates import now, today
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.fields import Line, Lines
from saas.tenants.login.current import me
from saas.text import N_
from saas.web import Form, staff_only

staff = Blueprint("payouts_staff", __name__, url_prefix="/staff/payouts")
api = ApiBlueprint(
    "payouts_staff_api",
    __name__,
    url_prefix="/api/v1/staff/payouts",
    description="Paying out credit; for our staff",
)
SHOWN: Final = 100
WHICH_DAY: Final = N_("Choose the day the money left our account.")


class Nothing(Schema):
    """A form without fields: the button says it."""


class Sent(Schema):
    """When the money left our bank, and by which reference of the bank's."""

    paid_on = fields.Date(
        required=True, error_messages={"required": WHICH_DAY, "invalid": WHICH_DAY}
    )
    bank_reference = Line(required=True, longest=60, missing=N_("Write the bank's reference."))


class Why(Schema):
    """Why nothing is paid out."""

    reason = Lines(required=True, longest=1_000, missing=N_("Write why."))


class Standing(Schema):
    """Which payouts."""

    state = fields.Enum(PayoutState, by_value=True, load_default=PayoutState.WAITING)


class DeskAnswer(PayoutAnswer):
    """A payout and who has done what with it."""

    approved_by = fields.String(attribute="approved_by_name", allow_none=True)
    paid_by = fields.String(attribute="paid_by_name", allow_none=True)
    declined_by = fields.String(attribute="declined_by_name", allow_none=True)


class DeskList(Schema):
    """Payouts that have come as far as was asked."""

    data = fields.List(fields.Nested(DeskAnswer))


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """The payouts that have come so far, with who and when: those to approve, unless said."""
    asked = request.args.get("show", "")
    state = PayoutState(asked) if asked in set(PayoutState) else PayoutState.WAITING
    return render_template(
        "billing/payout_desk/list.html",
        found=payouts(state, limit=SHOWN),
        state=state,
        states=STATES,
        counts=how_many(),
    )


@staff.get("/<number>")
@staff_only
def show(number: str) -> ResponseReturnValue:
    """A payout with what it is made of, and what can be done with it."""
    return _page(number, Form(Sent, paid_on=today().isoformat()))


@staff.post("/<number>/approve")
@staff_only
def approve(number: str) -> ResponseReturnValue:
    """Approve it; somebody else sends the money."""
    return _done(number, Form(Nothing), approve_payout)


@staff.post("/<number>/pay")
@staff_only
def pay(number: str) -> ResponseReturnValue:
    """Write down that the money was sent."""
    return _done(number, Form(Sent), mark_paid)


@staff.post("/<number>/decline")
@staff_only
def decline(number: str) -> ResponseReturnValue:
    """Decline it with a reason; the credit is put back."""
    return _done(number, Form(Why), decline_payout)


@api.get("")
@staff_only
@api.arguments(Standing, location="query", unknown=RAISE)
@api.response(200, DeskList)
def list_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """The payouts that have come so far: those to approve, unless said."""
    return {"data": [payout for _, payout in payouts(asked["state"], limit=SHOWN)]}


@api.post("/<number>/approval")
@staff_only
@api.response(201, DeskAnswer)
def approve_over_api(number: str) -> Payout:
    """Approve a payout; somebody else sends the money."""
    with tenant_scope(company_of(number)):
        return approve_payout(number, by=me(), now=now())


@api.post("/<number>/payment")
@staff_only
@api.arguments(Sent)
@api.response(201, DeskAnswer)
def pay_over_api(said: dict[str, Any], number: str) -> Payout:
    """Write down that the money of an approved payout was sent."""
    with tenant_scope(company_of(number)):
        return mark_paid(number, by=me(), now=now(), **said)


@api.post("/<number>/decline")
@staff_only
@api.arguments(Why)
@api.response(201, DeskAnswer)
def decline_over_api(said: dict[str, Any], number: str) -> Payout:
    """Decline a payout with a reason; the credit is put back."""
    with tenant_scope(company_of(number)):
        return decline_payout(number, by=me(), now=now(), **said)


def _done(number: str, form: Form, deed: Callable[..., Payout]) -> ResponseReturnValue:
    if form.sent_well():
        with form.attempt():
            with tenant_scope(company_of(number)):
                deed(number, by=me(), now=now(), **form.data)
            return redirect(url_for("payouts_staff.show", number=number), 303)
    return _page(number, form)


def _page(number: str, form: Form) -> ResponseReturnValue:
    """What the company's scope knows is read there; the page itself is our staff's own."""
    with _at_its_company(number) as payout:
        known = {
            "payout": payout,
            "customer": our_company(),
            "shares": payout.parts,
        }
    page = "billing/payout_desk/page.html"
    said = {"states": STATES, "tones": TONES, "types": TYPES, "today": today()}
    return render_template(page, form=form, **said, **known), form.status


@contextmanager
def _at_its_company(number: str) -> Iterator[Payout]:
    with tenant_scope(company_of(number)):
        yield Payout.numbered(number)
