"""Writing a quote and sending it. For our staff; `by` is always one of the operator's people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from saas.dates import day_of
from saas.db import db
from saas.errors import NotFound
from saas.licensing.agreement.columns import in_columns
from saas.licensing.catalogue.models import catalogue
from saas.licensing.catalogue.rules import NoSuchPlan
from saas.licensing.contract_events import QuoteSent
from saas.licensing.quote_requests.models import QuoteRequest
from saas.licensing.quotes.later import quotes_numbered
from saas.licensing.quotes.models import Quote, latest_version
from saas.licensing.quotes.rules import Proposal
from saas.licensing.quoting.models import QuoteDraft
from saas.licensing.quoting.rules import DraftClosed, FeatureNotListed, must_hold
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person


def draft_quote(
    *,
    customer_id: int,
    contents: Mapping[str, Any],
    by: Person,
    now: datetime,
    asked: str | None = None,
    number: str | None = None,
) -> QuoteDraft:
    """Begin a quote for a customer: in answer to a question, or as a new version of `number`."""
    with tenant_scope(OPERATOR):
        draft = QuoteDraft(
            customer_id=customer_id,
            number=number,
            asked=asked,
            contents=dict(contents),
            drafted_by_id=by.id,
            drafted_by_name=by.name,
            changed_at=now,
        )
        db.session.add(draft)
        db.session.flush()
    return draft


def change_draft(
    *, draft: QuoteDraft, contents: Mapping[str, Any], offer: Proposal, by: Person, now: datetime
) -> QuoteDraft:
    """Keep what was typed, once it can be offered. Raises what `must_be_quotable` raises."""
    must_be_quotable(offer, day=day_of(now))
    with tenant_scope(OPERATOR):
        draft = _open(draft)
        draft.contents = dict(contents)
        draft.drafted_by_id, draft.drafted_by_name = by.id, by.name
        draft.changed_at = now
        db.session.flush()
    return draft


def discard_draft(*, draft: QuoteDraft, now: datetime) -> QuoteDraft:
    """Throw a draft away; nobody outside has seen it. Raises DraftClosed."""
    with tenant_scope(OPERATOR):
        draft = _open(draft)
        draft.discarded_at = now
        db.session.flush()
    return draft


def send_quote(
    *,
    draft: QuoteDraft,
    offer: Proposal,
    words: str,
    reference: str,
    by: Person,
    now: datetime,
) -> Quote:
    """Send what the draft offers, as a quote or as the next version of one.

    From then on it stands as it is. The customer's row is locked, so that an acceptance of the
    version before is either there already or comes too late. Raises DraftClosed, and what
    `must_be_quotable` raises.
    """
    must_be_quotable(offer, day=day_of(now))
    with tenant_scope(OPERATOR):
        draft = _open(draft)
        draft.sent_at = now
        db.session.flush()
    with tenant_scope(draft.customer_id):
        company = take_turns()
        number = draft.number or f"Q-{company.customer_number}-{quotes_numbered() + 1}"
        quote = Quote(
            number=number,
            version=latest_version(number) + 1,
            words=words,
            reference=reference,
            sent_by_id=by.account_id,
            sent_by_name=by.name,
            sent_at=now,
            **offered(offer),
        )
        db.session.add(quote)
        db.session.flush()
        if draft.asked:
            _answer(draft.asked, now)
        announce(QuoteSent(quote.id))
    return quote


def must_be_quotable(offer: Proposal, *, day: date) -> None:
    """Refuse an offer of what is not sold by contract, or that could not be kept to.

    Raises NoSuchPlan, UnknownFeature or OfferDoesNotHold.
    """
    on_sale = {edition.key for edition in catalogue().on_sale(day) if edition.by_contract}
    if offer.edition not in on_sale:
        raise NoSuchPlan
    if not offer.features.keys() <= catalogue().features.keys():
        raise FeatureNotListed(", ".join(sorted(catalogue().features)))
    must_hold(offer, today=day)


def _open(draft: QuoteDraft) -> QuoteDraft:
    held = QuoteDraft.locked(draft.id)
    if not held.is_open:
        raise DraftClosed
    return held


def _answer(asked: str, now: datetime) -> None:
    try:
        request = QuoteRequest.known_as(asked)
    except NotFound:
        return
    if request.is_waiting:
        request.answered_at = now


def offered(offer: Proposal) -> dict[str, Any]:
    """The columns of a quote that keep the offer; `Quote.proposal` gives it back."""
    kept = in_columns(offer.terms(accepted_on=offer.valid_through))
    for dated in ("anchor", "bound_until", "starts_on", "until", "extra_seats"):
        del kept[dated]
    return kept | {
        "by_calendar": offer.by_calendar,
        "starts_on": offer.starts_on,
        "bound_months": offer.bound_months,
        "bound_until": offer.bound_until,
        "features": dict(offer.features),
        "valid_through": offer.valid_through,
    }
