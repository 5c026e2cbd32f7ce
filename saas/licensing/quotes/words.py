"""How the states of a quote are said, and with which tag."""

from __future__ import annotations

from typing import Final

from saas.licensing.quotes.rules import QuoteState
from saas.text import N_, Text

STATES: Final = {
    QuoteState.OPEN: ("warn", Text(N_("Waits for your answer"))),
    QuoteState.ACCEPTED: ("good", Text(N_("Accepted"))),
    QuoteState.DECLINED: ("neutral", Text(N_("Turned down"))),
    QuoteState.WITHDRAWN: ("neutral", Text(N_("Withdrawn"))),
    QuoteState.SUPERSEDED: ("neutral", Text(N_("Replaced by a newer version"))),
    QuoteState.EXPIRED: ("bad", Text(N_("Expired"))),
}
