"""The staff's doors for giving a company an owner again, and the company's for objecting."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now
from saas.errors import NotFound
from saas.licensing.recovery.actions import Candidate, approve_owner, end_proposal, propose_owner
from saas.licensing.recovery.models import OwnerProposal, proposals
from saas.licensing.recovery.rules import Proof
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered, our_company
from saas.tenants.fields import Email, Line, Lines
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form, staff_only

pages = Blueprint("ownership", __name__, url_prefix="/company/ownership")
staff = Blueprint("recovery", __name__, url_prefix="/staff/owners")
api = ApiBlueprint(
    "recovery_api",
    __name__,
    url_prefix="/api/v1/staff/owners",
    description="Owners for companies nobody can act for; for our staff",
)
SHOWN: Final = 100


class NewOwner(Schema):
    """Who is to be an owner of which company, on which proof, and whose place they take."""

    customer_number = Line(required=True, longest=20, missing=N_("Write the customer number."))
    name = Line(required=True, longest=120, missing=N_("Write the person's name."))
    email = Email(required=True)
    proof_kind = fields.Enum(
        Proof, by_value=True, required=True, error_messages={"required": N_("Choose the proof.")}
    )
    proof = Lines(required=True, longest=2_000, missing=N_("Write what the proof is."))
    left_email = Email(load_default="")


class ProposalAnswer(Schema):
    """A proposal, and how it stands."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    email = fields.String()
    proof_kind = fields.Enum(Proof, by_value=True)
    proof = fields.String()
    approve_from = fields.Date()
    proposed_by = fields.String(attribute="proposed_by_name")
    proposed_at = fields.AwareDateTime()
    approved_by = fields.String(attribute="approved_by_name", allow_none=True)
    approved_at = fields.AwareDateTime(allow_none=True)
    ended_by = fields.String(attribute="ended_by_name", allow_none=True)


class ProposalList(Schema):
    """The open proposals, then the latest."""

    data = fields.List(fields.Nested(ProposalAnswer))


class Nothing(Schema):
    """A form without fields: the button says it."""


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """The proposals, the open ones first."""
    return render_template("licensing/recovery/list.html", found=proposals(limit=SHOWN))


@staff.route("/propose", methods=["GET", "POST"])
@staff_only
def propose() -> ResponseReturnValue:
    """Propose an owner, with the proof written down."""
    form = Form(NewOwner)
    if form.sent_well():
        with form.attempt():
            proposal = _propose(form.data)
            return redirect(url_for("recovery.show", public_id=proposal.public_id))
    page = render_template("licensing/recovery/propose.html", form=form, proofs=list(Proof))
    return page, form.status


@staff.get("/<public_id>")
@staff_only
def show(public_id: str) -> ResponseReturnValue:
    """A proposal with its proof, for the second pair of eyes."""
    return _page(public_id, Form(Nothing))


@staff.post("/<public_id>/approve")
@staff_only
def approve(public_id: str) -> ResponseReturnValue:
    """Approve what somebody else of the staff has proposed."""
    return _settle(public_id, approves=True)


@staff.post("/<public_id>/end")
@staff_only
def end(public_id: str) -> ResponseReturnValue:
    """Take a proposal back."""
    return _settle(public_id, approves=False)


@pages.get("")
def proposed() -> ResponseReturnValue:
    """What is proposed for one's own company, and room to object."""
    me().must(Permission.MANAGE_PEOPLE)
    return render_template("licensing/recovery/object.html", proposal=OwnerProposal.waiting())


@pages.post("/object")
def objection() -> ResponseReturnValue:
    """Object: nothing comes of the proposal."""
    proposal = OwnerProposal.waiting()
    if proposal is None:
        raise NotFound
    end_proposal(proposal=proposal, by=me(), now=now())
    return redirect(url_for("ownership.proposed"))


@api.get("")
@staff_only
@api.response(200, ProposalList)
def list_over_api() -> dict[str, Any]:
    """The proposals, the open ones first."""
    return {"data": [proposal for _, proposal in proposals(limit=SHOWN)]}


@api.post("")
@staff_only
@api.arguments(NewOwner)
@api.response(201, ProposalAnswer)
def propose_over_api(order: dict[str, Any]) -> OwnerProposal:
    """Propose an owner, with the proof written down."""
    return _propose(order)


@api.post("/<public_id>/approval")
@staff_only
@api.response(201, ProposalAnswer)
def approve_over_api(public_id: str) -> OwnerProposal:
    """Approve what somebody else of the staff has proposed."""
    with OwnerProposal.at_its_company(public_id) as proposal:
        approve_owner(proposal=proposal, by=me(), now=now())
    return proposal


def _propose(order: dict[str, Any]) -> OwnerProposal:
    candidate = Candidate(**{k: v for k, v in order.items() if k != "customer_number"})
    with tenant_scope(customer_numbered(order["customer_number"])):
        return propose_owner(candidate, by=me(), now=now())


def _settle(public_id: str, *, approves: bool) -> ResponseReturnValue:
    form, settle = Form(Nothing), approve_owner if approves else end_proposal
    if form.sent_well():
        with form.attempt():
            with OwnerProposal.at_its_company(public_id) as proposal:
                settle(proposal=proposal, by=me(), now=now())
            return redirect(url_for("recovery.show", public_id=public_id))
    return _page(public_id, form)


def _page(public_id: str, form: Form) -> ResponseReturnValue:
    """What the company's scope knows is read there; the page itself is our staff's own."""
    with OwnerProposal.at_its_company(public_id) as proposal:
        known = {"proposal": proposal, "customer": our_company(), "left": proposal.replaces}
    return render_template("licensing/recovery/page.html", form=form, **known), form.status
