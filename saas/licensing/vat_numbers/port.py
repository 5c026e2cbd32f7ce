"""What we want of those who know which VAT numbers there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from saas.licensing.vat.rules import ProofAnswer


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, with the reference under which the authorities remember that we asked."""

    answer: ProofAnswer
    reference: str = ""
    registered_name: str = ""


class Registry(Protocol):
    """Somebody who can be asked about a number, in our own name."""

    def ask(self, number: str, *, requester: str) -> Answer:
        """What is known of `number`. An outage is UNANSWERED, never an exception."""
        ...
