"""Whether whoever asks acts for an estate, so that no page offers it what its door refuses."""

from __future__ import annotations

from saas.dates import today
from saas.licensing.ceased.rules import EstateLooksOnly, is_estate
from saas.tenants.login.current import here


def acts_for_estate() -> bool:
    """Whether the company of whoever asks has ceased, and its last day is over."""
    return is_estate(here().ceased_on, today=today())


def must_not_be_estate() -> None:
    """Refuse a page that only leads to what an estate may not do. Raises EstateLooksOnly."""
    if acts_for_estate():
        raise EstateLooksOnly
