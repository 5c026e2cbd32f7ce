"""What waits at each desk: how much, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from saas.billing.bank_desk.models import rows
from saas.billing.bank_rows.rules import RowState
from saas.billing.collection.desk import asked_back, at_agency
from saas.billing.delivery_desk.models import being_tested, refused, to_be_posted
from saas.billing.dispute_desk.models import open_everywhere
from saas.billing.later_due.models import waiting_everywhere
from saas.billing.payout_desk.models import payouts
from saas.billing.payouts.rules import PayoutState
from saas.helpcenter.mailbox.desk import mails
from saas.helpcenter.mailbox.rules import Standing
from saas.helpcenter.parked.models import parked
from saas.helpcenter.queue.models import queue
from saas.licensing.ceased_desk.models import waiting as said_to_have_ceased
from saas.licensing.notice_desk.models import awaiting_authority
from saas.licensing.quote_requests.models import waiting as quotes_asked_for
from saas.licensing.recovery.models import proposals
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.claims.models import Claim
from saas.text import N_

MOST: Final = 100
"""How many are counted at a desk; more than that is said as "100 or more"."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk of the house: where it is, what waits there, how many, and since when.

    `since` is the UTC instant of the one that has waited longest; None where it is not kept.
    """

    endpoint: str
    label: str
    count: int
    since: datetime | None

    @property
    def is_more(self) -> bool:
        """Whether more wait than were counted."""
        return self.count >= MOST


def desks() -> list[Desk]:
    """Every desk with what waits there now, by each desk's own rule, in the order of the menu."""
    with all_tenants(because="staff begin with what waits at any company"):
        asked = [request.sent_at for request, _company in queue(everything=False, limit=MOST)]
        quotes = [question.asked_at for question in quotes_asked_for()]
    with tenant_scope(OPERATOR):
        claims = [claim.made_at for claim in Claim.waiting()]
    owners = [each.proposed_at for _company, each in proposals(limit=MOST) if each.is_open]
    stated = [each.received.received_at for each in awaiting_authority(limit=MOST)]
    ceased = [told.registered_at for told in said_to_have_ceased(limit=MOST)]
    letters = [each.sent.at for each in to_be_posted(limit=MOST)]
    no_invoices = [each.sent.at for each in refused(limit=MOST)]
    tests = [each.since for each in being_tested(limit=MOST)]
    disputes = [each.dispute.raised_at for each in open_everywhere(limit=MOST)]
    arrived = [each.row.noted_at for each in rows(RowState.WAITING, limit=MOST)]
    unknown = [mail.received_at for mail in mails(Standing.WAITING, limit=MOST)]
    later = [each.request.asked_at for each in waiting_everywhere(limit=MOST)]
    return [
        _desk("inbox_staff.index", N_("Requests to answer"), asked),
        _desk("mailbox_staff.index", N_("Mail to find the sender of"), unknown),
        _desk("claims_staff.index", N_("Claims to decide"), claims),
        _desk("notice_desk.index", N_("Statements of notice that nobody has confirmed"), stated),
        _desk("ceased_staff.index", N_("Companies said to have ceased"), ceased),
        _desk("recovery.index", N_("New owners to approve"), owners),
        _desk("quotes_staff.index", N_("Quotes to write"), quotes),
        _desk("delivery_desk.index", N_("Invoices to post"), letters),
        _desk("delivery_desk.index", N_("E-invoices that were refused"), no_invoices),
        _desk("delivery_desk.index", N_("E-invoices to make active"), tests),
        _desk("disputes_staff.index", N_("Disputes to decide"), disputes),
        _desk("bank_desk.index", N_("Payments to find the owner of"), arrived),
        *_payouts(),
        _desk("later_due_staff.index", N_("Later days to decide"), later),
        _recalls(),
        _desk("parked_staff.index", N_("What failed and was parked"), _parked()),
    ]


def _desk(endpoint: str, label: str, since: Iterable[datetime]) -> Desk:
    instants = list(since)[:MOST]
    return Desk(endpoint, label, len(instants), min(instants, default=None))


def _payouts() -> Iterable[Desk]:
    labels = {
        PayoutState.WAITING: N_("Payouts to approve"),
        PayoutState.APPROVED: N_("Payouts to send"),
    }
    for state, label in labels.items():
        asked = [payout.asked_at for _company, payout in payouts(state, limit=MOST)]
        yield _desk("payouts_staff.index", label, asked)


def _recalls() -> Desk:
    """Those who wait for an answer come first among what is at the agency."""
    wanted = asked_back(at_agency(limit=MOST))
    return Desk("collection_staff.index", N_("Invoices asked back from collection"), wanted, None)


def _parked() -> list[datetime]:
    return [each.parked_at for each in parked()]
