"""How what carries check digits in a seller's details is looked at, and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from saas.billing.seller.rules import bankgiro, bic, iban, plusgiro, swish
from saas.billing.seller.selling import home
from saas.tenants.org_numbers.rules import org_number


def checks_of(said: Mapping[str, Any]) -> dict[str, Callable[[str], str]]:
    """By the name of each detail what prints it, or raises the Refusal of a wrong one.

    A number of a company is looked at as its country writes them.
    """
    return {
        "country": home,
        "org_number": lambda written: org_number(written, country=said["country"]).national,
        "bankgiro": bankgiro,
        "plusgiro": plusgiro,
        "iban": iban,
        "bic": bic,
        "swish": swish,
    }
