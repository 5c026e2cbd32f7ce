"""Sentences with their values as JSON, and back: kept as meant, said when they are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from saas.money import Money
from saas.text import Text


def written(text: Text) -> dict[str, Any]:
    """A sentence and its values as JSON; `read` gives the sentence back."""
    return {
        "sentence": text.sentence,
        "values": {name: _written_value(value) for name, value in text.values.items()},
    }


def read(stored: dict[str, Any]) -> Text:
    """The sentence that `written` wrote."""
    return Text(
        stored["sentence"], {name: _read_value(value) for name, value in stored["values"].items()}
    )


def _written_value(value: Any) -> Any:
    match value:
        case Text():
            return written(value)
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


def _read_value(value: Any) -> Any:
    match value:
        case {"sentence": _}:
            return read(value)
        case {"minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case _:
            return value
