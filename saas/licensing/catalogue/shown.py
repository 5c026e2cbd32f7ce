"""Plans as pages and JSON show them: in the reader's language, with the reader's tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from saas.dates import today
from saas.licensing.catalogue.models import catalogue
from saas.licensing.plans.rules import Edition
from saas.licensing.plans.words import policy_in_words
from saas.licensing.vat.rules import SELLER_COUNTRY, VatDecision, taxed, vat_decision
from saas.money import Money
from saas.text import Text
from saas.web.words import language


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition as a page shows it, in the reader's language."""

    edition: Edition
    features: Sequence[str]
    fee_with_vat: Money
    notice: Text


def plans_shown(vat: VatDecision | None = None) -> list[Shown]:
    """The editions on sale today, as they are shown to whoever pays `vat` (default: Swedish)."""
    vat = vat or vat_decision(country=SELLER_COUNTRY, vat_number_proven=False, on=today())
    return [
        Shown(
            edition=edition,
            features=[catalogue().feature(key, language()) for key in edition.features],
            fee_with_vat=taxed([edition.monthly_fee], vat).gross,
            notice=policy_in_words(edition.notice),
        )
        for edition in catalogue().on_sale(today())
    ]
