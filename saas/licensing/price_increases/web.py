"""The staff's door for price increases: choose, check whom it reaches, announce."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, ValidationError, fields, validate

from saas.dates import now, today
from saas.licensing.catalogue.models import catalogue
from saas.licensing.effects.sealing import opened, seal
from saas.licensing.fields import Amount, Sentence
from saas.licensing.price_increases.actions import (
    announce_increase,
    preview_increase,
    successor_of,
)
from saas.licensing.price_increases.rules import FEWEST_DAYS_AHEAD, Increase
from saas.tenants.fields import Line, Secret
from saas.text import N_
from saas.web import Form, staff_only

staff = Blueprint("price_increases", __name__, url_prefix="/staff/price-changes")
api = ApiBlueprint(
    "price_increases_api",
    __name__,
    url_prefix="/api/v1/staff/price-changes",
    description="Moving agreements to a newer edition; for our staff",
)
ENOUGH_DAYS = N_("Write at least 30 days, and at most 365.")


class IncreaseOrder(Schema):
    """The edition to move from, and how many days companies have to think it over."""

    edition = Line(required=True, missing=N_("Choose an edition."))
    days_ahead = fields.Integer(
        load_default=FEWEST_DAYS_AHEAD,
        validate=validate.Range(FEWEST_DAYS_AHEAD, 365, error=ENOUGH_DAYS),
        error_messages={"invalid": ENOUGH_DAYS},
    )


class IncreaseShown(Schema):
    """What was shown, by its token."""

    token = Secret(required=True, longest=1_000)


class ConfirmedIncrease(IncreaseOrder, IncreaseShown):
    """An increase, as it was shown."""


class MoveAnswer(Schema):
    """One agreement: the day from which it is moved, or why it stays."""

    company = fields.String(attribute="held.company")
    customer_number = fields.String(attribute="held.customer_number")
    starts_on = fields.Date(attribute="becomes.starts_on", allow_none=True)
    fee = fields.Nested(Amount, attribute="becomes.fee", allow_none=True)
    stays = Sentence(allow_none=True)


class IncreaseAnswer(Schema):
    """Whom an increase reaches and what it comes to by the year, net.

    `token` announces exactly this, within half an hour.
    """

    token = fields.String()
    yearly_before = fields.Nested(Amount, attribute="found.yearly_before")
    yearly = fields.Nested(Amount, attribute="found.yearly")
    data = fields.List(fields.Nested(MoveAnswer), attribute="found.moves")


class AnnouncedAnswer(Schema):
    """How many agreements an announcement reaches."""

    agreements = fields.Integer()


@staff.route("", methods=["GET", "POST"])
@staff_only
def choose() -> ResponseReturnValue:
    """Choose an edition that is sold no more."""
    form = Form(IncreaseOrder, days_ahead=FEWEST_DAYS_AHEAD)
    if form.sent_well():
        with form.attempt():
            preview_increase(**form.data, today=today())
            return redirect(url_for("price_increases.check", **form.data))
    on_sale = catalogue().on_sale(today())
    plans = {edition.plan for edition in on_sale if edition.is_self_service}
    old = [e for e in catalogue().editions if e.plan in plans and e not in on_sale]
    return render_template(
        "licensing/price_increases/choose.html",
        form=form,
        editions=old,
        announced=request.args.get("announced", ""),
    ), form.status


@staff.route("/check", methods=["GET", "POST"])
@staff_only
def check() -> ResponseReturnValue:
    """Show whom it reaches and what it comes to, and announce exactly that."""
    try:
        order = IncreaseOrder().load(request.args.to_dict())
    except ValidationError:
        return redirect(url_for("price_increases.choose"))
    form = Form(IncreaseShown)
    if form.sent_well():
        with form.attempt():
            reached = _announced(order, form.data["token"])
            return redirect(url_for("price_increases.choose", announced=reached))
    old, new = successor_of(order["edition"], today())
    found = preview_increase(**order, today=today())
    return render_template(
        "licensing/price_increases/check.html",
        form=form,
        order=order,
        old=old,
        new=new,
        found=found,
        sealed=_sealed(found, order),
    ), form.status


@api.post("/preview")
@staff_only
@api.arguments(IncreaseOrder)
@api.response(200, IncreaseAnswer)
def preview_over_api(order: dict[str, Any]) -> Any:
    """Whom an increase would reach. Nothing is announced; the token confirms exactly this."""
    found = preview_increase(**order, today=today())
    return {"found": found, "token": _sealed(found, order)}


@api.post("")
@staff_only
@api.arguments(ConfirmedIncrease)
@api.response(201, AnnouncedAnswer)
def announce_over_api(order: dict[str, Any]) -> dict[str, int]:
    """Announce an increase as it was shown. A token that no longer holds is 409."""
    token = order.pop("token")
    return {"agreements": _announced(order, token)}


def _sealed(found: Increase, order: dict[str, Any]) -> str:
    return seal(found.fingerprint, about=_about(order))


def _announced(order: dict[str, Any], token: str) -> int:
    """How many agreements the increase reaches that `token` says was shown."""
    return announce_increase(**order, shown=opened(token, about=_about(order)), now=now())


def _about(order: dict[str, Any]) -> str:
    return f"a price change of {order['edition']} in {order['days_ahead']} days"
