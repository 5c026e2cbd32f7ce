"""Disputes: a card holder tells their bank that a payment was not right."""

from __future__ import annotations

from typing import Final

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.checking import fields
from saas.billing.gateway.simulator.errors import invalid
from saas.billing.gateway.simulator.resources.charges import balance_moved
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource

FEE = 15_000
DAYS_TO_ANSWER = 7
# https://docs.stripe.com/testing#disputes: these words as evidence decide the case at once.
VERDICTS: Final = {"winning_evidence": "won", "losing_evidence": "lost"}


def opened(call: Call, charge: Resource, reason: str) -> Resource:
    """A dispute of the whole charge. The money, and a fee, leave our balance at once."""
    moved = balance_moved(
        call, "adjustment", None, -charge["amount"], charge["currency"], fee=FEE,
        category="dispute",
    )  # fmt: skip
    call.store.save(charge | {"disputed": True})
    dispute = call.make(
        stripe.Dispute,
        "du",
        amount=charge["amount"],
        balance_transactions=[moved],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence=dict.fromkeys(fields(stripe.Dispute.Evidence)) | {"enhanced_evidence": {}},
        evidence_details={
            "due_by": call.now + DAYS_TO_ANSWER * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    call.emit("charge.dispute.created", dispute)
    call.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


@route("GET", "/v1/disputes")
def index(call: Call) -> Resource:
    """Disputes, newest first; of one payment or charge when it is named."""
    return call.store.page(
        "dispute",
        call.params,
        url="/v1/disputes",
        fits=lambda dispute: all(
            call.text(name) in (None, dispute[name]) for name in ("payment_intent", "charge")
        ),
    )


@route("GET", "/v1/disputes/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One dispute."""
    return call.store.get("dispute", id_)


@route("POST", "/v1/disputes/{id}")
def update(call: Call, id_: str) -> Resource:
    """Answer a dispute with evidence. Two texts of Stripe's decide it at once."""
    dispute = call.store.get("dispute", id_)
    evidence = call.params.get("evidence") or {}
    dispute["evidence"] |= evidence
    dispute["metadata"] = call.metadata(dispute["metadata"])
    dispute["evidence_details"]["has_evidence"] = any(evidence.values())
    if not evidence or call.text("submit") == "false":
        return call.store.save(dispute)
    if dispute["status"] != "needs_response":
        raise invalid("This dispute is already closed.", code="dispute_already_closed")
    dispute["evidence_details"] |= {
        "submission_count": dispute["evidence_details"]["submission_count"] + 1,
        "submission_method": "manual",
    }
    verdict = VERDICTS.get(evidence.get("uncategorized_text", ""))
    return _ended(call, dispute, verdict) if verdict else _under_review(call, dispute)


@route("POST", "/v1/disputes/{id}/close")
def close(call: Call, id_: str) -> Resource:
    """Accept a dispute as lost."""
    return _ended(call, call.store.get("dispute", id_), "lost")


def _under_review(call: Call, dispute: Resource) -> Resource:
    dispute["status"] = "under_review"
    call.store.save(dispute)
    call.emit("charge.dispute.updated", dispute)
    return dispute


def _ended(call: Call, dispute: Resource, verdict: str) -> Resource:
    dispute["status"] = verdict
    if verdict == "won":
        back = balance_moved(
            call, "adjustment", None, dispute["amount"], dispute["currency"],
            category="dispute_reversal",
        )  # fmt: skip
        dispute["balance_transactions"].append(back)
        call.emit("charge.dispute.funds_reinstated", dispute)
    call.store.save(dispute)
    call.emit("charge.dispute.closed", dispute)
    return dispute
