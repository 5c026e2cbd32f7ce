"""How a notice policy is said, on the plans page and in a confirmation."""

from __future__ import annotations

from datetime import date
from typing import Final

from saas.licensing.plans.rules import BindingTerm, NoticeKind, NoticePolicy
from saas.text import N_, Text


def policy_in_words(policy: NoticePolicy) -> Text:
    """The notice period as the plans page and the confirmation say it."""
    said = Text(
        _WORDS[policy.kind],
        {"months": months_in_words(policy.months), "days": policy.days},
    )
    if policy.kind not in {NoticeKind.MONTHS_FROM_RECEIPT, NoticeKind.WHOLE_CALENDAR_MONTHS}:
        return said
    if policy.term is BindingTerm.B:
        said = Text(N_("%(period)s, but not before a binding term has run out"), {"period": said})
    if policy.to_period_end:
        said = Text(N_("%(period)s, and on to the end of the billing period"), {"period": said})
    return said


def months_in_words(months: int) -> Text:
    """So many months, as one says it."""
    return Text(N_("one month") if months == 1 else N_("%(months)s months"), {"months": months})


def term_in_words(bound_until: date | None, renews_months: int) -> Text | None:
    """Until when an agreement binds and what then; None where no term binds it."""
    if bound_until is None:
        return None
    values = {"day": bound_until, "months": months_in_words(renews_months)}
    if renews_months:
        return Text(N_("Through %(day)s, then renewed for %(months)s at a time"), values)
    return Text(N_("Through %(day)s, then until notice is given"), values)


_WORDS: Final = {
    NoticeKind.NONE: N_("No notice needed"),
    NoticeKind.CONTRACT: N_("According to contract"),
    NoticeKind.MONTHS_FROM_RECEIPT: N_("%(months)s from the day your notice reaches us"),
    NoticeKind.WHOLE_CALENDAR_MONTHS: N_("%(months)s, counted in whole calendar months"),
    NoticeKind.RENEWAL_DEADLINE: N_("At least %(days)s days before the agreement is renewed"),
}
