"""The statement of account, on a page and over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE, Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Range, Regexp

from saas.billing.ledger.rules import EntryKind
from saas.billing.statement.models import (
    PAGE,
    WORDS,
    balance,
    currencies,
    movements,
    movements_between,
)
from saas.billing.statement.pdf import statement_pdf
from saas.dates import today
from saas.documents.spreadsheet import as_csv
from saas.licensing.fields import Amount
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web.files import CSV, PDF, saved, shown
from saas.web.words import language

pages = Blueprint("statement", __name__, url_prefix="/statement")
api = ApiBlueprint(
    "statement_api", __name__, url_prefix="/api/v1/statement", description="Your account with us"
)


class InCurrency(Schema):
    """Which account: a company has one for each currency it pays in."""

    currency = fields.String(load_default="SEK", validate=Regexp(r"[A-Z]{3}\Z"))


class StatementQuery(InCurrency):
    """Where a page of the statement begins, and how long it is."""

    before = fields.String()
    limit = fields.Integer(load_default=PAGE, validate=Range(1, PAGE))


class StatementDays(InCurrency):
    """Which days a statement on paper is of."""

    since = fields.Date(data_key="from")
    through = fields.Date(data_key="to")

    @validates_schema
    def in_order(self, data: dict[str, Any], **_how: object) -> None:
        """Refuse days that end before they begin."""
        if data.get("since", date.min) > data.get("through", date.max):
            raise ValidationError(N_("The last day comes before the first."), "to")


class MovementAnswer(Schema):
    """One event: what it changed in what is owed, and what was owed after it."""

    on = fields.Date()
    kind = fields.String()
    reference = fields.String()
    change = fields.Nested(Amount)
    balance = fields.Nested(Amount)


class StatementAnswer(Schema):
    """What is owed now, and what led there, newest first; `next` is the following `before`."""

    balance = fields.Nested(Amount)
    data = fields.List(fields.Nested(MovementAnswer))
    next = fields.String(allow_none=True)


@pages.get("")
def show() -> ResponseReturnValue:
    """Everything that has moved the account, newest first."""
    me().must(Permission.SEE_MONEY)
    known = currencies()
    asked = request.args.get("currency")
    currency = asked if asked in known else known[0]
    return render_template(
        "billing/statement/page.html",
        **_page(request.args.get("before"), PAGE, currency),
        words=WORDS,
        EntryKind=EntryKind,
        currency=currency,
        currencies=known,
    )


@api.get("")
@api.arguments(StatementQuery, location="query", unknown=RAISE)
@api.response(200, StatementAnswer)
def show_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """Everything that has moved the account, newest first."""
    return _page(asked.get("before"), asked["limit"], asked["currency"])


@pages.get("/statement.pdf")
def pdf() -> ResponseReturnValue:
    """The account from a day through another as PDF; this year's so far, unless said."""
    said = {name: value for name, value in request.args.items() if value}
    return _pdf(StatementDays(unknown="exclude").load(said))


@api.get("/statement.pdf")
@api.arguments(StatementDays, location="query", unknown=RAISE)
@api.response(200, content_type=PDF)
def pdf_over_api(asked: dict[str, Any]) -> Response:
    """The account from a day through another as PDF; this year's so far, unless said."""
    return _pdf(asked)


@pages.get("/statement.csv")
def csv() -> ResponseReturnValue:
    """The account from a day through another as a file; this year's so far, unless said."""
    said = {name: value for name, value in request.args.items() if value}
    return _csv(StatementDays(unknown="exclude").load(said))


@api.get("/statement.csv")
@api.arguments(StatementDays, location="query", unknown=RAISE)
@api.response(200, {"type": "string"}, content_type=CSV)
def csv_over_api(asked: dict[str, Any]) -> Response:
    """The account from a day through another as a file; this year's so far, unless said."""
    return _csv(asked)


def _days(asked: dict[str, Any]) -> tuple[date, date]:
    """The days asked for, both inclusive: this year's so far, unless said."""
    through = asked.get("through") or today()
    return asked.get("since") or through.replace(month=1, day=1), through


def _csv(asked: dict[str, Any]) -> Response:
    """A row for each event, oldest first; amounts with a comma, as Swedish spreadsheets read."""
    me().must(Permission.SEE_MONEY)
    since, through = _days(asked)
    _opening, moved = movements_between(since, through, currency=asked["currency"])
    headers = [_("Date"), _("What"), _("Number"), _("Amount"), _("Balance"), _("Currency")]
    rows = [
        [
            row.on,
            _(WORDS[row.kind]),
            row.reference,
            row.change,
            row.balance,
            row.change.currency,
        ]
        for row in moved
    ]
    return saved(as_csv(headers, rows), f"{since}-{through}.csv", CSV)


def _pdf(asked: dict[str, Any]) -> Response:
    me().must(Permission.SEE_MONEY)
    since, through = _days(asked)
    opening, moved = movements_between(since, through, currency=asked["currency"])
    paper = statement_pdf(opening, moved, since=since, through=through, language=language())
    return shown(paper, f"{through}.pdf")


def _page(before: str | None, limit: int, currency: str) -> dict[str, Any]:
    me().must(Permission.SEE_MONEY)
    moved = movements(before=before, limit=limit + 1, currency=currency)
    return {
        "balance": balance(currency=currency),
        "data": moved[:limit],
        "next": moved[limit - 1].key if len(moved) > limit else None,
    }
