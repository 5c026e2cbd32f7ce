"""What has been invoiced: a question this floor asks, answered by the floor that invoices.

A change that cost little may not have been invoiced yet. Who is shown what the next one costs is
shown that too, so that what is shown is what is charged (P11, P12).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from saas.licensing.lines.rules import ChargeLine
from saas.questions import Question


def _nothing_known(_agreement_id: int, _since: date) -> Sequence[ChargeLine]:
    """Nobody invoices."""
    return ()


lines_invoiced: Question[[int, date], Sequence[ChargeLine]] = Question(
    "what has been invoiced of an agreement", unless=_nothing_known
)
"""Every line for an agreement, by its id, of the periods that are not over by the end of a day."""
