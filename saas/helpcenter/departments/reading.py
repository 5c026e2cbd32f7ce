"""Reading the departments from TOML, with a sentence for every value that is wrong."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import current_app
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Email, Length, Regexp

from saas.config import Settings
from saas.helpcenter.departments.rules import Department, Topic, unshared

EXAMPLE: Final = Path(__file__).with_name("example.toml")


class DepartmentsWrong(ValueError):
    """The departments cannot be read; the message has a line for each thing that is wrong."""

    def __init__(self, source: str, problems: list[str]) -> None:
        super().__init__("\n".join([f"{source} does not hold:", *(f"  - {p}" for p in problems)]))
        self.problems = problems


def departments() -> tuple[Department, ...]:
    """Those of this installation: of DEPARTMENTS_FILE, else the example's."""
    settings: Settings = current_app.config["SETTINGS"]
    return _read(Path(settings.departments_file) if settings.departments_file else EXAMPLE)


def read_departments(written: str, *, source: str = "The file") -> tuple[Department, ...]:
    """The departments in the TOML text `written`, in its order.

    Raises DepartmentsWrong naming every wrong value, so that an operator mends them at once.
    """
    try:
        said = _File().load(tomllib.loads(written))
    except tomllib.TOMLDecodeError as error:
        raise DepartmentsWrong(source, [f"It is not TOML: {error}."]) from error
    except ValidationError as error:
        problems = [f"{name}: {why}" for name, why in error.normalized_messages().items()]
        raise DepartmentsWrong(source, problems) from error
    found = tuple(Department(**each | {"topics": tuple(each["topics"])}) for each in said)
    if problems := unshared(found):
        raise DepartmentsWrong(source, problems)
    return found


@cache
def _read(file: Path) -> tuple[Department, ...]:
    return read_departments(file.read_text(encoding="utf-8"), source=str(file))


class _Words(Schema):
    """The same in each language that is spoken here."""

    en = fields.String(required=True, validate=Length(1, 100))
    sv = fields.String(required=True, validate=Length(1, 100))


class _Row(Schema):
    """Every field of a Department."""

    code = fields.String(required=True, validate=Regexp(r"[a-z][a-z0-9-]{0,29}\Z"))
    name = fields.Nested(_Words, required=True)
    hours = fields.Nested(_Words, required=True)
    mail = fields.String(required=True, validate=Email())
    phone = fields.String(load_default="", validate=Length(max=40))
    topics = fields.List(fields.Enum(Topic, by_value=True), required=True, validate=Length(min=1))


class _File(Schema):
    """What the file has: departments."""

    department = fields.List(fields.Nested(_Row), required=True)

    def load(self, *args: Any, **kwargs: Any) -> Any:
        """The rows themselves."""
        return super().load(*args, **kwargs)["department"]
