"""Files as answers: a paper that the browser shows, or something to be saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from unicodedata import normalize
from urllib.parse import quote

from flask import Response

PDF: Final = "application/pdf"
CSV: Final = "text/csv"


def shown(content: bytes, name: str, mime: str = PDF) -> Response:
    """A file of our own making that the browser may show, called `name` where it is saved.

    What others have sent us is never shown as a page of ours: that is `saved`.
    """
    return _file(content, mime, "inline", name)


def saved(content: bytes | str | Iterable[bytes], name: str, mime: str) -> Response:
    """A file for the browser to save as `name`, whoever named it (RFC 6266)."""
    return _file(content, mime, "attachment", name)


def _file(content: bytes | str | Iterable[bytes], mime: str, how: str, name: str) -> Response:
    answer = Response(content, mimetype=mime)
    answer.headers.set("Content-Disposition", how, **_named(name))
    return answer


def _named(name: str) -> dict[str, str]:
    """The name; one with å in it also as RFC 8187 has it, beside one that every browser reads."""
    name = "".join(sign for sign in name if sign.isprintable())
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain} | ({"filename*": f"UTF-8''{quote(name)}"} if plain != name else {})
