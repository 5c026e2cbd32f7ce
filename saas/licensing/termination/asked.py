"""Which last day a notice had before its company ceased: a question to the room that knows.

Whoever decides that a company has ceased ends its notices sooner, and so leans on this room; the
confirmation, which says the last day, asks it why that is another than the notice period says
(docs/decisions/0009-a-question-to-the-floor-above.md).
"""

from __future__ import annotations

from datetime import date

from saas.questions import Question


def _none(_notice_id: int) -> date | None:
    """No company ever ceases."""
    return None


last_day_before_ceasing: Question[[int], date | None] = Question(
    "the last day of a notice before its company ceased", unless=_none
)
"""The last day that a notice, by its id, had by its own notice period; None where it has it yet."""
