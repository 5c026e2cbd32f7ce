"""The invoices, on pages and over the API: the list, each invoice on two pages, and its PDF."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE

from saas.billing.documents.pdf import invoice_pdf
from saas.billing.invoices.addresses import address, before, links, path, typed
from saas.billing.invoices.answers import InvoiceAnswer, InvoiceList, InvoiceQuery, asked_in
from saas.billing.invoices.balance import owed
from saas.billing.invoices.listing import every, page
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rows import table_rows
from saas.billing.invoices.rules import SHOWN, WORDS, Asked
from saas.billing.invoices.shown import sheet
from saas.billing.invoices.sums import sums
from saas.dates import today
from saas.documents.spreadsheet import as_csv
from saas.licensing.ceased.estates import acts_for_estate
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web.files import CSV, PDF, saved, shown

pages = Blueprint("invoices", __name__, url_prefix="/invoices")
api = ApiBlueprint(
    "invoices_api", __name__, url_prefix="/api/v1/invoices", description="What we have asked for"
)
PAGE: Final = 100


def _for_those_who_may_see_money() -> None:
    me().must(Permission.SEE_MONEY)


pages.before_request(_for_those_who_may_see_money)
api.before_request(_for_those_who_may_see_money)


@pages.get("")
def index() -> ResponseReturnValue:
    """The company's invoices, newest first, and what is open in all."""
    query = typed()
    asked = asked_in(query)
    shown = page(asked, today=today(), limit=PAGE, after=query.get("after"), before=before(query))
    owes = owed(today())
    return render_template(
        "billing/invoices/index.html",
        asked=asked,
        page=shown,
        rows=table_rows(shown.rows),
        older=address(query, after=shown.oldest) if shown.oldest else None,
        newer=address(query, before=shown.newest) if shown.newest else None,
        shows=[(show, words, address(query, show=show)) for show, words in SHOWN.items()],
        sums=sums(asked, today=today()) if asked.is_narrow else [],
        owed=owes,
        words=WORDS,
        path=path,
        export=address(query, endpoint="invoices.export"),
        pay_url=_pay_url(None) if owes and owes[0].count else None,
    )


@pages.get("/export.csv")
def export() -> Response:
    """The invoices asked for as a file that spreadsheets open."""
    return _file(asked_in(typed()))


@pages.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """One invoice as it was issued, and what has happened to it since."""
    told = sheet(Invoice.numbered(number), today=today())
    pay_url = _pay_url(number) if told["row"].is_payable else None
    return render_template(
        "billing/invoices/page.html",
        **told,
        pay_url=pay_url,
        may_ask=me().may(Permission.ASK),
        may_move=me().may(Permission.PAY),
        estate=acts_for_estate(),
    )


@pages.get("/<number>.pdf")
def pdf(number: str) -> ResponseReturnValue:
    """The invoice as it was issued, as archivable PDF."""
    return _pdf_of(Invoice.numbered(number))


@api.get("")
@api.arguments(InvoiceQuery, location="query", unknown=RAISE)
@api.response(200, InvoiceList, headers={"Link": {"description": "RFC 8288: next and prev"}})
def list_over_api(query: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """The company's invoices, newest first.

    `after` is the number of the last one seen, `before` that of the first one seen.
    """
    asked = asked_in(query)
    found = page(
        asked, today=today(), limit=query["limit"], after=query.get("after"), before=before(query)
    )
    answer = {
        "data": found.rows,
        "sums": sums(asked, today=today()) if asked.is_narrow else [],
        "next": found.oldest,
        "previous": found.newest,
    }
    return answer, 200, links(query, found)


@api.get("/export.csv")
@api.arguments(InvoiceQuery, location="query", unknown=RAISE)
@api.response(200, {"type": "string"}, content_type=CSV)
def export_over_api(query: dict[str, Any]) -> Response:
    """The invoices asked for as a file that spreadsheets open, all pages of them."""
    return _file(asked_in(query))


@api.get("/<number>")
@api.response(200, InvoiceAnswer)
def show_over_api(number: str) -> dict[str, Any]:
    """One invoice as it was issued, with its lines and what is open on it."""
    told = sheet(Invoice.numbered(number), today=today())
    facts = {"invoice": told["row"], "happenings": told["happenings"], "ways_to_pay": told["ways"]}
    facts |= {"agency": told["agency"], "disputed": told["disputed"]}
    return {"order_reference": "", **told["document"], **facts}


@api.get("/<number>.pdf")
@api.response(200, content_type=PDF)
def pdf_over_api(number: str) -> Response:
    """The invoice as it was issued, as archivable PDF."""
    return _pdf_of(Invoice.numbered(number))


def _pay_url(chosen: str | None) -> str | None:
    """Where invoices are paid, for those who may; with one of them ticked."""
    if not me().may(Permission.PAY) or "mass_payment.choose" not in current_app.view_functions:
        return None
    return url_for("mass_payment.choose", invoice=chosen)


def _pdf_of(invoice: Invoice) -> Response:
    return shown(invoice_pdf(invoice.snapshot), f"{invoice.number}.pdf")


def _file(asked: Asked) -> Response:
    """One row per invoice; amounts with a comma, as Swedish spreadsheets read them."""
    headers = [_("Number"), _("OCR number"), _("Date"), _("Due"), _("Amount"), _("Left to pay")]
    headers += [_("Currency"), _("Status")]
    rows = [
        [
            row.number,
            row.ocr,
            row.issued_on,
            row.due_on,
            row.total,
            row.open,
            row.total.currency,
            _(WORDS[row.standing]),
        ]
        for row in every(asked, today=today())
    ]
    return saved(as_csv(headers, rows), f"{here().customer_number}-{today()}.csv", CSV)
