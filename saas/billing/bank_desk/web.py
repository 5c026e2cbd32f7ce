"""The staff's doors to money that came to the bank: booking it, whose it is, taking it back."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE

from saas.billing.bank_desk import forms
from saas.billing.bank_desk.models import Listed, closed_through, our_accounts, rows, with_companies
from saas.billing.bank_desk.shown import shown
from saas.billing.bank_payments.actions import Owner, book_received, identify, undo
from saas.billing.bank_rows.actions import Mover, strike_out
from saas.billing.bank_rows.models import BankRow, how_much_waits
from saas.billing.bank_rows.rules import STATES, RowState
from saas.dates import now, today
from saas.tenants.company.models import customer_numbered
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("bank_desk", __name__, url_prefix="/staff/bank-payments")
staff_api = ApiBlueprint(
    "bank_desk_api",
    __name__,
    url_prefix="/api/v1/staff/bank-payments",
    description="Money that came to the bank; for our staff",
)
SHOWN: Final = 100


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What came to the bank: what waits for us to say whose it is, unless else is asked for."""
    asked = request.args.get("show", "")
    state = RowState(asked) if asked in set(RowState) else RowState.WAITING
    return render_template(
        "billing/bank_desk/list.html",
        found=rows(state, limit=SHOWN),
        state=state,
        states=STATES,
        waiting=how_much_waits(),
    )


@staff.route("/new", methods=["GET", "POST"])
@staff_only
def book() -> ResponseReturnValue:
    """Book what came in, to its company where the reference says whose it is."""
    known = our_accounts()
    form = Form(forms.NewRow, booked_on=today().isoformat(), currency="SEK")
    if form.sent_well():
        with form.attempt():
            said = forms.received(form.data, form.data["amount"])
            waits = form.data["waits"]
            row = book_received(
                said, by=me(), now=now(), closed_through=closed_through(), waits=waits
            )
            return redirect(url_for("bank_desk.show", number=row.number), 303)
    return render_template("billing/bank_desk/book.html", form=form, accounts=known), form.status


@staff.get("/<number>")
@staff_only
def show(number: str) -> ResponseReturnValue:
    """A row: whose it is and what it settled, or what can be said of that."""
    return _page(_row(number), Form(forms.Whose), request.args.get("customer", "").strip())


@staff.post("/<number>/identify")
@staff_only
def say_whose(number: str) -> ResponseReturnValue:
    """Book it to a company, invoice by invoice or as what is to be paid first."""
    row = _row(number)
    form = Form(forms.whose_form(request.form))
    if form.sent_well():
        with form.attempt():
            company_id = customer_numbered(form.data["customer_number"])
            wanted = forms.wanted_in(form.data, row.currency)
            owner = Owner(company_id=company_id, wanted=wanted)
            identify(row.number, owner, by=me(), now=now())
            return redirect(url_for("bank_desk.show", number=row.number), 303)
    return _page(row, form, request.form.get("customer_number", "").strip())


@staff.post("/<number>/undo")
@staff_only
def take_back(number: str) -> ResponseReturnValue:
    """Take it back from the company it was booked to."""
    row, form = _row(number), Form(forms.Why)
    if form.sent_well():
        with form.attempt():
            undo(row.number, by=me(), now=now(), **form.data)
            return redirect(url_for("bank_desk.show", number=row.number), 303)
    return _page(row, form)


@staff.post("/<number>/strike")
@staff_only
def strike(number: str) -> ResponseReturnValue:
    """Strike out what never came, or was sent back."""
    row, form = _row(number), Form(forms.Why)
    if form.sent_well():
        with form.attempt():
            strike_out(row, form.data["reason"], by=Mover.of(me()), now=now())
            return redirect(url_for("bank_desk.show", number=row.number), 303)
    return _page(row, form)


@staff_api.get("")
@staff_only
@staff_api.arguments(forms.Standing, location="query", unknown=RAISE)
@staff_api.response(200, forms.RowsAnswer)
def list_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """The rows that stand so: those that wait, unless said; and our accounts."""
    found = rows(asked["state"], limit=SHOWN)
    return {"data": found, "waiting": how_much_waits(), "accounts": our_accounts()}


@staff_api.post("")
@staff_only
@staff_api.arguments(forms.RowOverApi)
@staff_api.response(201, forms.RowAnswer)
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


@staff_api.get("/<number>")
@staff_only
@staff_api.response(200, forms.RowAnswer)
def show_over_api(number: str) -> Listed:
    """A row, whose it is and what was done with it."""
    return _listed(number)


@staff_api.post("/<number>/identification")
@staff_only
@staff_api.arguments(forms.OwnerOverApi)
@staff_api.response(201, forms.RowAnswer)
def identify_over_api(said: dict[str, Any], number: str) -> Listed:
    """Say whose a waiting row is, and how much of which invoice it settles."""
    row = _row(number)
    if owner := forms.owner_over_api(said, row.currency):
        identify(row.number, owner, by=me(), now=now())
    return _listed(number)


@staff_api.post("/<number>/undoing")
@staff_only
@staff_api.arguments(forms.Why)
@staff_api.response(201, forms.RowAnswer)
def undo_over_api(said: dict[str, Any], number: str) -> Listed:
    """Take it back from the company it was booked to; it waits again."""
    undo(_row(number).number, by=me(), now=now(), **said)
    return _listed(number)


@staff_api.post("/<number>/strike")
@staff_only
@staff_api.arguments(forms.Why)
@staff_api.response(201, forms.RowAnswer)
def strike_over_api(said: dict[str, Any], number: str) -> Listed:
    """Strike out what never came, or was sent back."""
    strike_out(_row(number), said["reason"], by=Mover.of(me()), now=now())
    return _listed(number)


def _row(number: str) -> BankRow:
    """The row of this number, or of a payment that it became. Raises NotFound."""
    return BankRow.numbered(number.partition("-")[0])


def _listed(number: str) -> Listed:
    return with_companies([_row(number)])[0]


def _page(row: BankRow, form: Form, asked: str = "") -> ResponseReturnValue:
    page = "billing/bank_desk/page.html"
    return render_template(page, form=form, **shown(_row(row.number), asked)), form.status
