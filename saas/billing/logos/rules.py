"""What may be a logo: a small drawing that does nothing and fetches nothing.

An SVG may be made of shapes alone. Scripts, styles that fetch, pictures, text (whose typeface
the reader may lack) and links have no place in it; nor has a DOCTYPE, whose entities can grow
without end. A PNG is looked at by its first bytes and its header.
"""

from __future__ import annotations

import re
import struct
from base64 import b64encode
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar, Final
from xml.parsers.expat import ExpatError, ParserCreate
from zlib import crc32

from saas.errors import Refusal
from saas.text import N_

LARGEST: Final = 100_000
"""Bytes."""
WIDEST: Final = 2_000
"""Pixels of a PNG, each way."""
SVG: Final = "http://www.w3.org/2000/svg"
SHAPES: Final = frozenset(
    re.findall(
        r"\w+",
        "svg g path rect circle ellipse line polyline polygon defs use symbol title desc style "
        "linearGradient radialGradient stop clipPath mask",
    )
)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_FETCHES: Final = re.compile(r"@import|\\|url\(\s*+['\"]?+(?!#)", re.IGNORECASE)


class LogoKind(StrEnum):
    """The kinds of file a logo may be."""

    SVG = "svg"
    PNG = "png"

    @property
    def mime_type(self) -> str:
        """What a browser is told it is."""
        return {"svg": "image/svg+xml", "png": "image/png"}[self]


class LogoTooLarge(Refusal):
    """More than a document should carry each time."""

    says = N_(
        "The logo is too large: at most 100 kB, and 2 000 pixels each way. Save a smaller one."
    )
    field: ClassVar[str | None] = "file"


class NotALogo(Refusal):
    """None of the kinds, or a file that cannot be read."""

    says = N_("This cannot be read as a drawing. Choose an SVG or a PNG.")
    field: ClassVar[str | None] = "file"


@dataclass
class NotOnlyShapes(Refusal):
    """An SVG with something in it that is not drawn, or fetches something."""

    found: str

    says = N_(
        "The logo has %(found)s in it, and may have shapes only. Save it as plain SVG, with text "
        "as outlines and without pictures, scripts or links."
    )
    field: ClassVar[str | None] = "file"


@dataclass(frozen=True, slots=True)
class LogoFile:
    """A logo that may be kept."""

    kind: LogoKind
    content: bytes

    @property
    def sha256(self) -> str:
        """What it is called: the fingerprint of its bytes, in hexadecimal."""
        return sha256(self.content).hexdigest()

    @property
    def drawing(self) -> str:
        """It as one SVG, which is what documents are given: a PNG is set into one."""
        if self.kind is LogoKind.SVG:
            return " ".join(self.content.decode("utf-8-sig").split())
        wide, high = _size_of(self.content)
        told = b64encode(self.content).decode()
        return (
            f'<svg xmlns="{SVG}" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
            f'<image width="{wide}" height="{high}" href="data:image/png;base64,{told}"/></svg>'
        )


def logo_in(content: bytes) -> LogoFile:
    """The logo in a file, whatever it is called: its first bytes say what it is.

    Raises LogoTooLarge, NotALogo or NotOnlyShapes.
    """
    if len(content) > LARGEST:
        raise LogoTooLarge
    if content.startswith(_PNG):
        if max(_size_of(content)) > WIDEST:
            raise LogoTooLarge
        _must_be_whole(content)
        return LogoFile(LogoKind.PNG, content)
    _must_be_shapes(content)
    return LogoFile(LogoKind.SVG, content)


def _size_of(png: bytes) -> tuple[int, int]:
    """Width and height by the header, which begins every PNG (ISO/IEC 15948 §11.2.2)."""
    try:
        wide, high = struct.unpack_from(">II", png, len(_PNG) + 8)
    except struct.error as short:
        raise NotALogo from short
    if not wide or not high:
        raise NotALogo
    return wide, high


def _must_be_whole(png: bytes) -> None:
    """Every chunk is there to its end with its sum, and the last says so (§5.3)."""
    kind, at = b"", len(_PNG)
    while kind != b"IEND":
        (length,) = struct.unpack(">I", png[at : at + 4].rjust(4, b"\xff"))
        kind, end = png[at + 4 : at + 8], at + 8 + length
        if png[end : end + 4] != crc32(png[at + 4 : end]).to_bytes(4, "big"):
            raise NotALogo
        at = end + 4


def _must_be_shapes(content: bytes) -> None:
    try:
        written = content.decode("utf-8-sig")
        _Shapes().parser.Parse(written, True)  # noqa: FBT003 - expat's own way: this is all
    except (ExpatError, UnicodeDecodeError) as broken:
        raise NotALogo from broken


class _Shapes:
    """Reads an SVG as it comes, and stops at the first thing in it that is no shape."""

    def __init__(self) -> None:
        self._begun = False
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._element
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self._style: list[str] | None = None

    def _doctype(self, *_: object) -> None:
        raise NotOnlyShapes("DOCTYPE")

    def _instruction(self, target: str, _data: str) -> None:
        raise NotOnlyShapes(f"<?{target}?>")

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        if not self._begun and (namespace, name) != (SVG, "svg"):
            raise NotALogo
        self._begun = True
        if namespace != SVG or name not in SHAPES or self._style is not None:
            raise NotOnlyShapes(f"<{name}>")
        self._style = [] if name == "style" else None
        for attribute, value in attributes.items():
            local = attribute.rpartition(" ")[2]
            elsewhere = local == "href" and not value.startswith("#")
            if elsewhere or local.lower().startswith("on") or _FETCHES.search(value):
                raise NotOnlyShapes(f"{local}=")

    def _words(self, said: str) -> None:
        if self._style is not None:
            self._style.append(said)

    def _end(self, _tag: str) -> None:
        if self._style is not None and _FETCHES.search("".join(self._style)):
            raise NotOnlyShapes("<style>")
        self._style = None
