"""The companies one login acts for, and acting for another of them (S70)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.db import db
from saas.tenants.accounts.models import Account
from saas.tenants.fields import Line
from saas.tenants.login.current import me, start_session
from saas.tenants.login.models import Place, place_to_enter, places_of
from saas.tenants.login.rules import HOME, STAFF_HOME
from saas.web import Form, open_to_all, sessions

pages = Blueprint("companies", __name__, url_prefix="/companies")
api = ApiBlueprint(
    "companies_api", __name__, url_prefix="/api/v1/companies", description="One login's companies"
)


class Switch(Schema):
    """Which company to act for."""

    customer_number = Line(required=True, longest=20)


class PlaceAnswer(Schema):
    """A company, and what one is there."""

    company = fields.String()
    customer_number = fields.String()
    role = fields.String()


class PlaceList(Schema):
    """Every company, the first joined first."""

    data = fields.List(fields.Nested(PlaceAnswer))


class SwitchedAnswer(PlaceAnswer):
    """The company one acts for with this new bearer token."""

    token = fields.String()


@pages.route("", methods=["GET", "POST"])
@open_to_all
def index() -> ResponseReturnValue:
    """List one's companies, and change to another; the session gets a new id.

    Open also to somebody whose present company has let them go: the login is still theirs.
    """
    account_id: int | None = session.account_id  # type: ignore[attr-defined]
    if account_id is None:
        return redirect(url_for("login.log_in", next="/companies"))
    form = Form(Switch)
    if form.sent_well():
        with form.attempt():
            place = _place(account_id, form.data["customer_number"])
            account = db.session.get_one(Account, account_id)
            start_session(account=account, acting_for=place.tenant_id)
            return redirect(STAFF_HOME if place.is_operator else HOME)
    page = render_template(
        "tenants/companies/page.html",
        form=form,
        places=places_of(account_id),
        acting_for=session.acting_for,  # type: ignore[attr-defined]
    )
    return page, form.status


@api.get("")
@api.response(200, PlaceList)
def list_over_api() -> dict[str, Any]:
    """The companies your login acts for."""
    return {"data": places_of(me().account_id)}


@api.post("/sessions")
@api.arguments(Switch)
@api.response(201, SwitchedAnswer)
def switch_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """A bearer token for another of your companies."""
    place = _place(me().account_id, order["customer_number"])
    token = sessions.begin_for_api(account_id=me().account_id, acting_for=place.tenant_id)
    return {
        "token": token,
        "company": place.company,
        "customer_number": place.customer_number,
        "role": place.role.value,
    }


def _place(account_id: int, customer_number: str) -> Place:
    """One of the login's own companies; another's is none. Raises NoCompanyLeft."""
    return place_to_enter(account_id, customer_number=customer_number)
