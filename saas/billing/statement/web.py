"""The statement of account, on a page and over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Range

from saas.billing.ledger.rules import EntryKind
from saas.billing.statement.models import PAGE, WORDS, balance, movements
from saas.licensing.fields import Amount
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission

pages = Blueprint("statement", __name__, url_prefix="/statement")
api = ApiBlueprint(
    "statement_api", __name__, url_prefix="/api/v1/statement", description="Your account with us"
)


class StatementQuery(Schema):
    """Where a page of the statement begins, and how long it is."""

    before = fields.String()
    limit = fields.Integer(load_default=PAGE, validate=Range(1, PAGE))


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
    before = request.args.get("before")
    return render_template(
        "billing/statement/page.html", **_page(before, PAGE), words=WORDS, EntryKind=EntryKind
    )


@api.get("")
@api.arguments(StatementQuery, location="query", unknown=RAISE)
@api.response(200, StatementAnswer)
def show_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """Everything that has moved the account, newest first."""
    return _page(asked.get("before"), asked["limit"])


def _page(before: str | None, limit: int) -> dict[str, Any]:
    me().must(Permission.SEE_MONEY)
    moved = movements(before=before, limit=limit + 1)
    return {
        "balance": balance(),
        "data": moved[:limit],
        "next": moved[limit - 1].key if len(moved) > limit else None,
    }
