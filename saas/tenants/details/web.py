"""The company's own page: what we know of it, and what its invoices say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.tenants.company.actions import change_details, change_invoice_details
from saas.tenants.company.models import Tenant
from saas.tenants.fields import Email, Line
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form
from saas.web.words import LANGUAGES

pages = Blueprint("company", __name__, url_prefix="/company")
api = ApiBlueprint("company_api", __name__, url_prefix="/api/v1/company", description="The company")


def number_for(company: Tenant) -> str:
    """The number as the one who asks may see it: in full for the company's administrators."""
    return company.number.national if _sees_all() else company.shown_number


def vat_for(company: Tenant) -> str:
    """The VAT number; a sole trader's has their personal number in it, and is not for everyone."""
    return company.vat_number if _sees_all() or not company.number.is_personal else ""


def _sees_all() -> bool:
    return me().may(Permission.MANAGE_PEOPLE)


class CompanyDetails(Schema):
    """What the company is called, and the language it is written to in."""

    name = Line(required=True, missing=N_("Write the company's name."))
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))


class InvoiceDetails(Schema):
    """Where invoices go, and what they name."""

    street = Line(required=True, missing=N_("Write the street or box of the address."))
    postcode = Line(required=True, longest=20, missing=N_("Write the postcode."))
    city = Line(required=True, longest=100, missing=N_("Write the town."))
    invoice_email = Email(required=True, missing=N_("Write the address invoices are mailed to."))
    reference = Line(load_default="")
    vat_number = Line(longest=30, load_default="")


class CompanyAnswer(Schema):
    """What we know of the company. Its number is in full for its own administrators alone."""

    customer_number = fields.String()
    country = fields.String()
    organisation_number = fields.Function(number_for)
    name = fields.String()
    language = fields.String()
    street = fields.String()
    postcode = fields.String()
    city = fields.String()
    invoice_email = fields.String()
    reference = fields.String()
    vat_number = fields.Function(vat_for)
    registered_at = fields.AwareDateTime()


@pages.get("")
def show() -> ResponseReturnValue:
    """Show what we know of the company."""
    return render_template(
        "tenants/details/page.html",
        number=number_for(here()),
        vat=vat_for(here()),
        languages=LANGUAGES,
    )


@pages.route("/name", methods=["GET", "POST"])
def change_name() -> ResponseReturnValue:
    """Change the company's name or language."""
    me().must(Permission.MANAGE_PEOPLE)
    form = Form(CompanyDetails, name=here().name, language=here().language)
    if form.sent_well():
        with form.attempt():
            change_details(by=me(), **form.data)
            return redirect(url_for("company.show"))
    page = render_template("tenants/details/name.html", form=form, languages=LANGUAGES)
    return page, form.status


@pages.route("/invoice-details", methods=["GET", "POST"])
def change_invoices() -> ResponseReturnValue:
    """Change where invoices go, and what they name."""
    me().must(Permission.PAY)
    names = InvoiceDetails._declared_fields
    form = Form(InvoiceDetails, **{name: getattr(here(), name) for name in names})
    if form.sent_well():
        with form.attempt():
            change_invoice_details(by=me(), **form.data)
            return redirect(url_for("company.show"))
    proposed = "" if here().number.is_personal else here().number.proposed_vat
    page = render_template("tenants/details/invoices.html", form=form, proposed_vat=proposed)
    return page, form.status


@api.get("")
@api.response(200, CompanyAnswer)
def show_over_api() -> object:
    """What we know of your company."""
    return here()


@api.put("")
@api.arguments(CompanyDetails)
@api.response(200, CompanyAnswer)
def change_details_over_api(order: dict[str, Any]) -> object:
    """Change the company's name or language."""
    return change_details(by=me(), **order)


@api.put("/invoice-details")
@api.arguments(InvoiceDetails)
@api.response(200, CompanyAnswer)
def change_invoices_over_api(order: dict[str, Any]) -> object:
    """Change where invoices go, and what they name."""
    return change_invoice_details(by=me(), **order)
