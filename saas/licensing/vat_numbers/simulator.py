"""A registry for demos and tests: every number is known, but for those that say otherwise."""

from __future__ import annotations

from typing import Final

from saas.licensing.vat.rules import ProofAnswer
from saas.licensing.vat_numbers.port import Answer

UNKNOWN: Final = "404"
DOWN: Final = "503"


class SimulatedRegistry:
    """Knows every number; none that ends in 404, and is down for those that end in 503."""

    def ask(self, number: str, *, requester: str) -> Answer:
        """What a registry would say; the reference names who asked."""
        if number.endswith(DOWN):
            return Answer(ProofAnswer.UNANSWERED)
        if number.endswith(UNKNOWN):
            return Answer(ProofAnswer.INVALID, reference=f"SIM-{number}")
        return Answer(ProofAnswer.VALID, reference=f"SIM-{requester or 'US'}-{number}")
