"""Agreeing to another plan, or to more seats."""

from __future__ import annotations

from datetime import datetime

from saas.dates import day_of
from saas.licensing.agreement.actions import continue_agreement, start_agreement
from saas.licensing.agreement.models import Agreement
from saas.licensing.catalogue.models import catalogue, note_sale
from saas.licensing.change.rules import Preview, PreviewOutdated, Standing, preview
from saas.licensing.events import AgreementStarted, TermsChanged
from saas.licensing.seats.actions import entitle
from saas.licensing.termination.actions import end_agreement
from saas.licensing.termination.models import served_out
from saas.licensing.vat.models import vat_of
from saas.outbox import announce
from saas.tenants.company.models import our_company, take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def preview_change(*, edition_key: str, extra_seats: int, by: Person, now: datetime) -> Preview:
    """What agreeing to an edition with so many extra seats would mean just now, to the öre.

    Raises NotAllowed, NoSuchPlan, PlanIsByContract and what `rules.preview` raises.
    """
    by.must(Permission.CHANGE_PLAN)
    day = day_of(now)
    return preview(
        _standing(Agreement.holding_on(day)),
        edition=catalogue().offered(edition_key, day),
        extra_seats=extra_seats,
        day=day,
        vat=vat_of(our_company(), on=day),
    )


def change_plan(
    *, edition_key: str, extra_seats: int, shown: str, by: Person, now: datetime
) -> Agreement:
    """Agree to exactly what was shown: `shown` is the fingerprint of its preview.

    The preview is made again under the company's lock. Where it comes out different nothing is
    agreed and PreviewOutdated is raised; otherwise the charge is the preview. Raises what
    `preview_change` raises.
    """
    by.must(Permission.CHANGE_PLAN)
    take_turns()
    for notice in served_out(day_of(now)):
        end_agreement(notice=notice, now=now)
    offer = preview_change(edition_key=edition_key, extra_seats=extra_seats, by=by, now=now)
    if offer.fingerprint != shown:
        raise PreviewOutdated
    note_sale(catalogue()[edition_key], at=now)
    agreement = Agreement.holding_on(offer.day)
    if agreement is None:
        agreement = start_agreement(offer.terms, by=by, now=now)
        fact: AgreementStarted | TermsChanged = AgreementStarted(agreement.id, offer.day)
    else:
        continue_agreement(agreement, offer.terms, by=by, now=now)
        fact = TermsChanged(agreement.id, offer.day)
    entitle(seats=offer.terms.seats, by=by, now=now)
    announce(fact)
    return agreement


def _standing(agreement: Agreement | None) -> Standing:
    """Where the company stands; the end a notice brings is kept apart from the terms."""
    if agreement is None:
        return Standing()
    return Standing(
        timeline=agreement.terms_agreed(),
        last_day=agreement.notice.last_day if agreement.notice else None,
    )
