"""The settings of this installation, read from the environment and checked at start.

Every wrong value is named in one message, so that an operator mends them all at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from saas.config.checks import problems_in
from saas.config.values import Values
from saas.dates import move_clock_by


class Misconfigured(SystemExit):
    """Some settings are wrong; the message has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"The configuration does not hold:\n{lines}")
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Values):
    """What the environment says, and nothing of it is wrong."""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of `environment`. Raises Misconfigured, naming every wrong value."""
        names = cls.__dataclass_fields__
        given = {name: environment[name.upper()] for name in names if name.upper() in environment}
        settings = cls(**given)
        if problems := list(problems_in(settings)):
            raise Misconfigured(problems)
        if settings.clock_file:
            move_clock_by(_offset_in(Path(settings.clock_file)))
        return settings


def _offset_in(file: Path) -> Callable[[], timedelta]:
    """How far ahead the demo's clock runs: whole days, kept in a file all processes read."""
    known: dict[int, timedelta] = {}

    def offset() -> timedelta:
        try:
            stamp = file.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta()
        if stamp not in known:
            known.clear()
            known[stamp] = timedelta(days=int(file.read_text(encoding="ascii") or 0))
        return known[stamp]

    return offset
