"""Sentences that are written in one place and translated in another.

Rules and actions know no language. They hand out English sentences marked with `N_`, so that
the translators find them, and the door translates them for whoever is reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(sentence: str) -> str:
    """Mark a sentence for translation and return it unchanged."""
    return sentence


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in English and the values for its `%(name)s` places.

    A value may itself be a `Text`; it is then translated before it is put in. `str()` gives
    the English sentence; `saas.web.say` gives the reader's.
    """

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % self.values if self.values else self.sentence
