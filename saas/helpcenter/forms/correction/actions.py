"""Asking for an invoice to be put right: done at once where it may be, else sent to our staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from saas.billing.credit_notes.actions import Because, correct_invoice
from saas.billing.credit_notes.models import replacement_of
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import left_of
from saas.billing.payments.models import PaymentPart
from saas.dates import day_of
from saas.db import db
from saas.helpcenter.forms.correction.rules import (
    BY_ITSELF,
    FIELDS,
    FORM,
    SUBJECTS,
    Claim,
    Wrong,
    buyer_put_right,
    is_put_right_at_once,
    must_be_asked,
    must_stand,
)
from saas.helpcenter.inbox.actions import note_carried_out, send_request
from saas.helpcenter.inbox.models import HelpRequest
from saas.money import Money
from saas.tenants.company.actions import change_invoice_details
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission

BUYER = ("name", "attention", "street", "postcode", "city", "vat_number")


def claim_of(invoice: Invoice) -> Claim:
    """How an invoice of the company in scope stands just now."""
    left = left_of(invoice.id, due_on=invoice.due_on)
    return Claim(
        kind=invoice.kind,
        total=invoice.total,
        open=Money(left.minor, invoice.currency),
        due_on=left.due_on,
        is_being_paid=invoice.id in PaymentPart.under_way(),
        is_replaced=replacement_of(invoice) is not None,
        is_paid_here=left.is_paid_here,
        is_disputed=left.disputed_minor > 0,
    )


def ask_for_correction(
    *,
    by: Person,
    number: str,
    wrong: Wrong,
    said: Mapping[str, Any],
    message: str = "",
    line: int | None = None,
    from_now_on: bool = False,
    now: datetime,
) -> HelpRequest:
    """Send the form, and put the invoice right at once where nobody has to decide.

    `said` is how the buyer is to read, `line` the line it is about. With `from_now_on` what was
    said holds for future invoices too. Raises NotAllowed, NotFound for another's invoice,
    AlreadyCorrected, NothingToCorrect, and DisputeIt for what is disputed instead.
    """
    by.must(Permission.SEE_MONEY)
    by.must(Permission.ASK)
    invoice = Invoice.numbered(number)
    kept = {name: value for name, value in said.items() if name in FIELDS.get(wrong, ())}
    answers = {"invoice": invoice.number, "wrong": wrong.value, "message": message, **kept}
    if line is not None:
        answers["line"] = line
    request = send_request(by=by, form=FORM, subject=SUBJECTS[wrong], answers=answers, now=now)
    take_turns()
    claim = claim_of(invoice)
    must_stand(claim)
    must_be_asked(wrong, claim)
    if by.may(Permission.PAY) and is_put_right_at_once(wrong, claim, today=day_of(now)):
        _put_right(request, invoice, claim, by=by, wrong=wrong, said=said, now=now)
        if from_now_on:
            _hold_from_now_on(by=by, wrong=wrong, said=said)
    return request


def _put_right(
    request: HelpRequest,
    invoice: Invoice,
    claim: Claim,
    *,
    by: Person,
    wrong: Wrong,
    said: Mapping[str, Any],
    now: datetime,
) -> None:
    note, new = correct_invoice(
        invoice.number,
        Because(reason=BY_ITSELF[wrong], words=request.answers["message"], by_name=by.name),
        buyer=buyer_put_right(wrong, invoice.snapshot["buyer"], said, BUYER),
        due_on=claim.due_on,
        today=day_of(now),
    )
    request.answers = request.answers | {"credit_note": note.number, "new_invoice": new.number}
    db.session.flush()
    note_carried_out(by=by, request=request, now=now)


def _hold_from_now_on(*, by: Person, wrong: Wrong, said: Mapping[str, Any]) -> None:
    company = take_turns()
    names = ("street", "postcode", "city", "invoice_email", "reference", "vat_number")
    details = {name: getattr(company, name) for name in names}
    as_kept = {"attention": "reference"}
    details |= {as_kept.get(name, name): said[name] for name in FIELDS[wrong]}
    change_invoice_details(by=by, **details)
