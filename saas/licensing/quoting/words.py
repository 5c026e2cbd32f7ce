"""What the choices in a quote are called."""

from __future__ import annotations

from typing import Final

from saas.licensing.plans.rules import BindingTerm, NoticeKind, Timing
from saas.text import N_

CADENCES: Final = (("1", N_("A month")), ("3", N_("A quarter")), ("12", N_("A year")))

TIMINGS: Final = (
    (Timing.IN_ADVANCE.value, N_("In advance")),
    (Timing.IN_ARREARS.value, N_("Afterwards")),
    (Timing.PREBILLED.value, N_("In advance, and put right when the period is over")),
)

NOTICES: Final = (
    (NoticeKind.MONTHS_FROM_RECEIPT.value, N_("Months from the day of receipt")),
    (NoticeKind.WHOLE_CALENDAR_MONTHS.value, N_("Whole calendar months")),
    (NoticeKind.RENEWAL_DEADLINE.value, N_("Days before the term is renewed")),
    (NoticeKind.CONTRACT.value, N_("As written in the contract")),
    (NoticeKind.NONE.value, N_("No notice needed")),
)

TERMS: Final = (
    (BindingTerm.A.value, N_("A: notice may run while the term does")),
    (BindingTerm.B.value, N_("B: notice begins to run when the term has run out")),
)
