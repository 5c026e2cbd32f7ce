"""Which transfer takes a company's agreement: a question to the room that knows of transfers.

The giver is on Free from that day on, and chooses who keeps its seat as before any other day with
fewer. Transfers are carried out with the choice in hand, so that room leans on this one, and is
asked (docs/decisions/0009-a-question-to-the-floor-above.md).
"""

from __future__ import annotations

from saas.licensing.staying.rules import GoesOver
from saas.questions import Question


def _none(_agreement_id: int) -> GoesOver | None:
    """Nobody takes agreements over."""
    return None


agreed_transfer: Question[[int], GoesOver | None] = Question(
    "the transfer that takes an agreement", unless=_none
)
"""The transfer of an agreement, by its id, that both companies have agreed on; None for none."""
