"""The staff's doors for taking back: an invoice's credits, a credit, and a correction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.credit_notes.answers import (
    MadeByHandAnswer,
    PairAnswer,
    PairToBeAnswer,
)
from saas.billing.credit_notes.asked import (
    correction_asked,
    correction_shown,
    credit_asked,
    credit_shown,
)
from saas.billing.credit_notes.desk import at_its_company, made_by_hand
from saas.billing.credit_notes.forms import (
    BUYER,
    CorrectionAsked,
    CorrectionOrder,
    CorrectionOverApi,
    CreditAsked,
    CreditOverApi,
    amounts_in,
    amounts_over_api,
    because_of,
    buyer_in,
    credit_order,
)
from saas.billing.credit_notes.models import credit_notes_of, creditable, replacement_of
from saas.billing.credit_notes.rules import CORRECTS, CREDITS
from saas.billing.hand_written.answers import ToBeAnswer
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.sale import buyer_of
from saas.billing.ledger.models import open_amount
from saas.billing.snapshot.rules import read
from saas.billing.totals.rules import REASONS
from saas.licensing.effects.looking import looked_at_first
from saas.tenants.company.models import our_company
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("credit_notes_staff", __name__, url_prefix="/staff/credit-notes")
staff_api = ApiBlueprint(
    "credit_notes_staff_api",
    __name__,
    url_prefix="/api/v1/staff/invoices",
    description="Taking back what was invoiced; for our staff",
)
SHOWN: Final = 50


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Choose an invoice by its number, and see what was made by hand last."""
    if number := request.args.get("number", "").strip():
        return redirect(url_for("credit_notes_staff.show", number=number))
    page = "billing/credit_notes/list.html"
    return render_template(page, made=made_by_hand(limit=SHOWN), reasons=REASONS)


@staff.get("/<number>")
@staff_only
def show(number: str) -> ResponseReturnValue:
    """An invoice: what is left of each line, and what has been taken back."""
    with at_its_company(number) as invoice:
        return render_template(
            "billing/credit_notes/show.html",
            invoice=invoice,
            whose=our_company(),
            lines=creditable(invoice),
            titles=[read(line["title"]) for line in invoice.snapshot["lines"]],
            notes=credit_notes_of(invoice),
            replacement=replacement_of(invoice),
            open=open_amount(invoice.id, currency=invoice.currency),
            reasons=REASONS,
        )


@staff.route("/<number>/credit", methods=["GET", "POST"])
@staff_only
def credit(number: str) -> ResponseReturnValue:
    """Take back some or all of an invoice, once it has been checked and exactly as it was."""
    with at_its_company(number) as invoice:
        lines, currency = creditable(invoice), invoice.currency
    form, check = Form(credit_order(lines)), None
    if form.sent_well():
        order = because_of(form.data, me()), amounts_in(form.data, currency)
        check, note = _checked(form, number, credit_asked, credit_shown, order)
        if note:
            return _to(note)
    return render_template(
        "billing/credit_notes/credit.html",
        form=form,
        number=number,
        lines=lines,
        check=check,
        why=REASONS,
        reasons=[(each.value, _(REASONS[each])) for each in CREDITS],
    ), form.status


@staff.route("/<number>/correct", methods=["GET", "POST"])
@staff_only
def correct(number: str) -> ResponseReturnValue:
    """Take an invoice back and say it again, right, once checked and exactly as it was."""
    with at_its_company(number) as invoice:
        buyer, po_number = buyer_of(our_company()), invoice.snapshot.get("order_reference", "")
    now = {name: getattr(buyer, name) for name in BUYER} | {"order_reference": po_number}
    form, check = Form(CorrectionOrder, **now), None
    if form.sent_well():
        order = because_of(form.data, me()), buyer_in(form.data)
        check, both = _checked(form, number, correction_asked, correction_shown, order)
        if both:
            return _to(both[1])
    return render_template(
        "billing/credit_notes/correct.html",
        form=form,
        number=number,
        check=check,
        why=REASONS,
        reasons=[(each.value, _(REASONS[each])) for each in CORRECTS],
    ), form.status


@staff_api.post("/<number>/credit/preview")
@staff_only
@staff_api.arguments(CreditAsked)
@staff_api.response(200, ToBeAnswer)
def preview_credit_over_api(data: dict[str, Any], number: str) -> dict[str, Any]:
    """The credit note that would be issued. None is; the token issues exactly this, once."""
    with at_its_company(number) as invoice:
        amounts = amounts_over_api(data, invoice.currency)
        return credit_asked(invoice, because_of(data, me()), amounts)


@staff_api.post("/<number>/credit")
@staff_only
@staff_api.arguments(CreditOverApi)
@staff_api.response(201, MadeByHandAnswer)
def credit_over_api(data: dict[str, Any], number: str) -> Invoice:
    """Credit an invoice as a preview showed it; a token that no longer holds is 409."""
    with at_its_company(number) as invoice:
        amounts = amounts_over_api(data, invoice.currency)
        return credit_shown(invoice, because_of(data, me()), amounts, data["token"])


@staff_api.post("/<number>/correct/preview")
@staff_only
@staff_api.arguments(CorrectionAsked)
@staff_api.response(200, PairToBeAnswer)
def preview_correction_over_api(data: dict[str, Any], number: str) -> dict[str, Any]:
    """Both documents of a correction. None is issued; the token issues exactly these, once."""
    with at_its_company(number) as invoice:
        return correction_asked(invoice, because_of(data, me()), data["buyer"])


@staff_api.post("/<number>/correct")
@staff_only
@staff_api.arguments(CorrectionOverApi)
@staff_api.response(201, PairAnswer)
def correct_over_api(data: dict[str, Any], number: str) -> dict[str, Invoice]:
    """Correct an invoice as a preview showed it: a credit note for all of it, and it said right.

    A token that no longer holds is 409.
    """
    with at_its_company(number) as invoice:
        order = because_of(data, me()), data["buyer"]
        note, new = correction_shown(invoice, *order, data["token"])
        return {"credit_note": note, "invoice": new}


def _checked(
    form: Form, number: str, look: Callable[..., Any], do: Callable[..., Any], order: Any
) -> tuple[Any, Any]:
    """What the page's form asks of the invoice: a look, or the deed as it was shown."""
    with at_its_company(number) as invoice:
        return looked_at_first(
            form,
            look=lambda: look(invoice, *order),
            do=lambda: do(invoice, *order, form.data["token"]),
        )


def _to(document: Invoice) -> ResponseReturnValue:
    return redirect(url_for("credit_notes_staff.show", number=document.number))
