"""How a notice policy is said, on the plans page and in a confirmation."""

from __future__ import annotations

from typing import Final

from saas.licensing.plans.rules import NoticeKind, NoticePolicy
from saas.text import N_, Text


def policy_in_words(policy: NoticePolicy) -> Text:
    """The notice period as the plans page and the confirmation say it."""
    if policy.kind in {NoticeKind.NONE, NoticeKind.CONTRACT}:
        return Text(_WORDS[policy.kind])
    words = N_("one month") if policy.months == 1 else N_("%(months)s months")
    return Text(_WORDS[policy.kind], {"months": Text(words, {"months": policy.months})})


_WORDS: Final = {
    NoticeKind.NONE: N_("No notice needed"),
    NoticeKind.CONTRACT: N_("According to contract"),
    NoticeKind.MONTHS_FROM_RECEIPT: N_("%(months)s from the day your notice reaches us"),
    NoticeKind.WHOLE_CALENDAR_MONTHS: N_("%(months)s, counted in whole calendar months"),
}
