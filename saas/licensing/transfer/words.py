"""How the states of a transfer are said, and what goes over and what does not."""

from __future__ import annotations

from typing import Final

from saas.licensing.transfer.rules import Lapse, TransferState
from saas.text import N_, Text

STATES: Final = {
    TransferState.OFFERED: ("warn", Text(N_("Waits for an answer"))),
    TransferState.AGREED: ("info", Text(N_("Agreed"))),
    TransferState.DONE: ("good", Text(N_("Gone over"))),
    TransferState.WITHDRAWN: ("neutral", Text(N_("Withdrawn"))),
    TransferState.LAPSED: ("bad", Text(N_("Did not take place"))),
}

GOES: Final = (
    N_("The agreement with its plan, prices, periods, binding term and notice period."),
    N_("The seats, and whatever the contract grants beyond the plan."),
    N_("The reference or purchase order, as a proposal the other company may change."),
)

STAYS: Final = (
    N_("The people of each company, with their logins."),
    N_("Invoices and credit notes until the day, and what is unpaid of them."),
    N_("Saved cards, requests and the company's details."),
)

LAPSES: Final = {
    Lapse.UNANSWERED: Text(N_("Nobody accepted it in time.")),
    Lapse.TERMS_CHANGED: Text(
        N_("The agreement was changed or given notice of after both companies had seen it.")
    ),
    Lapse.CREDIT_LEFT: Text(N_("There was money to the credit of the company that gives it away.")),
    Lapse.TAKER_HAS_PLAN: Text(N_("The company that was to take over had a plan of its own.")),
    Lapse.TAKER_CEASED: Text(N_("The company that was to take over has ceased.")),
}
