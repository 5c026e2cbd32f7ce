"""Booking what came to the bank, saying whose it is and taking it back, over the API."""

from __future__ import annotations

from typing import Any, Final

from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE

from saas.billing.bank_desk import forms
from saas.billing.bank_desk.models import Listed, closed_through, our_accounts, rows, with_companies
from saas.billing.bank_payments.actions import book_received, identify, undo
from saas.billing.bank_rows.actions import Mover, strike_out
from saas.billing.bank_rows.models import BankRow, how_much_waits
from saas.dates import now
from saas.tenants.login.current import me
from saas.web import staff_only

api = ApiBlueprint(
    "bank_booking_api",
    __name__,
    url_prefix="/api/v1/staff/bank-payments",
    description="Money that came to the bank; for our staff",
)
SHOWN: Final = 100


@api.get("")
@staff_only
@api.arguments(forms.Standing, location="query", unknown=RAISE)
@api.response(200, forms.RowsAnswer)
def list_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """The rows that stand so: those that wait, unless said; and our accounts."""
    found = rows(asked["state"], limit=SHOWN)
    return {"data": found, "waiting": how_much_waits(), "accounts": our_accounts()}


@api.post("")
@staff_only
@api.arguments(forms.RowOverApi)
@api.response(201, forms.RowAnswer)
def book_over_api(said: dict[str, Any]) -> Listed:
    """Book what came in; the same row of the bank's is refused, with the number it has."""
    row = book_received(
        forms.received(said, said["minor"]),
        by=me(),
        now=now(),
        closed_through=closed_through(),
        owner=forms.owner_over_api(said["owner"], said["currency"]),
        waits=said["waits"],
    )
    return _listed(row.number)


@api.get("/<number>")
@staff_only
@api.response(200, forms.RowAnswer)
def show_over_api(number: str) -> Listed:
    """A row, whose it is and what was done with it."""
    return _listed(number)


@api.post("/<number>/identification")
@staff_only
@api.arguments(forms.OwnerOverApi)
@api.response(201, forms.RowAnswer)
def identify_over_api(said: dict[str, Any], number: str) -> Listed:
    """Say whose a waiting row is, and how much of which invoice it settles."""
    if owner := forms.owner_over_api(said, BankRow.numbered(number).currency):
        identify(number, owner, by=me(), now=now())
    return _listed(number)


@api.post("/<number>/undoing")
@staff_only
@api.arguments(forms.Why)
@api.response(201, forms.RowAnswer)
def undo_over_api(said: dict[str, Any], number: str) -> Listed:
    """Take it back from the company it was booked to; it waits again."""
    undo(number, by=me(), now=now(), **said)
    return _listed(number)


@api.post("/<number>/strike")
@staff_only
@api.arguments(forms.Why)
@api.response(201, forms.RowAnswer)
def strike_over_api(said: dict[str, Any], number: str) -> Listed:
    """Strike out what never came, or was sent back."""
    strike_out(BankRow.numbered(number), said["reason"], by=Mover.of(me()), now=now())
    return _listed(number)


def _listed(number: str) -> Listed:
    return with_companies([BankRow.numbered(number)])[0]
