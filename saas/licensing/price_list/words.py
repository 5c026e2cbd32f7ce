"""What staff choose among when they list an edition, in words."""

from __future__ import annotations

from typing import Final

from saas.text import N_

POLICIES: Final = {
    "none": N_("No notice needed"),
    "months_from_receipt": N_("Months from the day notice reaches us"),
    "whole_calendar_months": N_("Whole calendar months"),
    "renewal_deadline": N_("Days before the agreement is renewed"),
    "contract": N_("According to contract"),
}
TIMINGS: Final = {
    "advance": N_("In advance"),
    "arrears": N_("In arrears"),
    "prebilled": N_("Prebilled, and put right afterwards"),
}
