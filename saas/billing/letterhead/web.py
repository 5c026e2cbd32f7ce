"""What pages that show a document fetch of its seller: the logo and the colours.

Open to all, for there is nothing in them but what stands on every document; each is found only
by what it is, so it never changes and is kept by the browser.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template

from saas.billing.letterhead.rules import ACCENT, NotAColour, colour
from saas.billing.logos.models import logo_called
from saas.errors import NotFound
from saas.web import open_to_all

pages = Blueprint("letterhead", __name__, url_prefix="/letterhead")
FOREVER: Final = "public, max-age=31536000, immutable"
HARMLESS: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a drawing that somebody opens by itself: nothing in it runs, nothing is fetched."""


@pages.get("/logo/<sha256>")
@open_to_all
def logo(sha256: str) -> Response:
    """A logo that documents name."""
    found = logo_called(sha256)
    answer = _kept(found.content, found.kind.mime_type)
    answer.headers["Content-Security-Policy"] = HARMLESS
    return answer


@pages.get("/<accent>-<tint>.css")
@open_to_all
def colours(accent: str, tint: str) -> Response:
    """The colours of a document on a page, each as six digits, or 0 for the house's own."""
    try:
        ink = "" if accent == "0" else colour(accent, wrong=NotAColour)
        behind = "" if tint == "0" else colour(tint, wrong=NotAColour)
    except NotAColour as mistyped:
        raise NotFound from mistyped
    sheet = render_template("billing/letterhead/colours.css", accent=ink or ACCENT, tint=behind)
    return _kept(sheet, "text/css")


def _kept(content: str | bytes, mime: str) -> Response:
    answer = Response(content, mimetype=mime)
    answer.headers["Cache-Control"] = FOREVER
    return answer
