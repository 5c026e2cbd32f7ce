"""The page where a list is sent in, looked through and agreed to; and the same as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, ValidationError, fields, validate

from saas.dates import now, today
from saas.licensing.agreement.models import current_terms
from saas.licensing.ceased.estates import must_not_be_estate
from saas.licensing.fields import SeatsAnswer, Sentence
from saas.licensing.guest_list.actions import Listed, faults_of, invite_all
from saas.licensing.guest_list.rules import MOST_BYTES, MOST_ROWS, Fault, NoList, Row, rows_in
from saas.licensing.invitations.forms import InvitationOrder
from saas.licensing.invitations.models import Invitation
from saas.licensing.roles.words import ROLES
from saas.licensing.seats.models import seats_at
from saas.tenants.fields import Lines
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form

pages = Blueprint("guest_list", __name__, url_prefix="/people/import")
api = ApiBlueprint(
    "guest_list_api",
    __name__,
    url_prefix="/api/v1/invitations/list",
    description="Asking many colleagues in at once",
)
COLUMNS: Final = ("name", "email", "role", "language")


class GuestRow(InvitationOrder):
    """One of the list: as a single invitation, and the language of the letter where known."""

    language = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf(["sv", "en"], error=N_("Write sv or en, or leave it empty.")),
    )


class GuestList(Schema):
    """Those to ask in. `check_only` looks the list through and invites nobody."""

    people = fields.List(fields.Dict(), required=True, validate=validate.Length(1, MOST_ROWS))
    only_first = fields.Boolean(load_default=False)
    check_only = fields.Boolean(load_default=False)


class PastedList(Schema):
    """A list written or pasted on the page, and whether all are to come or the first there fit."""

    rows = Lines(longest=MOST_BYTES, load_default="")
    how = fields.String(validate=validate.OneOf(["all", "first"]))


class FaultAnswer(Schema):
    """What is wrong with a row, counted from 1, and what to do."""

    row = fields.Integer(attribute="number")
    field = fields.String(allow_none=True)
    detail = Sentence(attribute="says")


class GuestListAnswer(Schema):
    """How many are on the list, what is wrong with it, the seats, and who was asked in."""

    people = fields.Integer()
    faults = fields.List(fields.Nested(FaultAnswer))
    seats = fields.Nested(SeatsAnswer)
    lacking = fields.Integer()
    invited = fields.List(fields.Pluck("InvitedAnswer", "id"))


class InvitedAnswer(Schema):
    """An invitation that was sent."""

    id = fields.String(attribute="public_id")


@pages.route("", methods=["GET", "POST"])
def send_in() -> ResponseReturnValue:
    """Ask for the list; then show what would come of it, row by row. Nobody is invited yet."""
    me().must(Permission.MANAGE_PEOPLE)
    must_not_be_estate()
    form = Form(PastedList)
    if form.sent_well():
        with form.attempt():
            return _looked_through(form, _rows_sent(form))
    return _looked_through(form, [])


@pages.post("/send")
def send() -> ResponseReturnValue:
    """Ask them in: all, or the first that fit. What was sent in is looked through once more."""
    me().must(Permission.MANAGE_PEOPLE)
    form, rows = Form(PastedList), list[Row]()
    if form.sent_well():
        with form.attempt():
            rows = rows_in(form.data["rows"].encode())
            listed, faults = _validated(rows)
            if faults:
                return _looked_through(form, rows)
            only_first = form.data.get("how") == "first"
            invited = invite_all(listed=listed, only_first=only_first, by=me(), now=now())
            return render_template(
                "licensing/guest_list/sent.html",
                invited=invited,
                left=_written(rows[len(invited) :]) if len(rows) > len(invited) else None,
                seats=seats_at(now()),
            )
    return _looked_through(form, rows)


@api.post("")
@api.arguments(GuestList)
@api.response(201, GuestListAnswer)
def invite_over_api(order: dict[str, Any]) -> dict[str, Any] | tuple[dict[str, Any], int]:
    """Ask in a list of people, all or none; or with `only_first` the first there are seats for."""
    me().must(Permission.MANAGE_PEOPLE)
    rows = [Row(number, each) for number, each in enumerate(order["people"], start=1)]
    listed, faults = _validated(rows)
    faults = sorted([*faults, *faults_of(listed, by=me(), now=now())], key=lambda f: f.number)
    seats, invited = seats_at(now()), list[Invitation]()
    if not faults and not order["check_only"]:
        invited = invite_all(listed=listed, only_first=order["only_first"], by=me(), now=now())
    answer = {
        "people": len(rows),
        "faults": faults,
        "seats": seats_at(now()),
        "lacking": max(len(rows) - seats.free, 0),
        "invited": invited,
    }
    return answer if invited else (answer, 422 if faults else 200)


def _rows_sent(form: Form) -> list[Row]:
    """The rows of the file, which is read here and kept nowhere, else of what was pasted."""
    file = request.files.get("file")
    content = file.read(MOST_BYTES + 1) if file else b""
    content = content or str(form.data["rows"]).encode()
    if not content:
        raise NoList
    return rows_in(content)


def _looked_through(form: Form, rows: list[Row]) -> ResponseReturnValue:
    """What would come of the list, row by row; the empty form where there is no list."""
    if not rows:
        return render_template("licensing/guest_list/page.html", form=form), form.status
    listed, faults = _validated(rows)
    faults = [*faults, *faults_of(listed, by=me(), now=now())]
    seats = seats_at(now())
    return render_template(
        "licensing/guest_list/check.html",
        form=form,
        rows=rows,
        roles=ROLES,
        faults={fault.number: fault for fault in reversed(faults)},
        seats=seats,
        lacking=max(len(rows) - seats.free, 0),
        terms=current_terms(today()),
        written=_written(rows),
    ), form.status


def _validated(rows: Iterable[Row]) -> tuple[list[Listed], list[Fault]]:
    """Those rows that could be invitations, and what is wrong with the others."""
    listed, faults = [], []
    for row in rows:
        try:
            listed.append(Listed(row.number, **GuestRow().load(_filled(row.values))))
        except ValidationError as wrong:
            messages = wrong.normalized_messages()
            field, sentences = next(iter(messages.items()))
            faults.append(Fault(row.number, str(field), sentences[0]))
    return listed, faults


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != "" or name in COLUMNS[:2]}


def _written(rows: Iterable[Row]) -> str:
    """The rows as a list that can be sent in again."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows([[row.values.get(name, "") for name in COLUMNS] for row in rows])
    return out.getvalue()
