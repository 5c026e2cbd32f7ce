"""The staff's doors to money that came to the bank: booking it, whose it is, taking it back."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from saas.billing.bank_desk import forms
from saas.billing.bank_desk.models import (
    AtCompany,
    at_company,
    closed_through,
    our_accounts,
    payment_of,
    rows,
)
from saas.billing.bank_payments.actions import Owner, book_received, identify, undo
from saas.billing.bank_payments.rules import allocated
from saas.billing.bank_rows.actions import Mover, strike_out
from saas.billing.bank_rows.models import BankRow, how_much_waits
from saas.billing.bank_rows.rules import MOVED, STATES, TONES, RowState
from saas.billing.remittance.models import owner_of
from saas.billing.remittance.rules import MATCHED, WAITS, Match, Waits
from saas.dates import now, today
from saas.tenants.company.models import customer_numbered
from saas.tenants.company.rules import NoSuchCustomer
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("bank_desk", __name__, url_prefix="/staff/bank-payments")
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


def _row(number: str) -> BankRow:
    """The row of this number, or of a payment that it became. Raises NotFound."""
    return BankRow.numbered(number.partition("-")[0])


def _page(row: BankRow, form: Form, asked: str = "") -> ResponseReturnValue:
    """A row with what it is booked as; or, while it waits, with what it could be booked as."""
    row = _row(row.number)
    waits = row.state is RowState.WAITING
    guess = owner_of(row.reference, seller_id=row.seller_id, currency=row.currency)
    there = _looked_at(row, guess, asked) if waits else None
    return render_template(
        "billing/bank_desk/page.html",
        form=form,
        row=row,
        booked=payment_of(row),
        there=there,
        customer=asked,
        proposed=_proposed(row, guess, there) if there else {},
        because=WAITS[guess] if isinstance(guess, Waits) else None,
        matched=MATCHED,
        states=STATES,
        tones=TONES,
        moved=MOVED,
    ), form.status


def _looked_at(row: BankRow, guess: Match | Waits, asked: str) -> AtCompany | None:
    """The company of the customer number that was written; else the one that may be meant."""
    if not asked:
        return at_company(row, guess.company_id) if isinstance(guess, Match) else None
    try:
        return at_company(row, customer_numbered(asked))
    except NoSuchCustomer:
        return None


def _proposed(row: BankRow, guess: Match | Waits, there: AtCompany) -> dict[str, str]:
    """What it would settle by itself, as it is typed into the page's fields."""
    named = guess.invoices if isinstance(guess, Match) else ()
    found = allocated(row.amount, there.claims, named=named, from_agency=row.from_agency)
    each = {share.claim.number: share.amount.minor for share in found.shares}
    return {number: f"{minor // 100},{minor % 100:02}" for number, minor in each.items()}
