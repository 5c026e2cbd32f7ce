"""Starting a run by hand, once somebody has seen what it would issue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from saas.billing.batches.actions import start_run
from saas.billing.dry_run.models import dry_run
from saas.billing.dry_run.rules import DryRun
from saas.billing.run_desk.models import company_called
from saas.billing.run_desk.rules import RunOutdated, must_have_come
from saas.dates import day_of
from saas.tenants.people.models import Person

LOOKED_AT: Final = 10_000
"""Companies that are looked at while somebody waits for a page; the command line has no limit."""


def order_run(*, day: date, company: str = "", by: str, now: datetime) -> int:
    """Start a run for a day that has come, for everybody or for one company; its id.

    `company` is a customer number or an organisation number. Raises RunForDayToCome and
    NoSuchCompany.
    """
    must_have_come(day, today=day_of(now))
    return start_run(day, by=by, now=now, only_for=company_called(company))


def run_as_it_would_be(*, day: date, company: str, differs: int) -> DryRun:
    """What a run would issue, as far as a page shows it. Raises NoSuchCompany, NoSellerYet."""
    return dry_run(day, differs=differs, only_for=company_called(company), at_most=LOOKED_AT)


def order_run_as_shown(
    *, day: date, company: str, differs: int, shown: str, by: Person, now: datetime
) -> int:
    """Start exactly the run that was shown; its id.

    Raises RunOutdated where something has changed since, and what `order_run` raises.
    """
    must_have_come(day, today=day_of(now))
    found = run_as_it_would_be(day=day, company=company, differs=differs)
    if found.fingerprint != shown:
        raise RunOutdated
    return order_run(day=day, company=company, by=by.name, now=now)
