"""What a seller's documents look like, and which colours can be read on paper.

Contrast is that of WCAG 2.2 (1.4.3): relative luminances against each other, at least 4.5 to 1
for text of the sizes that documents have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from saas.errors import Refusal
from saas.text import N_

PAPER: Final = "#ffffff"
INK: Final = "#16192b"
FAINT: Final = "#5b6178"
ACCENT: Final = "#1d3fbb"
TINT: Final = "#eef2fd"
"""The colours of a document whose seller has chosen none; `documents/style.typ` has the same."""

READABLE: Final = 4.5
LONGEST_TERMS: Final = 600


@dataclass
class NotAColour(Refusal):
    """Not a colour as it is written on the web."""

    written: str

    says = N_("%(written)s is not a colour. Write it like #1d3fbb.")
    field: ClassVar[str | None] = "accent"


class TintNotAColour(NotAColour):
    """The same, of the colour behind."""

    field: ClassVar[str | None] = "tint"


@dataclass
class HardToRead(Refusal):
    """Text in one of the chosen colours could not be read on the other, or on paper."""

    ink: str
    ground: str
    ratio: str

    says = N_(
        "%(ink)s cannot be read on %(ground)s: the contrast is %(ratio)s to 1, and has to be 4.5. "
        "Choose a darker colour for text, or a lighter one behind it."
    )
    field: ClassVar[str | None] = "accent"


class TintHardToRead(HardToRead):
    """The colour behind is too dark for what stands on it."""

    field: ClassVar[str | None] = "tint"


@dataclass
class LinkWithoutWords(Refusal):
    """A link nobody is told about: the words are what it is read by."""

    says = N_("Say in a sentence what the link leads to.")
    field: ClassVar[str | None] = "terms_sv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a seller has chosen for its documents; an empty text is not chosen.

    `logo` is the SHA-256 of the file, `accent` the colour of what stands out and `tint` that
    behind it. Terms are the sentences a document prints, in each of its languages.
    """

    logo: str = ""
    accent: str = ""
    tint: str = ""
    terms_sv: str = ""
    terms_en: str = ""
    terms_link: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing has been chosen."""
        return self == Look()


def look(
    *, logo: str, accent: str, tint: str, terms_sv: str, terms_en: str, terms_link: str
) -> Look:
    """A look whose colours can be read. Raises NotAColour, HardToRead or LinkWithoutWords."""
    chosen = Look(
        logo=logo,
        accent=colour(accent, wrong=NotAColour),
        tint=colour(tint, wrong=TintNotAColour),
        terms_sv=terms_sv,
        terms_en=terms_en,
        terms_link=terms_link,
    )
    if terms_link and not (terms_sv or terms_en):
        raise LinkWithoutWords
    accent, tint = chosen.accent or ACCENT, chosen.tint or TINT
    behind = TintHardToRead if chosen.tint else HardToRead
    for ink, ground, hard in (
        (accent, PAPER, HardToRead),
        (INK, tint, TintHardToRead),
        (FAINT, tint, TintHardToRead),
        (accent, tint, behind),
    ):
        if contrast(ink, ground) < READABLE:
            raise hard(ink, ground, f"{contrast(ink, ground):.1f}")
    return chosen


def colour(written: str, *, wrong: type[NotAColour]) -> str:
    """The colour as #rrggbb, from "#1D3FBB", "1d3fbb" or "#13b". Empty stays empty.

    Raises `wrong`.
    """
    digits = written.strip().removeprefix("#").lower()
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits):
        raise wrong(written)
    return "#" + (digits if len(digits) > len("rgb") else "".join(each * 2 for each in digits))


def contrast(one: str, other: str) -> float:
    """How far apart two colours are for the eye: from 1, the same, to 21, black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour_: str) -> float:
    """The relative luminance of #rrggbb, from 0 for black to 1 for white."""
    parts = (int(colour_[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
