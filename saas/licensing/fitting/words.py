"""Why a plan is recommended and why another is not, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from saas.licensing.fitting.rules import Advice, Fit, Needs, Unfit, cost
from saas.licensing.plans.rules import MONTHLY
from saas.text import N_, Text


def reasons(advice: Advice, needs: Needs, names: Mapping[str, str]) -> Iterator[Text]:
    """Why the best is the best. `names` are the words for features. None of them without a best."""
    best = advice.best
    if best is None:
        return
    if needs.features:
        wanted = ", ".join(names.get(key, key) for key in sorted(needs.features))
        yield Text(N_("It has what you ticked: %(features)s."), {"features": wanted})
    if best.cost is None:
        yield Text(N_("Seats and price are agreed with you in a contract."))
        return
    yield _seats(best, needs)
    following = advice.saved_against
    if following is not None and following.cost is not None:
        more = following.cost.yearly - best.cost.yearly
        values = {"plan": following.edition.name, "more": more}
        yield Text(N_("%(plan)s would do too, and costs %(more)s more a year."), values)
    by_month = cost(best.edition, people=needs.people, cadence=MONTHLY)
    if by_month is not None and best.cost.yearly < by_month.yearly:
        saved = by_month.yearly - best.cost.yearly
        yield Text(
            N_("Paid in this way it is %(saved)s less a year than by the month."), {"saved": saved}
        )


def why_not(fit: Fit, names: Mapping[str, str]) -> Text:
    """Why this one is not recommended."""
    if fit.unfit is Unfit.FEATURES:
        lacking = ", ".join(names.get(key, key) for key in fit.missing)
        return Text(N_("Lacks: %(features)s."), {"features": lacking})
    if fit.unfit is not None:
        return Text(_UNFIT[fit.unfit])
    if fit.cost is None:
        return Text(N_("Would do too, at a price agreed with you."))
    return Text(N_("Would do too, for %(price)s a year."), {"price": fit.cost.yearly})


def _seats(best: Fit, needs: Needs) -> Text:
    extra = best.cost.extra_seats if best.cost else 0
    values = {"people": needs.people, "included": best.edition.seats_included, "extra": extra}
    if not extra:
        return Text(N_("It has room for %(included)s, and you are %(people)s."), values)
    return Text(
        N_("You are %(people)s: %(included)s seats are included and %(extra)s are bought."), values
    )


_UNFIT: Final = {
    Unfit.SEATS: N_("Has too few seats and sells no more."),
    Unfit.CADENCE: N_("Is not paid for in this way."),
}
