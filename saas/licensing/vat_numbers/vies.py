"""The EU's VIES over its REST interface: the one module that speaks to it.

POST {countryCode, vatNumber, requesterMemberStateCode, requesterNumber} to
…/rest-api/check-vat-number answers {valid, requestIdentifier, name, userError}
(ec.europa.eu/taxation_customs/vies, "VIES on-the-Web API").
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.error import URLError
from urllib.request import Request, urlopen

from saas.licensing.vat.rules import ProofAnswer
from saas.licensing.vat_numbers.port import Answer

ADDRESS: Final = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
PATIENCE: Final = 10
LARGEST: Final = 100_000
ANSWERED: Final = ("VALID", "INVALID")


class Vies:
    """VIES at an address; another than the EU's own in tests."""

    def __init__(self, address: str = ADDRESS) -> None:
        self.address = address

    def ask(self, number: str, *, requester: str) -> Answer:
        """What VIES knows of `number`; UNANSWERED where it, or a member state, is down."""
        said: dict[str, str] = {"countryCode": number[:2], "vatNumber": number[2:]}
        if requester:
            said |= {
                "requesterMemberStateCode": requester[:2],
                "requesterNumber": requester[2:],
            }
        try:
            told = self._post(said)
        except (URLError, TimeoutError, OSError, ValueError):
            return Answer(ProofAnswer.UNANSWERED)
        return answer_in(told)

    def _post(self, said: dict[str, str]) -> Any:
        asked = Request(  # noqa: S310 - the address is the operator's own
            self.address,
            data=json.dumps(said).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            method="POST",
        )
        with urlopen(asked, timeout=PATIENCE) as reply:  # noqa: S310
            return json.loads(reply.read(LARGEST))


def answer_in(told: Any) -> Answer:
    """What a reply of VIES says. Whatever is no clear yes or no is UNANSWERED."""
    if not isinstance(told, dict) or not isinstance(told.get("valid"), bool):
        return Answer(ProofAnswer.UNANSWERED)
    if told.get("userError") not in {None, "", *ANSWERED}:
        return Answer(ProofAnswer.UNANSWERED)
    return Answer(
        ProofAnswer.VALID if told["valid"] else ProofAnswer.INVALID,
        reference=str(told.get("requestIdentifier") or ""),
        registered_name=str(told.get("name") or ""),
    )
