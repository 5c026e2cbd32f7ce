"""What the shipped typeface can show, so that no name ever stops a document from being made."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

SUBSTITUTE: Final = "?"
SEGMENTED, GROUPED = 4, 12  # the two layouts of a character map a typeface carries (OpenType cmap)


def showable(value: Any, typeface: Path) -> Any:
    """The same data with every text reduced to what `typeface` can show.

    Archivable PDF refuses a character without a shape (ISO 19005-3 §6.2.11.8), and control or
    direction marks could make a printed name read differently from the stored one. Texts are
    composed (NFC), such marks are dropped, and a character without a shape becomes "?".
    Lists and dictionaries are followed; anything that is not text is returned as it is.
    """
    match value:
        case str():
            return "".join(_shown(value, typeface))
        case dict():
            return {key: showable(each, typeface) for key, each in value.items()}
        case list() | tuple():
            return [showable(each, typeface) for each in value]
        case _:
            return value


def _shown(text: str, typeface: Path) -> Iterator[str]:
    known = characters(typeface)
    for character in unicodedata.normalize("NFC", text):
        if character == "\n" or ord(character) in known:
            if unicodedata.category(character) not in {"Cf", "Cc"} or character == "\n":
                yield character
        elif unicodedata.category(character) not in {"Cf", "Cc", "Mn", "Me"}:
            yield SUBSTITUTE


@cache
def characters(typeface: Path) -> frozenset[int]:
    """The code points `typeface` (an OpenType file) has a shape for."""
    font = typeface.read_bytes()
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    records = (struct.unpack_from(">HHI", font, start + 4 + 8 * n) for n in range(count))
    found: set[int] = set()
    for _platform, _encoding, offset in records:
        (layout,) = struct.unpack_from(">H", font, start + offset)
        if layout == SEGMENTED:
            found.update(_segments(font, start + offset))
        elif layout == GROUPED:
            found.update(_groups(font, start + offset))
    return frozenset(found)


def _table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for n in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * n)
        if tag == name:
            return int(offset)
    raise ValueError(f"The typeface has no {name.decode()} table")


def _segments(font: bytes, at: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    ends = struct.unpack_from(f">{doubled // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{doubled // 2}H", font, at + 16 + doubled)
    for start, end in zip(starts, ends, strict=True):
        yield from range(start, min(end, 0xFFFE) + 1)


def _groups(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    for n in range(count):
        start, end, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * n)
        yield from range(start, end + 1)
