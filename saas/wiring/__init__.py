"""The house on three pages: its doors, what reacts to what, and what the calendar brings."""

from saas.wiring.answers import answer_questions
from saas.wiring.days import CALENDAR
from saas.wiring.doors import API_DOORS, DOORS
from saas.wiring.reactions import REACTIONS

__all__ = ["API_DOORS", "CALENDAR", "DOORS", "REACTIONS"]

answer_questions()
