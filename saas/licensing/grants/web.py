"""Staff's page of what one company's contract says beyond its plan, and the same as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.licensing.agreement.models import current_plan
from saas.licensing.catalogue.models import catalogue
from saas.licensing.entitlements.actions import contract_on, end_grant, grant
from saas.licensing.entitlements.models import ContractEntitlement
from saas.licensing.entitlements.rules import Override
from saas.licensing.entitlements.shown import features_shown
from saas.licensing.grants.forms import Grant
from saas.licensing.grants.models import customer
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.text import N_
from saas.web import Form, staff_only
from saas.web.words import language

staff = Blueprint("entitlements_staff", __name__, url_prefix="/staff/entitlements")
api = ApiBlueprint(
    "entitlements_staff_api",
    __name__,
    url_prefix="/api/v1/staff/entitlements",
    description="What contracts say beyond plans; for our staff",
)


class Lookup(Schema):
    """A customer number."""

    customer_number = Line(required=True, longest=20, missing=N_("Write a customer number."))


class GrantAnswer(Schema):
    """What a contract says of a feature, since when and until when, and why."""

    id = fields.String(attribute="public_id")
    feature = fields.String()
    allowed = fields.Boolean()
    limit = fields.Integer(attribute="most", allow_none=True)
    starts_on = fields.Date()
    until = fields.Date(allow_none=True)
    why = fields.String()
    by = fields.String(attribute="by_name")


class GrantsAnswer(Schema):
    """Everything the company's contracts have said of features, newest first."""

    data = fields.List(fields.Nested(GrantAnswer))


@staff.route("", methods=["GET", "POST"])
@staff_only
def index() -> ResponseReturnValue:
    """Ask which company."""
    form = Form(Lookup)
    if form.sent_well():
        with form.attempt():
            found = customer_numbered(form.data["customer_number"])
            return redirect(url_for("entitlements_staff.company", tenant_id=found))
    return render_template("licensing/grants/find.html", form=form), form.status


@staff.route("/<int:tenant_id>", methods=["GET", "POST"])
@staff_only
def company(tenant_id: int) -> ResponseReturnValue:
    """What the company may use, what its contract says, and a form to write more into it."""
    customer(tenant_id)
    form = Form(Grant, given="yes")
    if form.sent_well():
        with form.attempt():
            writer = me()
            with tenant_scope(tenant_id):
                _granted(form.data, writer)
            return redirect(url_for("entitlements_staff.company", tenant_id=tenant_id))
    return _page(form, tenant_id), form.status


@staff.post("/<int:tenant_id>/<public_id>/end")
@staff_only
def end(tenant_id: int, public_id: str) -> ResponseReturnValue:
    """Let the plan decide again from today."""
    with tenant_scope(customer(tenant_id).id):
        end_grant(granted=ContractEntitlement.known_as(public_id), on=today())
    return redirect(url_for("entitlements_staff.company", tenant_id=tenant_id), code=303)


@api.get("/<number>")
@staff_only
@api.response(200, GrantsAnswer)
def list_over_api(number: str) -> dict[str, Any]:
    """What the contracts of the company with a customer number say of features."""
    with tenant_scope(customer_numbered(number)):
        return {"data": ContractEntitlement.every()}


@api.post("/<number>")
@staff_only
@api.arguments(Grant)
@api.response(201, GrantAnswer)
def grant_over_api(order: dict[str, Any], number: str) -> Any:
    """Write something into the contract of the company with a customer number."""
    writer = me()
    with tenant_scope(customer_numbered(number)):
        return _granted(order, writer)


def _granted(order: dict[str, Any], writer: Any) -> ContractEntitlement:
    return grant(
        agreement=contract_on(today()),
        feature=order["feature"],
        said=Override(order["given"] == "yes", order["most"]),
        starts_on=order["starts_on"] or today(),
        last_day=order["last_day"],
        why=order["why"],
        by=writer,
        now=now(),
    )


def _page(form: Form, tenant_id: int) -> str:
    """The page is made outside the company's scope, where its reader is somebody."""
    known = catalogue()
    with tenant_scope(tenant_id):
        plan, features = current_plan(today()), features_shown(today())
        said = ContractEntitlement.every()
    return render_template(
        "licensing/grants/company.html",
        form=form,
        whose=customer(tenant_id),
        plan=plan,
        features=features,
        said=said,
        names={key: known.feature(key, language()) for key in known.features},
        today=today(),
        typed_into=request.path,
    )
