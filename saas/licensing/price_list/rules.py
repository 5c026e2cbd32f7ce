"""A list of plans with one more edition in it."""

from __future__ import annotations

from dataclasses import replace

from saas.errors import Refusal
from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.plans.rules import Edition
from saas.text import N_


class EditionTaken(Refusal):
    """The plan has an edition of that name, or one sold from that day."""

    says = N_("%(plan)s already has an edition of that name, or one that is sold from that day.")
    field = "edition"

    def __init__(self, plan: str) -> None:
        self.plan = plan


def with_edition(listed: Catalogue, edition: Edition) -> Catalogue:
    """`listed` with one more edition, after the others of its plan. Raises EditionTaken."""
    its_plan = [each for each in listed.editions if each.plan == edition.plan]
    if any(e.key == edition.key or e.sold_from == edition.sold_from for e in its_plan):
        raise EditionTaken(edition.name)
    last = max(n for n, each in enumerate(listed.editions) if each.plan == edition.plan)
    editions = [*listed.editions]
    editions.insert(last + 1, edition)
    return replace(listed, editions=tuple(editions))


class NothingIsRenewed(Refusal):
    """A deadline before renewal, in a plan that has no binding term to be renewed."""

    says = N_(
        "This plan has no binding term that is renewed; only a contract has. Choose another "
        "notice period."
    )
    field = "policy"


class MonthlyPriceMissing(Refusal):
    """A plan that is sold over the counter has no price by the month."""

    says = N_("Say what it costs by the month.")
    field = "monthly_fee"
