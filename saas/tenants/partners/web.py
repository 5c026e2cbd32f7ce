"""The partners' own door, by key, and the staff's list of partners."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.dates import now
from saas.tenants.fields import Email, Line
from saas.tenants.login.current import me
from saas.tenants.org_numbers.rules import FORMS, org_number
from saas.tenants.partners.actions import (
    add_partner,
    announce_number,
    change_key,
    partner_with,
    withdraw_number,
)
from saas.tenants.partners.models import Partner
from saas.tenants.partners.rules import UnknownPartnerKey
from saas.text import N_
from saas.web import Form, open_to_all, staff_only

api = ApiBlueprint(
    "partner_api", __name__, url_prefix="/api/v1/partner", description="For system suppliers"
)
staff = Blueprint("partners_staff", __name__, url_prefix="/staff/partners")


class AnnouncedNumber(Schema):
    """A company a partner serves."""

    country = fields.String(required=True, validate=validate.OneOf(list(FORMS)))
    org_number = Line(required=True, longest=60)


class AnnouncedAnswer(Schema):
    """What was noted. A sole trader's number is masked."""

    country = fields.String()
    org_number = fields.String()
    in_force = fields.Boolean()


class NewPartner(Schema):
    """What is known of a partner."""

    name = Line(required=True, missing=N_("Write the supplier's name."))
    contact_email = Email(required=True)
    contact_url = Line(
        validate=validate.Regexp(r"^(https://\S+)?$", error=N_("Begin with https://."))
    )
    shows_contact = fields.Boolean(load_default=False)


@api.post("/announcements")
@open_to_all
@api.arguments(AnnouncedNumber)
@api.response(201, AnnouncedAnswer)
def announce_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Say that you serve a company. Bearer token: your partner key."""
    partner = _partner()
    number = org_number(order["org_number"], country=order["country"])
    announce_number(partner=partner, number=number, now=now())
    return {"country": number.country, "org_number": number.masked, "in_force": True}


@api.post("/withdrawals")
@open_to_all
@api.arguments(AnnouncedNumber)
@api.response(201, AnnouncedAnswer)
def withdraw_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Say that you no longer serve a company. Bearer token: your partner key."""
    partner = _partner()
    number = org_number(order["org_number"], country=order["country"])
    withdraw_number(partner=partner, number=number, now=now())
    return {"country": number.country, "org_number": number.masked, "in_force": False}


@staff.route("", methods=["GET", "POST"])
@staff_only
def index() -> ResponseReturnValue:
    """List the partners and connect another; its key is shown once, on the answer itself."""
    form = Form(NewPartner)
    if form.sent_well():
        with form.attempt():
            partner, key = add_partner(by=me(), now=now(), **{"contact_url": "", **form.data})
            return render_template("tenants/partners/key.html", partner=partner, key=key)
    return render_template("tenants/partners/page.html", form=form, partners=Partner.every()), (
        form.status
    )


@staff.post("/<public_id>/key")
@staff_only
def renew_key(public_id: str) -> ResponseReturnValue:
    """Give a partner a new key, shown once."""
    partner = Partner.known_as(public_id)
    return render_template(
        "tenants/partners/key.html", partner=partner, key=change_key(partner=partner, by=me())
    )


@staff.get("/<public_id>/key")
@staff_only
def forget_key(public_id: str) -> ResponseReturnValue:
    """A key is never shown again: back to the list."""
    Partner.known_as(public_id)
    return redirect(url_for("partners_staff.index"))


def _partner() -> Partner:
    if request.authorization is None or not request.authorization.token:
        raise UnknownPartnerKey
    return partner_with(request.authorization.token)
