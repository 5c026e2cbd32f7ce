"""Answering a quote: its terms become the agreement's, word for word, or it is declined."""

from __future__ import annotations

from datetime import datetime

from saas.dates import day_of
from saas.db import db, refused_by
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import Timeline
from saas.licensing.carrying_out.actions import bring_up_to_date
from saas.licensing.contract_events import QuoteAccepted, QuoteDeclined, QuoteWithdrawn
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.quotes.beginning import begin
from saas.licensing.quotes.later import accepted_ahead
from saas.licensing.quotes.models import Quote, QuoteAnswer
from saas.licensing.quotes.preview import Acceptance, acceptance
from saas.licensing.quotes.rules import (
    Answer,
    InvoiceAddressMissing,
    LeavingAlready,
    QuoteClosed,
    ReasonMissing,
    TermsNotTicked,
    must_be_open,
)
from saas.licensing.small_charges.models import books_on
from saas.licensing.small_charges.rules import EMPTY
from saas.licensing.vat.models import vat_of
from saas.outbox import announce
from saas.tenants.company.actions import change_invoice_details
from saas.tenants.company.models import Tenant, our_company, take_turns
from saas.tenants.company.rules import must_live
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission
from saas.tenants.terms.actions import accept_terms
from saas.tenants.terms.rules import edition_on


def preview_quote(*, quote: Quote, by: Person, now: datetime) -> Acceptance:
    """What accepting a quote would mean just now, to the öre.

    Raises NotAllowed, CompanyHasCeased, QuoteSuperseded, QuoteExpired, QuoteClosed, or
    LeavingAlready where the agreement it would change is under notice. From a day after its
    last the quote is an agreement of its own.
    """
    by.must(Permission.CHANGE_PLAN)
    must_live(our_company().ceased_on)
    day = day_of(now)
    must_be_open(quote.state(day), valid_through=quote.valid_through)
    agreement = Agreement.holding_on(day)
    starts_on = quote.proposal.start(accepted_on=day)
    if agreement is not None and agreement.notice and starts_on <= agreement.notice.last_day:
        raise LeavingAlready
    timeline = agreement.timeline() if agreement else Timeline()
    to_come = [change.as_agreed for change in agreement.to_come] if agreement else []
    for waiting in accepted_ahead().values():
        to_come.append(waiting)
        timeline = timeline.changed(waiting)
    return acceptance(
        quote.proposal,
        quote=quote.name,
        timeline=timeline,
        to_come=to_come,
        day=day,
        vat=vat_of(our_company(), on=day),
        books=books_on(day, agreement.id, currency=agreement.currency) if agreement else EMPTY,
    )


def accept_quote(
    *,
    quote: Quote,
    shown: str,
    reference: str,
    accepted: bool,
    address: str,
    by: Person,
    now: datetime,
) -> QuoteAnswer:
    """Agree to exactly what was shown: `shown` is the fingerprint of its preview (S46, S100).

    The preview is made again under the company's lock; where it comes out different nothing is
    agreed and PreviewOutdated is raised. `accepted` says that the terms were ticked, from the
    network address `address`; `reference` is what the buyer wants on its invoices. The terms
    hold at once or from the quote's first day. Raises what `preview_quote` raises,
    TermsNotTicked and InvoiceAddressMissing.
    """
    by.must(Permission.CHANGE_PLAN)
    if not accepted:
        raise TermsNotTicked
    company = take_turns()
    bring_up_to_date(now)
    quote = Quote.numbered(quote.number, quote.version)
    offer = preview_quote(quote=quote, by=by, now=now)
    if not (company.street and company.invoice_email):
        raise InvoiceAddressMissing
    if offer.fingerprint != shown:
        raise PreviewOutdated
    service = edition_on(offer.day).name
    accept_terms(by=by, edition=service, address=address, now=now)
    name_reference(company, reference, by=by)
    answer = _answered(
        quote,
        Answer.ACCEPTED,
        by=by,
        now=now,
        starts_on=offer.terms.starts_on,
        reference=reference.strip(),
        terms_of_service=service,
    )
    begin(quote, offer.terms, by=by, now=now)
    announce(QuoteAccepted(quote.id))
    return answer


def decline_quote(*, quote: Quote, reason: str, by: Person, now: datetime) -> QuoteAnswer:
    """Say no, and why. Raises NotAllowed, ReasonMissing and what `must_be_open` raises."""
    by.must(Permission.CHANGE_PLAN)
    if not reason.strip():
        raise ReasonMissing
    take_turns()
    quote = Quote.numbered(quote.number, quote.version)
    must_be_open(quote.state(day_of(now)), valid_through=quote.valid_through)
    answer = _answered(quote, Answer.DECLINED, by=by, now=now, reason=reason.strip())
    announce(QuoteDeclined(quote.id))
    return answer


def withdraw_quote(*, quote: Quote, reason: str, by: Person, now: datetime) -> QuoteAnswer:
    """Take an offer back that nobody has answered. For our staff, in the customer's scope.

    `by` is one of the operator's own people. Raises what `must_be_open` raises.
    """
    take_turns()
    quote = Quote.numbered(quote.number, quote.version)
    must_be_open(quote.state(day_of(now)), valid_through=quote.valid_through)
    answer = _answered(quote, Answer.WITHDRAWN, by=by, now=now, reason=reason.strip())
    announce(QuoteWithdrawn(quote.id))
    return answer


def _answered(
    quote: Quote, kind: Answer, *, by: Person, now: datetime, **details: object
) -> QuoteAnswer:
    answer = QuoteAnswer(
        quote_id=quote.id,
        answer=kind,
        by_account_id=by.account_id,
        by_person_id=by.id,
        by_name=by.name,
        at=now,
        **details,
    )
    with refused_by("a_quote_is_answered_once", QuoteClosed()):
        db.session.add(answer)
    db.session.expire(quote, ["answer"])
    return answer


def name_reference(company: Tenant, reference: str, *, by: Person) -> None:
    """Let future invoices name the buyer's own reference, such as a purchase order (P25)."""
    if not reference.strip() or reference.strip() == company.reference:
        return
    change_invoice_details(
        by=by,
        street=company.street,
        postcode=company.postcode,
        city=company.city,
        invoice_email=company.invoice_email,
        reference=reference,
        vat_number=company.vat_number,
    )
