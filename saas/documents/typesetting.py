"""Setting a document in type: data in, tagged and archivable PDF out, the same bytes every time."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from saas.documents.glyphs import showable

if TYPE_CHECKING:  # pages are shown by processes that never set type
    import typst

HOUSE: Final = Path(__file__).parents[1]
TYPEFACES: Final = Path(__file__).parent / "fonts"
STANDARDS: Final[list[typst.PDFStandard]] = ["a-3a", "ua-1"]
SCREEN: Final = 96.0
"""Dots per inch of a page shown on a screen."""

_desk = threading.local()
_first_used_by: int | None = None


class PressInherited(RuntimeError):
    """The process was forked from one that had already set type; its threads are gone."""


def render(template: Path, data: Mapping[str, Any]) -> bytes:
    """Set `template` with `data` and return PDF/A-3a, tagged for PDF/UA-1.

    `template` is a `.typ` file anywhere in the house and reads `json(bytes(sys.inputs.data))`.
    `data` is what JSON can hold; it always says `language` ("sv" or "en") and `dated` (ISO
    date), which is the document's own date. The same template, data and typefaces give the
    same bytes, so a hash may be archived.

    Data is never code: markup inside a name is printed as it was written. A character the
    typeface lacks is printed as "?" rather than stopping the document.

    Each thread has a compiler of its own and keeps it (about 30 ms a document instead of 70).
    Raises PressInherited in a child forked after its parent has rendered, where the
    typesetter would wait for ever for threads that did not follow, and `typst.TypstError` for
    a template that is wrong.
    """
    day = date.fromisoformat(data["dated"])
    document = _compiler().compile(
        input=template,
        format="pdf",
        sys_inputs=_told(data),
        pdf_standards=STANDARDS,
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )
    if not isinstance(document, bytes):
        raise TypeError(f"{template.name} gave {type(document).__name__}, not a document")
    return document


def picture(template: Path, data: Mapping[str, Any]) -> bytes:
    """The first page of the same document as PNG, for a screen. Raises as `render` does."""
    pages = _compiler().compile(input=template, format="png", ppi=SCREEN, sys_inputs=_told(data))
    page = pages[0] if isinstance(pages, list) else pages
    if not isinstance(page, bytes):
        raise TypeError(f"{template.name} gave {type(page).__name__}, not a page")
    return page


def _told(data: Mapping[str, Any]) -> dict[str, str]:
    shown = showable(dict(data), TYPEFACES / "Inter-Regular.otf")
    return {"data": json.dumps(shown, ensure_ascii=False, sort_keys=True)}


def _compiler() -> typst.Compiler:
    global _first_used_by  # noqa: PLW0603
    _first_used_by = _first_used_by or os.getpid()
    if _first_used_by != os.getpid():
        raise PressInherited(f"process {_first_used_by} rendered before it forked this one")
    if not hasattr(_desk, "compiler"):
        _desk.compiler = _made()
    compiler: typst.Compiler = _desk.compiler
    return compiler


def _made() -> typst.Compiler:
    import typst  # noqa: PLC0415 - see above

    return typst.Compiler(root=HOUSE, font_paths=_typefaces(), ignore_system_fonts=True)


@cache
def _typefaces() -> typst.Fonts:
    import typst  # noqa: PLC0415 - see above

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[TYPEFACES]
    )
