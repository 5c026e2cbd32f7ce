"""The statement of account, on a page and over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import EXCLUDE, RAISE

from saas.billing.ledger.rules import EntryKind
from saas.billing.statement.forms import StatementAnswer, StatementDays, StatementQuery
from saas.billing.statement.models import (
    PAGE,
    WORDS,
    Days,
    balance,
    currencies,
    movements,
    movements_between,
)
from saas.billing.statement.pdf import statement_pdf
from saas.dates import today
from saas.documents.spreadsheet import as_csv
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form
from saas.web.files import CSV, PDF, saved, shown
from saas.web.words import language

pages = Blueprint("statement", __name__, url_prefix="/statement")
api = ApiBlueprint(
    "statement_api", __name__, url_prefix="/api/v1/statement", description="Your account with us"
)


@pages.get("")
def show() -> ResponseReturnValue:
    """Everything that has moved the account, newest first, or what did in some days."""
    form, days = _chosen(), None
    if not form.errors and form.data.keys() & {"since", "through"}:
        with form.attempt():
            days = _days(form.data | {"currency": _currency(form, currencies())})
            form.values |= {"from": days.since, "to": days.through}
    return _page(form, days)


@pages.get("/statement.pdf")
def pdf() -> ResponseReturnValue:
    """The account of some days as PDF; this year's so far, unless said."""
    form = _chosen()
    if not form.errors:
        with form.attempt():
            return _pdf(_days(form.data))
    return _page(form, None)


@pages.get("/statement.csv")
def csv() -> ResponseReturnValue:
    """The account of some days as a file; this year's so far, unless said."""
    form = _chosen()
    if not form.errors:
        with form.attempt():
            return _csv(_days(form.data))
    return _page(form, None)


@api.get("")
@api.arguments(StatementQuery, location="query", unknown=RAISE)
@api.response(200, StatementAnswer)
def show_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """Everything that has moved the account, newest first, or what did in some days."""
    me().must(Permission.SEE_MONEY)
    days = _days(asked) if asked.keys() & {"since", "through"} else None
    return _leaf(days, asked.get("before"), limit=asked["limit"], currency=asked["currency"])


@api.get("/statement.pdf")
@api.arguments(StatementDays, location="query", unknown=RAISE)
@api.response(200, content_type=PDF)
def pdf_over_api(asked: dict[str, Any]) -> Response:
    """The account from a day through another as PDF; this year's so far, unless said."""
    me().must(Permission.SEE_MONEY)
    return _pdf(_days(asked))


@api.get("/statement.csv")
@api.arguments(StatementDays, location="query", unknown=RAISE)
@api.response(200, {"type": "string"}, content_type=CSV)
def csv_over_api(asked: dict[str, Any]) -> Response:
    """The account from a day through another as a file; this year's so far, unless said."""
    me().must(Permission.SEE_MONEY)
    return _csv(_days(asked))


def _chosen() -> Form:
    """The days and the currency that were chosen on the page, as they were typed."""
    me().must(Permission.SEE_MONEY)
    said = {name: value for name, value in request.args.items() if value}
    form = Form(StatementDays(unknown=EXCLUDE), **said)
    form.reads(said)
    return form


def _days(asked: dict[str, Any]) -> Days:
    """What happened in the days asked for, both inclusive: this year's so far, unless said."""
    through = asked.get("through") or max(today(), asked.get("since", today()))
    since = asked.get("since") or through.replace(month=1, day=1)
    return movements_between(since, through, currency=asked["currency"])


def _leaf(days: Days | None, before: str | None, *, limit: int, currency: str) -> dict[str, Any]:
    """So much of a statement as is read at once: of all that happened, or of some days."""
    if days is None:
        moved = movements(before=before, limit=limit + 1, currency=currency)
    else:
        moved = days.newest(before=before)
    return {
        "balance": balance(currency=currency),
        "days": days,
        "data": moved[:limit],
        "next": moved[limit - 1].key if len(moved) > limit else None,
    }


def _page(form: Form, days: Days | None) -> ResponseReturnValue:
    """The page, with what is wrong with the days that were chosen, if anything is."""
    known, before = currencies(), request.args.get("before")
    currency = _currency(form, known)
    return render_template(
        "billing/statement/page.html",
        **_leaf(days, before, limit=PAGE, currency=currency),
        form=form,
        chosen={name: form.values[name] for name in ("from", "to") if name in form.values},
        words=WORDS,
        EntryKind=EntryKind,
        currency=currency,
        currencies=known,
    ), form.status


def _currency(form: Form, known: list[str]) -> str:
    """The currency that was chosen, else the first of those the company has an account in."""
    asked = form.values.get("currency", "")
    return asked if asked in known else known[0]


def _csv(days: Days) -> Response:
    """A row for each event, oldest first; amounts with a comma, as Swedish spreadsheets read."""
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
        for row in days.moved
    ]
    return saved(as_csv(headers, rows), f"{days.since}-{days.through}.csv", CSV)


def _pdf(days: Days) -> Response:
    return shown(statement_pdf(days, language=language()), f"{days.through}.pdf")
