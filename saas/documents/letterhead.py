"""On whose paper a document is: asked where no seller is known, answered where one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.questions import Question


def _plain(_currency: str) -> Mapping[str, Any]:
    """Nobody sells: plain paper."""
    return {}


letterhead: Question[[str], Mapping[str, Any]] = Question(
    "on whose paper a document is", unless=_plain
)
"""Who sells to the company in scope in a currency, as templates print it: `seller` and `logo`.

Asked when the document is made: a seller that has moved is found at its new address.
"""
