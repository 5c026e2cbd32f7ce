"""What people write to us about."""

from __future__ import annotations

from typing import Final

from saas.helpcenter.departments.rules import Topic
from saas.text import N_

LONGEST_SUBJECT: Final = 120


SUBJECTS: Final = {
    Topic.QUESTION: N_("Question: %(subject)s"),
    Topic.PROBLEM: N_("Problem: %(subject)s"),
    Topic.INVOICE: N_("Invoice or payment: %(subject)s"),
    Topic.ENTERPRISE: N_("Enterprise: %(subject)s"),
}
"""A request's one line."""
