"""The invoices, on pages and over the API: the list, each invoice on two pages, and its PDF."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE

from saas.billing.documents.pdf import invoice_pdf
from saas.billing.documents.rules import on_screen
from saas.billing.invoices.answers import InvoiceAnswer, InvoiceList, InvoiceQuery, ListedInvoice
from saas.billing.invoices.models import PAGE, Invoice, Show, listed, open_in_all
from saas.billing.invoices.rules import WORDS, Standing, happenings, standing
from saas.billing.ledger.models import account_credit, happened_to, open_amount
from saas.dates import today
from saas.money import Money
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission

pages = Blueprint("invoices", __name__, url_prefix="/invoices")
api = ApiBlueprint(
    "invoices_api", __name__, url_prefix="/api/v1/invoices", description="What we have asked for"
)
PDF: Final = "application/pdf"


def _for_those_who_may_see_money() -> None:
    me().must(Permission.SEE_MONEY)


pages.before_request(_for_those_who_may_see_money)
api.before_request(_for_those_who_may_see_money)


@pages.get("")
def index() -> ResponseReturnValue:
    """The company's invoices, newest first, and what is open in all."""
    show = _asked_for()
    rows = _rows(show, after=request.args.get("after"), limit=PAGE)
    count, total, overdue = open_in_all(today())
    return render_template(
        "billing/invoices/index.html",
        rows=rows[:PAGE],
        more=rows[PAGE - 1].number if len(rows) > PAGE else None,
        show=show,
        Show=Show,
        words=WORDS,
        open_count=count,
        open_total=total,
        overdue=overdue,
        credit=account_credit(),
        pay_url=_pay_url(None) if count else None,
    )


@pages.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """One invoice as it was issued, and what has happened to it since."""
    invoice = Invoice.numbered(number)
    return render_template("billing/invoices/page.html", **_shown(invoice))


@pages.get("/<number>.pdf")
def pdf(number: str) -> ResponseReturnValue:
    """The invoice as it was issued, as archivable PDF."""
    return _pdf_of(Invoice.numbered(number))


@api.get("")
@api.arguments(InvoiceQuery, location="query", unknown=RAISE)
@api.response(200, InvoiceList)
def list_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """The company's invoices, newest first. `after` is the number of the last one seen."""
    limit = asked["limit"]
    rows = _rows(asked["show"], after=asked.get("after"), limit=limit)
    return {"data": rows[:limit], "next": rows[limit - 1].number if len(rows) > limit else None}


@api.get("/<number>")
@api.response(200, InvoiceAnswer)
def show_over_api(number: str) -> dict[str, Any]:
    """One invoice as it was issued, with its lines and what is open on it."""
    invoice = Invoice.numbered(number)
    return {"invoice": _row(invoice, open_amount(invoice.id)), **on_screen(invoice.snapshot)}


@api.get("/<number>.pdf")
@api.response(200, content_type=PDF)
def pdf_over_api(number: str) -> Response:
    """The invoice as it was issued, as archivable PDF."""
    return _pdf_of(Invoice.numbered(number))


def _rows(show: Show, *, after: str | None, limit: int) -> list[ListedInvoice]:
    """One more than `limit`, to know whether there are more."""
    found = listed(show, after=after, limit=limit + 1)
    return [_row(invoice, open_) for invoice, open_ in found]


def _row(invoice: Invoice, open_: Money) -> ListedInvoice:
    where = standing(invoice.kind, open_amount=open_, due=invoice.due_on, today=today())
    return ListedInvoice(invoice=invoice, open=open_, standing=where)


def _shown(invoice: Invoice) -> dict[str, Any]:
    row = _row(invoice, open_amount(invoice.id, currency=invoice.currency))
    overdue = row.standing is Standing.OVERDUE
    return {
        "invoice": invoice,
        "row": row,
        "document": on_screen(invoice.snapshot),
        "words": WORDS,
        "happenings": happenings(
            invoice.number,
            issued_on=invoice.issued_on,
            overdue_since=invoice.due_on if overdue else None,
            moved=happened_to(invoice.id),
        ),
        "pay_url": _pay_url(invoice) if row.is_payable else None,
    }


def _pay_url(chosen: Invoice | None) -> str | None:
    """Where invoices are paid, for those who may; with one of them ticked."""
    if not me().may(Permission.PAY) or "mass_payment.choose" not in current_app.view_functions:
        return None
    return url_for("mass_payment.choose", invoice=chosen.number if chosen else None)


def _pdf_of(invoice: Invoice) -> Response:
    answer = Response(invoice_pdf(invoice.snapshot), mimetype=PDF)
    answer.headers["Content-Disposition"] = f'inline; filename="{invoice.number}.pdf"'
    return answer


def _asked_for() -> Show:
    """Which invoices the address asks for; all when it asks for none we know."""
    asked = request.args.get("show", "")
    return Show(asked) if asked in set(Show) else Show.ALL
