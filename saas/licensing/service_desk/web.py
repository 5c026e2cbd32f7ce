"""The staff's door for services, and the company's own list of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.dates import now, today
from saas.licensing.fields import Amount as AmountAnswer
from saas.licensing.quoting.forms import Amount
from saas.licensing.service_desk.actions import record_service, take_back
from saas.licensing.service_desk.models import latest_services
from saas.licensing.services.models import RenderedService, recorded
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form, staff_only

pages = Blueprint("services", __name__, url_prefix="/plan/services")
api = ApiBlueprint(
    "services_api",
    __name__,
    url_prefix="/api/v1/plan/services",
    description="Services rendered beside the plan",
)
staff = Blueprint("service_desk", __name__, url_prefix="/staff/services")
staff_api = ApiBlueprint(
    "service_desk_api",
    __name__,
    url_prefix="/api/v1/staff/services",
    description="Services rendered to companies; for our staff",
)
SHOWN: Final = 100
MOST: Final = 10_000
WRITE_A_DAY: Final = N_("Write the day, such as 2026-03-02.")


class NewService(Schema):
    """A service that has been rendered: to whom, what, how much, at which price, and when."""

    customer_number = Line(required=True, longest=20, missing=N_("Write the customer number."))
    text = Line(required=True, longest=200, missing=N_("Write what it was."))
    quantity = fields.Integer(
        required=True,
        validate=validate.Range(1, MOST, error=N_("Write a whole number, at least 1.")),
        error_messages={"invalid": N_("Write a whole number, at least 1.")},
    )
    unit_price = Amount(required=True)
    day = fields.Date(
        required=True, error_messages={"invalid": WRITE_A_DAY, "required": WRITE_A_DAY}
    )


class ServiceAnswer(Schema):
    """A service rendered on a day, net, and from when it is invoiced."""

    id = fields.String(attribute="public_id")
    text = fields.String()
    day = fields.Date()
    quantity = fields.Integer()
    unit_price = fields.Nested(AmountAnswer, attribute="as_rendered.unit_price")
    net = fields.Nested(AmountAnswer, attribute="as_rendered.net")
    invoiced_from = fields.Date(attribute="as_rendered.invoiced_from")
    taken_back_at = fields.AwareDateTime(allow_none=True)


class ServicesAnswer(Schema):
    """Services, the oldest first."""

    data = fields.List(fields.Nested(ServiceAnswer))


@pages.get("")
def index() -> ResponseReturnValue:
    """What has been rendered beside the plan, and when it is invoiced."""
    me().must(Permission.SEE_MONEY)
    return render_template("licensing/service_desk/list.html", services=recorded())


@api.get("")
@api.response(200, ServicesAnswer)
def list_over_api() -> dict[str, Any]:
    """What has been rendered beside the plan, and when it is invoiced."""
    me().must(Permission.SEE_MONEY)
    return {"data": recorded()}


@staff.route("", methods=["GET", "POST"])
@staff_only
def record() -> ResponseReturnValue:
    """Record a service, and see those recorded last."""
    form = Form(
        NewService,
        customer_number=request.args.get("customer", ""),
        quantity=1,
        day=today().isoformat(),
    )
    if form.sent_well():
        with form.attempt():
            _record(form.data)
            return redirect(url_for("service_desk.record"))
    return render_template(
        "licensing/service_desk/record.html", form=form, latest=latest_services(limit=SHOWN)
    ), form.status


@staff.post("/<public_id>/back")
@staff_only
def take_service_back(public_id: str) -> ResponseReturnValue:
    """Take a service back; what was invoiced of it is credited."""
    with RenderedService.at_its_company(public_id) as service:
        take_back(service, now=now())
    return redirect(url_for("service_desk.record"))


@staff_api.post("")
@staff_only
@staff_api.arguments(NewService)
@staff_api.response(201, ServiceAnswer)
def record_over_api(data: dict[str, Any]) -> RenderedService:
    """Record a service rendered to a company."""
    return _record(data)


@staff_api.delete("/<public_id>")
@staff_only
@staff_api.response(200, ServiceAnswer)
def take_back_over_api(public_id: str) -> RenderedService:
    """Take a service back; what was invoiced of it is credited."""
    with RenderedService.at_its_company(public_id) as service:
        take_back(service, now=now())
    return service


def _record(data: dict[str, Any]) -> RenderedService:
    day: date = data["day"]
    with tenant_scope(customer_numbered(data["customer_number"])):
        return record_service(
            text=data["text"],
            quantity=data["quantity"],
            unit_price_minor=data["unit_price"],
            day=day,
            by=me(),
            now=now(),
        )
