"""The staff's door to the bookkeeper's file."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields
from marshmallow.validate import Range

from saas.billing.accounting.export import chart, sie_of, year_of
from saas.billing.accounting.models import balances, currencies
from saas.billing.accounting.rules import year_named
from saas.billing.seller.actions import ensure_seller
from saas.billing.seller.models import Seller
from saas.dates import today
from saas.errors import NotFound
from saas.web import Form, staff_only
from saas.web.files import saved

staff = Blueprint("accounting_staff", __name__, url_prefix="/staff/accounting")
YEARS_BACK: Final = 7
BEGINNING: Final = 2000
END: Final = 2200


class FileWanted(Schema):
    """Whose file, of which year, and which days of it."""

    seller = fields.String()
    year = fields.Integer(validate=Range(BEGINNING, END))
    since = fields.Date(allow_none=True, data_key="from")
    through = fields.Date(allow_none=True, data_key="to")


@staff.get("")
@staff_only
def show() -> ResponseReturnValue:
    """What each account comes to in a fiscal year, and the file to take away."""
    seller = _seller()
    year = request.args.get("year", default=year_of(seller, today()), type=int)
    year = max(BEGINNING, min(year, END))
    its, ours = year_named(year, starts_in_month=seller.fiscal_year_starts_in_month), chart()
    after = date.fromordinal(its.last_day.toordinal() + 1)
    rows = []
    for currency in currencies(seller.id):
        asked: Any = {"currency": currency, "before": after}
        in_year = balances(seller.id, ours, since=its.first_day, **asked)
        closing = balances(seller.id, ours, **asked)
        rows += [
            (each, in_year.get(each), None if each.is_result else closing.get(each))
            for each in sorted({*in_year, *closing})
        ]
    return render_template(
        "billing/accounting/page.html",
        form=Form(FileWanted, seller=seller.code, year=str(year)),
        books_of=seller,
        sellers=Seller.all(),
        year=year,
        years=[year_of(seller, today()) - back for back in range(YEARS_BACK)],
        its=its,
        rows=rows,
    )


@staff.get("/sie")
@staff_only
def sie() -> ResponseReturnValue:
    """The SIE 4 file of a fiscal year, or of some of its days."""
    said = {name: value for name, value in request.args.items() if value}
    asked: dict[str, Any] = FileWanted(unknown="exclude").load(said)
    seller = _seller()
    year = asked.get("year", year_of(seller, today()))
    content = b"".join(
        sie_of(
            seller,
            year,
            written_on=today(),
            since=asked.get("since"),
            through=asked.get("through"),
        )
    )
    return saved(content, f"{seller.code}-{year}.se", "application/octet-stream")


def _seller() -> Seller:
    """The seller the address names; the main one where it names none. Raises NotFound."""
    code = request.args.get("seller")
    if not code:
        return ensure_seller()
    if (found := Seller.called(code)) is None:
        raise NotFound
    return found
