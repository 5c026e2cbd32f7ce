"""The staff's page where claims are decided."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from saas.dates import now
from saas.tenants.claims.models import Claim
from saas.tenants.claims.rules import OUTCOMES, Outcome
from saas.tenants.decisions.actions import decide_claim, late_join_requests
from saas.tenants.fields import Lines
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("claims_staff", __name__, url_prefix="/staff/claims")


class Decision(Schema):
    """What staff decides."""

    outcome = fields.Enum(Outcome, by_value=True, required=True)
    reason = Lines(longest=2_000, load_default="")


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
