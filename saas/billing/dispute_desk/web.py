"""The staff's list of what is disputed, and one dispute beside what was agreed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.credit_notes.forms import amounts_in
from saas.billing.credit_notes.models import creditable
from saas.billing.credit_notes.rules import CREDITS
from saas.billing.dispute_desk.actions import decline_dispute
from saas.billing.dispute_desk.asked import upheld_asked, upheld_shown
from saas.billing.dispute_desk.forms import (
    LONGEST,
    DisputedEverywhere,
    RulingOverApi,
    UpholdingAnswer,
    UpholdingAsked,
    lines_in,
    proposal,
    ruling_on_page,
)
from saas.billing.dispute_desk.models import decided_lately, open_everywhere
from saas.billing.disputes.forms import DisputeDecisionAnswer
from saas.billing.disputes.models import Dispute, DisputeDecision, is_decided
from saas.billing.disputes.rules import WORDS, DisputeOutcome, to_credit
from saas.billing.disputes.shown import disputed
from saas.billing.invoices.models import Invoice
from saas.billing.totals.rules import REASONS
from saas.dates import now
from saas.errors import NotFound
from saas.licensing.agreement.models import Agreement
from saas.licensing.contracts.models import versions_of
from saas.licensing.contracts.paper import agreement_pdf
from saas.licensing.contracts.words import facts_of
from saas.licensing.effects.looking import looked_at_first
from saas.money import Money
from saas.tenants.company.models import our_company
from saas.tenants.login.current import me
from saas.web import Form, staff_only
from saas.web.files import shown
from saas.web.words import language

staff = Blueprint("disputes_staff", __name__, url_prefix="/staff/disputes")
staff_api = ApiBlueprint(
    "disputes_staff_api",
    __name__,
    url_prefix="/api/v1/staff/disputes",
    description="What customers dispute; for our staff",
)
SHOWN: Final = 50


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What is disputed, and what was decided lately."""
    return render_template(
        "billing/dispute_desk/list.html",
        waiting=open_everywhere(limit=SHOWN),
        decided=decided_lately(limit=SHOWN),
        words=WORDS,
    )


@staff.route("/<public_id>", methods=["GET", "POST"])
@staff_only
def decide(public_id: str) -> ResponseReturnValue:
    """One dispute beside what was agreed: say who is right, and credit it where the customer is."""
    with Dispute.at_its_company(public_id) as dispute:
        invoice = Invoice.find(dispute.invoice_id)
        lines = creditable(invoice)
        proposed = to_credit(lines, line=dispute.line, amount=dispute.amount, whole=invoice.total)
        form = Form(ruling_on_page(lines), reason="price_wrong", **proposal(proposed))
        check = None
        if form.sent_well():
            check, decision = _asked_on_page(form, dispute)
            if decision:
                return redirect(url_for("disputes_staff.index"))
        page = render_template(
            "billing/dispute_desk/decide.html",
            form=form,
            dispute=dispute,
            customer=our_company(),
            creditable=lines,
            check=check,
            why=REASONS,
            reasons=[(each.value, _(REASONS[each])) for each in CREDITS],
            longest=LONGEST,
            facts=_agreed(invoice),
            waits=not is_decided(dispute),
            days_to_pay=_days_to_pay().days,
            DisputeOutcome=DisputeOutcome,
            **disputed(invoice),
        )
    return page, form.status


@staff.get("/<public_id>/agreement.pdf")
@staff_only
def agreement(public_id: str) -> ResponseReturnValue:
    """What was agreed, which the disputed invoice was made for, as PDF."""
    with Dispute.at_its_company(public_id) as dispute:
        invoice = Invoice.find(dispute.invoice_id)
        if invoice.agreement_id is None:
            raise NotFound
        paper = agreement_pdf(Agreement.find(invoice.agreement_id), language())
    return shown(paper, f"{invoice.number}-agreement.pdf")


@staff_api.get("")
@staff_only
@staff_api.response(200, DisputedEverywhere)
def list_over_api() -> dict[str, Any]:
    """What waits for a decision at any company, and what ended lately."""
    return {"data": open_everywhere(limit=SHOWN), "decided": decided_lately(limit=SHOWN)}


@staff_api.post("/<public_id>/decision/preview")
@staff_only
@staff_api.arguments(UpholdingAsked)
@staff_api.response(200, UpholdingAnswer)
def preview_over_api(said: dict[str, Any], public_id: str) -> dict[str, Any]:
    """What a customer who is right would get. Nothing is decided; the token does exactly so."""
    with Dispute.at_its_company(public_id) as dispute:
        return upheld_asked(me(), dispute, said, lines_in(said, dispute.currency))


@staff_api.post("/<public_id>/decision")
@staff_only
@staff_api.arguments(RulingOverApi)
@staff_api.response(201, DisputeDecisionAnswer)
def decide_over_api(said: dict[str, Any], public_id: str) -> DisputeDecision:
    """Uphold a dispute, by which it is credited, or decline it; the customer is told by letter.

    It is upheld as a preview showed it; a token that no longer holds is 409.
    """
    with Dispute.at_its_company(public_id) as dispute:
        return _decide(dispute, said, lines_in(said, dispute.currency))


def _decide(
    dispute: Dispute, said: dict[str, Any], amounts: dict[int, Money] | None
) -> DisputeDecision:
    if said["outcome"] is DisputeOutcome.UPHELD:
        return upheld_shown(me(), dispute, said, amounts)
    return decline_dispute(
        by=me(), dispute=dispute, says=said["says"], days_to_pay=_days_to_pay(), now=now()
    )


def _asked_on_page(
    form: Form, dispute: Dispute
) -> tuple[dict[str, Any] | None, DisputeDecision | None]:
    """What the page's form asks: a decision, after a look at what a customer who is right gets."""
    said = form.data
    if said["outcome"] is DisputeOutcome.UPHELD:
        order = me(), dispute, said, amounts_in(said, dispute.currency)
        return looked_at_first(
            form, look=lambda: upheld_asked(*order), do=lambda: upheld_shown(*order)
        )
    decision = None
    with form.attempt():
        decision = _decide(dispute, said, None)
    return None, decision


def _days_to_pay() -> timedelta:
    return timedelta(days=int(current_app.config["SETTINGS"].dispute_days_to_pay))


def _agreed(invoice: Invoice) -> list[Any]:
    """The terms that held when the invoice was issued, each with its value; none where by hand."""
    if invoice.agreement_id is None:
        return []
    versions = versions_of(Agreement.find(invoice.agreement_id))
    held = (each for each in versions if each.starts_on <= invoice.issued_on)
    return facts_of(next(held, versions[-1]))
