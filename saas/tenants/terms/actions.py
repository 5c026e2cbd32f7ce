"""Accepting the terms of service."""

from __future__ import annotations

from datetime import datetime

from saas.db import db
from saas.outbox import announce
from saas.tenants.events import TermsAccepted
from saas.tenants.people.models import Person
from saas.tenants.terms.models import TermsAcceptance


def accept_terms(*, by: Person, edition: str, address: str, now: datetime) -> TermsAcceptance:
    """Note that a person accepts an edition for the company in scope; the second time is the first.

    `address` is the network address it was accepted from, `now` the instant it was.
    """
    known = TermsAcceptance.of(by.id, edition)
    if known:
        return known
    acceptance = TermsAcceptance(person_id=by.id, edition=edition, accepted_at=now, address=address)
    db.session.add(acceptance)
    db.session.flush()
    announce(TermsAccepted(by.id, edition))
    return acceptance
