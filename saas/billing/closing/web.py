"""Closing the account, what people then meet, and the way back."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.closing.actions import close_account, must_be_closable, reopen_account
from saas.billing.closing.models import Closure, closed_companies
from saas.billing.closing.rules import (
    AccountClosed,
    InvoicesToPayFirst,
    PlanToLeaveFirst,
    reopens_until,
)
from saas.dates import now, today
from saas.scope import tenant_scope
from saas.tenants.company.models import Tenant, customer_numbered
from saas.tenants.fields import Lines
from saas.tenants.login.current import here, me
from saas.text import N_
from saas.web import Form, staff_only

pages = Blueprint("closing", __name__, url_prefix="/company")
api = ApiBlueprint(
    "closing_api", __name__, url_prefix="/api/v1/company/closing", description="Closing the account"
)
staff = Blueprint("closing_staff", __name__, url_prefix="/staff/closed")
THE_WAY_BACK: Final = frozenset(
    {
        "closing.closed",
        "closing.reopen",
        "closing_api.reopen_over_api",
        "companies_api.list_over_api",
        "companies_api.switch_over_api",
        "sessions_api.log_out_over_api",
    }
)


class Closing(Schema):
    """That the account is closed, and why; the reason may be left out."""

    reason = Lines(longest=2_000, load_default="")


class MeantClosing(Closing):
    """The page's form: a box says that it is meant."""

    meant = fields.Boolean(
        required=True,
        truthy={"true"},
        error_messages={
            "required": N_("Tick the box to say that you mean it."),
            "invalid": N_("Tick the box to say that you mean it."),
        },
    )


class ClosureAnswer(Schema):
    """A closed account, and until when an owner can open it again."""

    closed_at = fields.AwareDateTime()
    closed_by = fields.String(attribute="closed_by_name")
    reopens_until = fields.Date()


class ReopenedAnswer(Schema):
    """The company whose account is open again."""

    name = fields.String()
    customer_number = fields.String()


@pages.before_app_request
def lead_to_the_way_back() -> ResponseReturnValue | None:
    """Show people of a closed company nothing but the way back. Raises AccountClosed."""
    company: Tenant | None = g.get("company") if g.get("locked") else None
    if company is None or company.closed_at is None or request.endpoint in THE_WAY_BACK:
        return None
    if request.path.startswith("/api/"):
        raise AccountClosed
    return redirect(url_for("closing.closed"))


@pages.route("/close", methods=["GET", "POST"])
def close() -> ResponseReturnValue:
    """Say what closing means, and close on a tick that says it is meant."""
    form = Form(MeantClosing)
    if form.sent_well():
        with form.attempt():
            close_account(by=me(), now=now(), reason=form.data["reason"])
            return redirect(url_for("closing.closed"))
    refusal = None
    try:
        must_be_closable(by=me(), now=now())
    except (PlanToLeaveFirst, InvoicesToPayFirst) as first:
        refusal = first
    return render_template(
        "billing/closing/close.html", form=form, refusal=refusal, until=reopens_until(today())
    ), form.status


@pages.get("/closed")
def closed() -> ResponseReturnValue:
    """Say that the account is closed, and how to come back."""
    closure = Closure.in_force()
    if closure is None:
        return redirect(url_for("company.show"))
    return render_template(
        "billing/closing/closed.html", closure=closure, in_time=today() <= closure.reopens_until
    )


@pages.post("/reopen")
def reopen() -> ResponseReturnValue:
    """Open the account again."""
    reopen_account(by=me(), now=now())
    return redirect(url_for("overview.show"))


@api.post("")
@api.arguments(Closing)
@api.response(201, ClosureAnswer)
def close_over_api(order: dict[str, Any]) -> Closure:
    """Close the account of a company on Free. Nobody and nothing is deleted."""
    return close_account(by=me(), now=now(), reason=order["reason"])


@api.delete("")
@api.response(200, ReopenedAnswer)
def reopen_over_api() -> Tenant:
    """Open the account again, within thirty days."""
    reopen_account(by=me(), now=now())
    return here()


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """The closed accounts, the latest first."""
    return render_template("billing/closing/staff.html", found=closed_companies())


@staff.post("/<customer_number>/reopen")
@staff_only
def reopen_for(customer_number: str) -> ResponseReturnValue:
    """Open an account again for owners who cannot any more."""
    with tenant_scope(customer_numbered(customer_number)):
        reopen_account(by=me(), now=now())
    return redirect(url_for("closing_staff.index"))
