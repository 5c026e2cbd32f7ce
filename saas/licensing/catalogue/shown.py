"""Plans as pages and JSON show them: in the reader's language, with the reader's tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from saas.dates import today
from saas.licensing.catalogue.models import catalogue
from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.plans.cadences import cadence_in_words, price_per
from saas.licensing.plans.rules import Edition, Price
from saas.licensing.plans.words import policy_in_words
from saas.licensing.vat.rules import SELLER_COUNTRY, VatDecision, taxed, vat_decision
from saas.money import Money
from saas.text import N_, Text
from saas.web.words import language, say


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition as a page shows it, in the reader's language.

    `usual` is the usual way to pay, `others` the rest with their words.
    """

    edition: Edition
    features: Sequence[str]
    fee_with_vat: Money
    usual_with_vat: Money
    notice: Text

    @property
    def usual(self) -> Price:
        """The price most pay."""
        return self.edition.prices[0]

    @property
    def per(self) -> Text:
        """What stands behind that price: a month."""
        return price_per(self.usual.cadence)

    @property
    def others(self) -> list[tuple[str, Price]]:
        """The other ways to pay, each with how it is said."""
        rest = () if self.edition.by_contract else self.edition.prices[1:]
        return [(say(cadence_in_words(price.cadence)), price) for price in rest]

    def in_way(self, said: str) -> Money | None:
        """What it costs when paid for in one of the other ways, as it is said."""
        return next((price.fee for words, price in self.others if words == said), None)


def plans_shown(vat: VatDecision | None = None) -> list[Shown]:
    """The editions on sale today, as they are shown to whoever pays `vat` (default: Swedish)."""
    vat = vat or vat_decision(country=SELLER_COUNTRY, vat_number_proven=False, on=today())
    known = catalogue()
    return [
        Shown(
            edition=edition,
            features=[_feature(edition, key, known) for key in edition.features],
            fee_with_vat=taxed([edition.monthly_fee], vat).gross,
            usual_with_vat=taxed([edition.prices[0].fee], vat).gross,
            notice=policy_in_words(edition.notice),
        )
        for edition in known.on_sale(today())
    ]


def _feature(edition: Edition, key: str, known: Catalogue) -> str:
    """A feature's words, with how much of it there is where that is limited."""
    words, limit = known.feature(key, language()), edition.limits.get(key)
    if limit is None:
        return words
    return say(Text(N_("%(feature)s: %(limit)s a month"), {"feature": words, "limit": limit}))
