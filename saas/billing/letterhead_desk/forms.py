"""What staff say of a seller's look, and the logo they send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request
from marshmallow import Schema, fields
from marshmallow.validate import URL, OneOf, Regexp

from saas.billing.letterhead.rules import LONGEST_TERMS, Look, look
from saas.billing.logos.models import logo_called
from saas.billing.logos.rules import LARGEST
from saas.tenants.fields import Line, Lines
from saas.text import N_

SAVE, SHOW = "save", "show"
HTTPS: Final = N_("Write the whole address, beginning with https://.")


class LookForm(Schema):
    """How a seller's documents look; `logo` is the hash of one that was sent before."""

    logo = fields.String(load_default="", validate=Regexp(r"([0-9a-f]{64})?\Z"))
    without_logo = fields.Boolean(load_default=False)
    accent = Line(longest=20, load_default="")
    tint = Line(longest=20, load_default="")
    terms_sv = Lines(longest=LONGEST_TERMS, load_default="")
    terms_en = Lines(longest=LONGEST_TERMS, load_default="")
    terms_link = Line(longest=200, load_default="", validate=URL(schemes={"https"}, error=HTTPS))
    then = fields.String(load_default=SAVE, validate=OneOf([SAVE, SHOW]))


def look_in(data: Mapping[str, Any], *, logo: str | None) -> Look:
    """The look in `data`; with `logo` where another was sent.

    Raises NotAColour, HardToRead or LinkWithoutWords; NotFound for a logo that nobody sent.
    """
    kept = "" if data["without_logo"] else data["logo"]
    if kept:
        logo_called(kept)
    said = {name: data[name] for name in Look.__dataclass_fields__}
    return look(**said | {"logo": logo or kept})


def logo_sent() -> bytes | None:
    """The file that was sent with the form, if one was; never more than is too large."""
    file = request.files.get("file")
    return file.stream.read(LARGEST + 1) if file and file.filename else None
