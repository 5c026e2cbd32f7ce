"""The staff's page where claims are decided."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now
from saas.tenants.claims.models import Claim
from saas.tenants.claims.rules import OUTCOMES, Outcome, Wish
from saas.tenants.decisions.actions import decide_claim, late_join_requests
from saas.tenants.fields import Lines
from saas.tenants.login.current import me
from saas.text import N_
from saas.web import Form, staff_only

staff = Blueprint("claims_staff", __name__, url_prefix="/staff/claims")
api = ApiBlueprint(
    "claims_staff_api",
    __name__,
    url_prefix="/api/v1/staff/claims",
    description="Deciding claims; for our staff",
)


class Decision(Schema):
    """What staff decides."""

    outcome = fields.Enum(
        Outcome, by_value=True, required=True, error_messages={"required": N_("Choose a decision.")}
    )
    reason = Lines(longest=2_000, load_default="")


class ClaimAnswer(Schema):
    """A claim, and what was decided."""

    id = fields.String(attribute="public_id")
    company = fields.String(attribute="registration.company_name")
    organisation_number = fields.String(attribute="registration.number.masked")
    claimant = fields.String(attribute="registration.person_name")
    email = fields.String(attribute="registration.email")
    wish = fields.Enum(Wish, by_value=True)
    proof = fields.String()
    made_at = fields.AwareDateTime()
    outcome = fields.Enum(Outcome, by_value=True, allow_none=True)
    reason = fields.String()
    decided_at = fields.AwareDateTime(allow_none=True)


class ClaimList(Schema):
    """The claims that wait, earliest first."""

    data = fields.List(fields.Nested(ClaimAnswer))


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """List the claims that wait, what companies leave unanswered, and the latest decisions."""
    return render_template(
        "tenants/decisions/page.html",
        claims=Claim.waiting(),
        decided=Claim.lately_decided(),
        late=late_join_requests(now()),
    )


@staff.route("/<public_id>", methods=["GET", "POST"])
@staff_only
def decide(public_id: str) -> ResponseReturnValue:
    """Show a claim with its proof, and decide it."""
    claim = Claim.known_as(public_id)
    form = Form(Decision)
    if form.sent_well():
        with form.attempt():
            decide_claim(claim=claim, by=me(), now=now(), **form.data)
            return redirect(url_for("claims_staff.index"))
    page = render_template(
        "tenants/decisions/claim.html", form=form, claim=claim, outcomes=OUTCOMES[claim.occupant]
    )
    return page, form.status


@api.get("")
@staff_only
@api.response(200, ClaimList)
def list_over_api() -> dict[str, Any]:
    """The claims that wait, earliest first."""
    return {"data": Claim.waiting()}


@api.post("/<public_id>/decision")
@staff_only
@api.arguments(Decision)
@api.response(201, ClaimAnswer)
def decide_over_api(order: dict[str, Any], public_id: str) -> object:
    """Decide a claim."""
    return decide_claim(claim=Claim.known_as(public_id), by=me(), now=now(), **order)
