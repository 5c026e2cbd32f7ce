"""What people write to us about."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from saas.text import N_

LONGEST_SUBJECT: Final = 120


class Topic(StrEnum):
    """What it is about, so that the right one of us reads it."""

    QUESTION = "question"
    PROBLEM = "problem"
    INVOICE = "invoice"
    ENTERPRISE = "enterprise"


WORDS: Final = {
    Topic.QUESTION: N_("A question"),
    Topic.PROBLEM: N_("Something does not work"),
    Topic.INVOICE: N_("An invoice or a payment"),
    Topic.ENTERPRISE: N_("Enterprise"),
}

SUBJECTS: Final = {
    Topic.QUESTION: N_("Question: %(subject)s"),
    Topic.PROBLEM: N_("Problem: %(subject)s"),
    Topic.INVOICE: N_("Invoice or payment: %(subject)s"),
    Topic.ENTERPRISE: N_("Enterprise: %(subject)s"),
}
"""A request's one line."""


def topic_in(written: str | None) -> Topic:
    """The topic a link names, or a question where it names none we know."""
    return next((topic for topic in Topic if topic.value == written), Topic.QUESTION)
