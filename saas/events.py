"""Facts one part of the house announces and a higher part may react to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Self, get_type_hints


@dataclass(frozen=True, slots=True)
class Event:
    """A fact, named in the past tense. Carries ids and plain values, never rows.

    A subclass is a frozen dataclass with slots whose fields are `int`, `str`, `bool` or
    `date`: NoticeGiven(notice_id=7, last_day=date(2026, 8, 14)).
    """

    known: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls) -> None:
        """Remember every kind of fact by its name, which is how it is stored."""
        Event.known[cls.__name__] = cls

    def facts(self) -> dict[str, Any]:
        """The fields as JSON knows them: days become ISO strings."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in said.items()}

    @classmethod
    def recall(cls, facts: dict[str, Any]) -> Self:
        """The fact again, from what `facts()` gave."""
        hints = get_type_hints(cls)
        return cls(
            **{k: date.fromisoformat(v) if hints[k] is date else v for k, v in facts.items()}
        )
