"""What people write in the forms of this floor: a line, several lines, an address, a password.

One set of fields for pages and API, with a sentence for each thing that can be wrong.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import fields, validate

from saas.text import N_

LINE: Final = 200
ADDRESS: Final = 254
TEXT: Final = 4_000
SECRET: Final = 1_024
TOKEN: Final = 200
LINE_BREAKS: Final = "\r\n\t"
NO_ADDRESS: Final = N_("Write an e-mail address, such as name@example.com.")


class Line(fields.String):
    """One line of text: spaces around it taken away, no control characters in it."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own way
        "required": N_("Fill in this field."),
        "null": N_("Fill in this field."),
        "invalid": N_("Write this as text."),
        "invalid_utf8": N_("There are signs in this that we cannot read."),
        "unreadable": N_("There are signs in this that we cannot read."),
        "empty": N_("Fill in this field."),
        "long": N_("This is too long. Make it shorter."),
    }

    def __init__(self, *, longest: int = LINE, missing: str | None = None, **options: Any) -> None:
        """`longest` counts characters; `missing` is the sentence when nothing is written."""
        self.longest = longest
        super().__init__(**options)
        if missing:
            self.error_messages |= {"required": missing, "null": missing, "empty": missing}

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> str:
        written: str = super()._deserialize(value, attr, data, **options) or ""
        if any(_is_unreadable(sign, self.allowed_controls) for sign in written):
            raise self.make_error("unreadable")
        cleaned = self.cleaned(written)
        if not cleaned and self.required:
            raise self.make_error("empty")
        if len(cleaned) > self.longest:
            raise self.make_error("long")
        return cleaned

    allowed_controls = ""

    def cleaned(self, written: str) -> str:
        """The text as it is kept."""
        return written.strip()


class Lines(Line):
    """Several lines of text."""

    allowed_controls = LINE_BREAKS

    def __init__(self, *, longest: int = TEXT, **options: Any) -> None:
        """`longest` counts characters."""
        super().__init__(longest=longest, **options)


class Secret(Line):
    """A password or a token, taken exactly as it was written."""

    def __init__(self, *, longest: int = SECRET, **options: Any) -> None:
        """`longest` bounds what is hashed, not what is a good password."""
        super().__init__(longest=longest, load_only=True, **options)

    def cleaned(self, written: str) -> str:
        """Spaces may be part of a password."""
        return written


class Email(Line):
    """An address of mail, kept in lower case."""

    def __init__(self, **options: Any) -> None:
        """At most as long as an address can be (RFC 5321)."""
        super().__init__(longest=ADDRESS, **options)

    def cleaned(self, written: str) -> str:
        """In lower case, without spaces around it. Raises ValidationError for no address."""
        address = written.strip().lower()
        if address:
            validate.Email(error=NO_ADDRESS)(address)
        return address


def _is_unreadable(sign: str, allowed: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} and sign not in allowed
