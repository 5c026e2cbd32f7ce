"""What an invoice's timeline tells of the collection agency, and whom its page names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from saas.billing.collection.models import Handed, handed_over
from saas.billing.collection.rules import RecallOutcome
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.dates import day_of
from saas.text import N_, Text

HANDED = N_("Handed over to %(agency)s, %(name)s decided: %(why)s")
ASKED = N_("%(name)s asked to have it taken back from %(agency)s: %(why)s")
DECIDED = {
    RecallOutcome.RECALLED: N_("Taken back from %(agency)s, %(name)s decided: %(why)s"),
    RecallOutcome.UPHELD: N_("Stays with %(agency)s, %(name)s decided: %(why)s"),
}
TONES = {RecallOutcome.RECALLED: "good", RecallOutcome.UPHELD: "warn"}


def collection_of(invoice: Invoice) -> list[Happening]:
    """Each hand-over of an invoice of the company in scope, and what was said of it since."""
    return told_of(handed_over(invoice))


def told_of(known: Iterable[Handed]) -> list[Happening]:
    """The same of hand-overs that are known, oldest first."""
    said: list[tuple[datetime, str, str, str, str, str]] = []
    for each in known:
        handed, agency = each.handover, each.handover.agency_name
        said.append((handed.handed_at, HANDED, agency, handed.handed_by_name, handed.reason, "bad"))
        said += [
            (asked.asked_at, ASKED, agency, asked.asked_by_name, asked.reason, "info")
            for asked in each.requests
        ]
        said += [
            (d.decided_at, DECIDED[d.outcome], agency, d.decided_by_name, d.says, TONES[d.outcome])
            for d in each.decisions
        ]
    return [
        Happening(day_of(at), Text(sentence, {"agency": agency, "name": name, "why": why}), tone)
        for at, sentence, agency, name, why, tone in sorted(said, key=lambda each: each[0])
    ]
