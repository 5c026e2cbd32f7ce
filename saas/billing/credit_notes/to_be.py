"""The documents that take an invoice back, and say it again, as they would be issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from saas.billing.credit_notes.models import come_back, creditable
from saas.billing.credit_notes.parts import mirrored
from saas.billing.credit_notes.rules import (
    Creditable,
    NotAnInvoice,
    TakenBack,
    chosen,
    must_correct,
    must_credit,
    whole,
)
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.sale import ByHand, Sale, buyer_of
from saas.billing.seller.models import Seller
from saas.billing.totals.rules import CreditReason, decision_on
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.vat.rules import VatDecision
from saas.money import Money
from saas.tenants.company.models import Tenant, take_turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why a document is made by hand, in a code and in words, and by whom."""

    reason: CreditReason
    words: str
    by_name: str


def credit_to_be(
    number: str, because: Because, *, amounts: Mapping[int, Money] | None = None
) -> Sale:
    """What `credit_invoice` would issue, in the company's turn; nothing is issued.

    Raises NotFound, NotAnInvoice, ReasonDoesNotFit, NothingLeftToCredit, NoLineChosen and
    CreditTooLarge.
    """
    must_credit(because.reason)
    company = take_turns()
    invoice = _claim(number)
    taken = chosen(creditable(invoice), amounts)
    return _credit(invoice, company, taken, because, covers=False)


def correction_to_be(
    number: str,
    because: Because,
    *,
    buyer: Mapping[str, str] | None = None,
    decision: VatDecision | None = None,
    due_on: date | None = None,
) -> tuple[Sale, Sale]:
    """What `correct_invoice` would issue, in the company's turn; nothing is issued.

    Raises NotFound, NotAnInvoice, ReasonDoesNotFit and NothingLeftToCredit.
    """
    must_correct(because.reason)
    company = take_turns()
    invoice = _claim(number)
    taken = whole(creditable(invoice))
    back = _credit(invoice, company, taken, because, covers=True)
    again = _again(
        invoice, company, taken, because, buyer=buyer or {}, decision=decision, due_on=due_on
    )
    return back, again


def _claim(number: str) -> Invoice:
    invoice = Invoice.numbered(number)
    if invoice.is_credit_note or invoice.total_minor <= 0:
        raise NotAnInvoice
    return invoice


def _credit(
    invoice: Invoice,
    company: Tenant,
    taken: Sequence[tuple[Creditable, TakenBack]],
    because: Because,
    *,
    covers: bool,
) -> Sale:
    decisions = [line.decision for line, _ in taken]
    hand = ByHand(
        by_name=because.by_name,
        reason=because.reason,
        words=because.words,
        covers=[covers and line.covers for line, _ in taken],
        credits=invoice,
        of_lines=[line.line_id for line, _ in taken],
        sums=come_back(invoice, taken),
    )
    return Sale(
        seller=_seller_of(invoice),
        company=company,
        agreement=_agreement_of(invoice),
        lines=[line for _, line in taken],
        decision=decisions[0],
        decisions=decisions,
        order_reference=invoice.snapshot.get("order_reference", ""),
        by_hand=hand,
    )


def _again(
    invoice: Invoice,
    company: Tenant,
    taken: Sequence[tuple[Creditable, TakenBack]],
    because: Because,
    *,
    buyer: Mapping[str, Any],
    decision: VatDecision | None,
    due_on: date | None,
) -> Sale:
    decisions = [decision_on(of.charge, decision) if decision else of.decision for of, _ in taken]
    said = dict(buyer)
    order = said.pop("order_reference", invoice.snapshot.get("order_reference", ""))
    hand = ByHand(
        by_name=because.by_name,
        reason=because.reason,
        words=because.words,
        covers=[line.covers for line, _ in taken],
        replaces=invoice,
        buyer=replace(buyer_of(company), **said),
        in_whole=invoice.rounding_minor != 0,
        sums=None if decision else mirrored(come_back(invoice, taken)),
        due_on=due_on,
    )
    return Sale(
        seller=_seller_of(invoice),
        company=company,
        agreement=_agreement_of(invoice),
        lines=[line.again() for line, _ in taken],
        decision=decisions[0],
        decisions=decisions,
        order_reference=order,
        by_hand=hand,
    )


def _seller_of(invoice: Invoice) -> Seller:
    """Who sold it takes it back, whoever sells by now."""
    return db.session.get_one(Seller, invoice.seller_id)


def _agreement_of(invoice: Invoice) -> Agreement | None:
    return Agreement.find(invoice.agreement_id) if invoice.agreement_id else None
