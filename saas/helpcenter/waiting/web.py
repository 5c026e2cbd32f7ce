"""The page our staff begin with, and the same over JSON."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.helpcenter.waiting.models import Desk, desks
from saas.web import staff_only
from saas.web.words import say

staff = Blueprint("waiting_staff", __name__, url_prefix="/staff")
api = ApiBlueprint(
    "waiting_staff_api",
    __name__,
    url_prefix="/api/v1/staff/waiting",
    description="What waits for somebody, desk by desk; for our staff",
)


class DeskAnswer(Schema):
    """A desk: how many wait there (100 is 100 or more), and since when the first of them does."""

    what = fields.Function(lambda desk: say(desk.label))
    count = fields.Integer()
    since = fields.AwareDateTime(allow_none=True)
    url = fields.Function(lambda desk: url_for(desk.endpoint))


class DesksAnswer(Schema):
    """Every desk, also those where nothing waits."""

    data = fields.List(fields.Nested(DeskAnswer))


@staff.get("")
@staff_only
def show() -> ResponseReturnValue:
    """What waits at which desk, and since when."""
    found = desks()
    return render_template(
        "helpcenter/waiting/page.html",
        busy=[desk for desk in found if desk.count],
        idle=[desk for desk in found if not desk.count],
    )


@api.get("")
@staff_only
@api.response(200, DesksAnswer)
def show_over_api() -> dict[str, list[Desk]]:
    """What waits at which desk, and since when."""
    return {"data": desks()}
