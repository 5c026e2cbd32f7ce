"""Editions, terms and lines to test with."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import saas.licensing.plans
from saas.licensing.agreement.rules import Terms
from saas.licensing.catalogue.reading import read_catalogue

CATALOGUE_FILE = Path(saas.licensing.plans.__file__).with_name("catalogue.toml")
CATALOGUE = read_catalogue(CATALOGUE_FILE.read_text(encoding="utf-8"))
FREE, BASIC, PREMIUM, ENTERPRISE = CATALOGUE.on_sale(date(2026, 1, 1))


def terms(edition=BASIC, *, starts_on, until=None, extra_seats=0):
    """What is agreed when `edition` is bought."""
    return replace(Terms.of(edition, extra_seats=extra_seats, starts_on=starts_on), until=until)
