"""What was disputed of an invoice and how that ended, for its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from saas.billing.disputes.models import Disputed, DisputeDecision, disputes_of
from saas.billing.disputes.rules import DisputeOutcome
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.dates import day_of
from saas.text import N_, Text

ALL: Final = N_("%(name)s disputed %(amount)s: %(why)s")
ONE_LINE: Final = N_("%(name)s disputed %(amount)s of line %(line)s: %(why)s")
WITHDRAWN: Final = N_("%(name)s withdrew the dispute")
WITHDRAWN_WITH_WORDS: Final = N_("%(name)s withdrew the dispute: %(why)s")
ENDED: Final = {
    DisputeOutcome.UPHELD: N_(
        "The dispute was right, %(name)s decided; credited by %(note)s: %(why)s"
    ),
    DisputeOutcome.DECLINED: N_("The invoice is right, %(name)s decided: %(why)s"),
    DisputeOutcome.WITHDRAWN: WITHDRAWN_WITH_WORDS,
}
MOVED: Final = N_(
    "The invoice is right, %(name)s decided, and to be paid by %(day)s instead of %(before)s: "
    "%(why)s"
)
TONES: Final = {
    DisputeOutcome.UPHELD: "good",
    DisputeOutcome.DECLINED: "warn",
    DisputeOutcome.WITHDRAWN: "info",
}


def disputed_of(invoice: Invoice) -> Iterator[Happening]:
    """Each dispute of an invoice of the company in scope, and what came of it, oldest first."""
    return told_of(disputes_of(invoice))


def told_of(known: Iterable[Disputed]) -> Iterator[Happening]:
    """The same of disputes that are known."""
    for each in known:
        dispute, decision = each.dispute, each.decision
        leads_to = ("dispute", dispute.public_id)
        values: dict[str, Any] = {
            "name": dispute.raised_by_name,
            "amount": dispute.amount,
            "line": dispute.line,
            "why": dispute.reason,
        }
        said = Text(ONE_LINE if dispute.line else ALL, values)
        yield Happening(day_of(dispute.raised_at), said, "warn", leads_to)
        if decision is None:
            continue
        values = {
            "name": decision.decided_by_name,
            "why": decision.says,
            "note": each.credit_note,
            "day": decision.due_on,
            "before": decision.instead_of,
        }
        said, tone = Text(_ended(decision), values), TONES[decision.outcome]
        yield Happening(day_of(decision.decided_at), said, tone, leads_to)


def _ended(decision: DisputeDecision) -> str:
    if decision.due_on:
        return MOVED
    return ENDED[decision.outcome] if decision.says else WITHDRAWN
