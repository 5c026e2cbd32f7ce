"""Editions, terms and lines to test with."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import saas.licensing.plans
from saas.dates import day_of, now, today
from saas.db import db
from saas.licensing.agreement.actions import start_agreement
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import Terms
from saas.licensing.catalogue.reading import read_catalogue
from saas.licensing.change.actions import change_plan, preview_change
from saas.licensing.events import AgreementStarted
from saas.licensing.plans.rules import MONTHLY
from saas.licensing.seats.actions import entitle
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.people.models import Person

CATALOGUE_FILE = Path(saas.licensing.plans.__file__).with_name("catalogue.toml")
CATALOGUE = read_catalogue(CATALOGUE_FILE.read_text(encoding="utf-8"))
FREE, BASIC, PREMIUM, ENTERPRISE = CATALOGUE.on_sale(date(2026, 1, 1))


def terms(edition=BASIC, *, starts_on, until=None, extra_seats=0, cadence=MONTHLY, anchor=None):
    """What is agreed when `edition` is bought."""
    agreed = Terms.of(
        edition, extra_seats=extra_seats, starts_on=starts_on, cadence=cadence, anchor=anchor
    )
    return replace(agreed, until=until)


def agreed(by, *, edition=BASIC, extra_seats=0):
    """The agreement of `by`'s company, after agreeing to `edition` today as anybody would."""
    with tenant_scope(by.tenant_id):
        person, instant = Person.find(by.id), now()
        wanted = {"edition_key": edition.key, "extra_seats": extra_seats}
        shown = preview_change(**wanted, by=person, now=instant).fingerprint
        change_plan(**wanted, shown=shown, by=person, now=instant)
        agreement = Agreement.holding_on(day_of(instant))
        db.session.commit()
    return agreement


def begun(by, cadence, *, extra_seats=1):
    """Basic from today for the company of `by`, paid in such periods, whoever sells them."""
    with tenant_scope(by.tenant_id):
        person = Person.find(by.id)
        held = terms(BASIC, starts_on=today(), extra_seats=extra_seats)
        agreement = start_agreement(replace(held, cadence=cadence), by=person, now=now())
        entitle(seats=held.seats, by=person, now=now())
        announce(AgreementStarted(agreement.id, held.starts_on))
        db.session.commit()
