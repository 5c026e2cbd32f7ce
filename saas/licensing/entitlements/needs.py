"""A door that needs a feature: whoever lacks it is told which plan has it and what that costs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, TypeVar

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from saas.dates import now, today
from saas.licensing.agreement.models import current_plan
from saas.licensing.entitlements.actions import use
from saas.licensing.entitlements.models import entitled
from saas.licensing.entitlements.rules import FeatureLacking, counts_anew_on
from saas.licensing.entitlements.shown import Remedy, feature_words, remedies
from saas.licensing.plans.cadences import cadence_key, price_per
from saas.web.answers import problem
from saas.web.words import money, say

F = TypeVar("F", bound=Callable[..., Any])
CAN_BE_BOUGHT: Final = HTTPStatus.PAYMENT_REQUIRED
CANNOT: Final = HTTPStatus.FORBIDDEN


def needs(feature: str, *, counted: bool = False) -> Callable[[F], F]:
    """Open a door to companies that may use `feature`; a `counted` one uses it once each time.

    A use is counted with the door's own work: where that is refused, nothing is used. Whoever
    lacks the feature is answered 402 where another plan has it, else 403, as a page or as
    problem+json with the plans that have it.
    """

    def locked(view: F) -> F:
        @wraps(view)
        def asked(*args: Any, **kwargs: Any) -> Any:
            try:
                if counted:
                    use(feature=feature, now=now())
                else:
                    entitled(feature, today()).admit()
            except FeatureLacking as refusal:
                return answer_lacking(refusal)
            return view(*args, **kwargs)

        return asked  # type: ignore[return-value]

    return locked


def answer_lacking(refusal: FeatureLacking) -> ResponseReturnValue:
    """What the plan lacks, and which plan has it at what price: a page, or problem+json."""
    found = remedies(refusal.lacking, today())
    status = CAN_BE_BOUGHT if found else CANNOT
    sentence = _sentence(refusal)
    if request.path.startswith("/api/"):
        detail = " ".join([sentence, *map(_offer, found[:1])])
        return problem(
            refusal.code,
            detail,
            status,
            feature=refusal.feature,
            limit=refusal.limit,
            plans=[_plan(remedy) for remedy in found],
        )
    return render_template(
        "licensing/entitlements/lacking.html",
        sentence=sentence,
        feature=feature_words(refusal.feature),
        lacking=refusal.lacking,
        anew_on=counts_anew_on(today()),
        remedies=found,
        per={each.edition.key: price_per(each.cost.cadence) for each in found if each.cost},
    ), status


def _sentence(refusal: FeatureLacking) -> str:
    words, plan = feature_words(refusal.feature), current_plan(today()).name
    if refusal.lacking.allowed:
        return str(
            _(
                "Your plan %(plan)s includes %(limit)s a month of “%(feature)s”, and all are used.",
                plan=plan,
                limit=refusal.limit,
                feature=words,
            )
        )
    return str(_("Your plan %(plan)s does not include “%(feature)s”.", plan=plan, feature=words))


def _offer(remedy: Remedy) -> str:
    if remedy.cost is None:
        return str(_("%(plan)s does, by quote.", plan=remedy.edition.name))
    return str(
        _(
            "%(plan)s does, for %(price)s %(per)s excl. VAT.",
            plan=remedy.edition.name,
            price=money(remedy.cost.fee),
            per=say(price_per(remedy.cost.cadence)),
        )
    )


def _plan(remedy: Remedy) -> dict[str, Any]:
    edition, cost = remedy.edition, remedy.cost
    fee = {"minor": cost.fee.minor, "currency": cost.fee.currency} if cost else None
    fits = cost is not None and not remedy.is_too_small
    return {
        "edition": edition.key,
        "name": edition.name,
        "fee": fee,
        "cadence": cadence_key(cost.cadence) if cost else None,
        "upgrade": url_for("change.choose", edition=edition.key, _external=True) if fits else None,
    }
