"""Copies of invoices: as e-invoice and specification, one by one or a period in one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask import Blueprint, Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE, Schema, fields, validate

from saas.billing.copies.archive import Entry, zipped
from saas.billing.copies.e_invoices import as_peppol, as_svefaktura
from saas.billing.copies.models import issued_between
from saas.billing.copies.rules import MOST_DOCUMENTS, MOST_ROWS, IssuedBetween
from saas.billing.documents.pdf import invoice_pdf
from saas.billing.invoices.models import Invoice
from saas.billing.snapshot.rules import Snapshot
from saas.billing.specification.files import XLSX, as_csv, as_xlsx
from saas.dates import today
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form
from saas.web.files import CSV, saved
from saas.web.words import say

pages = Blueprint("copies", __name__, url_prefix="/invoices")
api = ApiBlueprint(
    "copies_api", __name__, url_prefix="/api/v1/invoices", description="Copies of invoices"
)
XML: Final = "application/xml"
ZIP: Final = "application/zip"
KINDS: Final = {
    "xlsx": N_("Excel specification: every line as a spreadsheet"),
    "csv": N_("The same as CSV"),
    "zip": N_("All documents: each invoice as PDF, and the specification"),
}


class PeriodAsked(Schema):
    """A period, both days included, and the file it is wanted as."""

    first = fields.Date(required=True, error_messages={"invalid": N_("Write a day.")})
    until = fields.Date(required=True, error_messages={"invalid": N_("Write a day.")})
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))


def _for_those_who_may_see_money() -> None:
    me().must(Permission.SEE_MONEY)


pages.before_request(_for_those_who_may_see_money)
api.before_request(_for_those_who_may_see_money)


@pages.get("/<number>.xlsx")
def xlsx(number: str) -> Response:
    """The lines of an invoice as a spreadsheet."""
    return _xlsx(Invoice.numbered(number))


@pages.get("/<number>.csv")
def csv(number: str) -> Response:
    """The lines of an invoice as CSV."""
    return _csv(Invoice.numbered(number))


@pages.get("/<number>.ubl")
def ubl(number: str) -> Response:
    """The invoice as an e-invoice."""
    return _ubl(Invoice.numbered(number))


@pages.get("/<number>.svefaktura")
def svefaktura(number: str) -> Response:
    """The invoice as Svefaktura."""
    return _svefaktura(Invoice.numbered(number))


@pages.route("/copies", methods=["GET", "POST"])
def period() -> ResponseReturnValue:
    """Choose a period, and take everything that was issued in it home in one file."""
    first = today().replace(month=1, day=1).isoformat()
    form = Form(PeriodAsked, first=first, until=today().isoformat(), kind="xlsx")
    if form.sent_well():
        with form.attempt():
            return _of_period(form.data)
    page = render_template("billing/copies/page.html", form=form, kinds=KINDS, most=MOST_DOCUMENTS)
    return page, form.status


@api.get("/<number>.xlsx")
@api.response(200, content_type=XLSX)
def xlsx_over_api(number: str) -> Response:
    """The lines of an invoice as a spreadsheet."""
    return _xlsx(Invoice.numbered(number))


@api.get("/<number>.csv")
@api.response(200, content_type=CSV)
def csv_over_api(number: str) -> Response:
    """The lines of an invoice as CSV: semicolons, commas in amounts."""
    return _csv(Invoice.numbered(number))


@api.get("/<number>.ubl")
@api.response(200, content_type=XML)
def ubl_over_api(number: str) -> Response:
    """The invoice as Peppol BIS Billing 3.0, to read into your bookkeeping."""
    return _ubl(Invoice.numbered(number))


@api.get("/<number>.svefaktura")
@api.response(200, content_type=XML)
def svefaktura_over_api(number: str) -> Response:
    """The invoice as Svefaktura 1.0, for bookkeeping that reads no Peppol."""
    return _svefaktura(Invoice.numbered(number))


@api.get("/copies")
@api.arguments(PeriodAsked, location="query", unknown=RAISE)
@api.response(200, content_type=ZIP)
def period_over_api(asked: dict[str, Any]) -> Response:
    """Everything issued in a period in one file: `xlsx`, `csv`, or `zip` with each PDF."""
    return _of_period(asked)


def _xlsx(invoice: Invoice) -> Response:
    return saved(as_xlsx([invoice.snapshot], say), f"{invoice.number}.xlsx", XLSX)


def _csv(invoice: Invoice) -> Response:
    return saved(as_csv([invoice.snapshot], say), f"{invoice.number}.csv", CSV)


def _ubl(invoice: Invoice) -> Response:
    return saved(as_peppol(invoice), f"{invoice.number}.xml", XML)


def _svefaktura(invoice: Invoice) -> Response:
    return saved(as_svefaktura(invoice), f"{invoice.number}.svefaktura.xml", XML)


def _of_period(asked: dict[str, Any]) -> Response:
    period = IssuedBetween(asked["first"], asked["until"])
    kind, name = asked["kind"], f"{here().customer_number}--{period.name}"
    if kind == "zip":
        contents = list(issued_between(period, most=MOST_DOCUMENTS))
        parts = stream_with_context(zipped(_documents(contents)))
        return saved(parts, f"{name}.zip", ZIP)
    found = issued_between(period, most=MOST_ROWS)
    if kind == "csv":
        return saved(as_csv(found, say), f"{name}.csv", CSV)
    return saved(as_xlsx(found, say), f"{name}.xlsx", XLSX)


def _documents(contents: list[Snapshot]) -> Iterator[Entry]:
    yield Entry("specification.xlsx", as_xlsx(contents, say))
    yield Entry("specification.csv", as_csv(contents, say).encode(), packed=False)
    for content in contents:
        yield Entry(f"{content['number']}.pdf", invoice_pdf(content))
