"""Which tax the companies we know are charged."""

from __future__ import annotations

from datetime import date

from saas.licensing.vat.rules import Rate, VatDecision, vat_decision
from saas.tenants.company.models import Tenant


def vat_of(company: Tenant, *, on: date, rate: Rate = Rate.STANDARD) -> VatDecision:
    """The tax on what `company` buys `on` a day, with its reason.

    A VAT number we were told is not one the authorities have confirmed to us, so a company in
    another EU country is charged and told why.
    """
    return vat_decision(country=company.country, vat_number_proven=False, on=on, rate=rate)
