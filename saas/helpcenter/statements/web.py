"""Two pages for everyone to read, in the reader's language."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from saas.web import open_to_all
from saas.web.words import language

pages = Blueprint("statements", __name__)


@pages.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    """Say what we know of people, why, for how long, and what they may ask of us (GDPR Art. 13)."""
    return _statement("privacy", _("How we treat personal data"))


@pages.get("/accessibility")
@open_to_all
def accessibility() -> ResponseReturnValue:
    """Say whom the pages work for, how that was tried, and where to tell of a barrier."""
    return _statement("accessibility", _("Accessibility"))


def _statement(name: str, title: str) -> str:
    text = f"helpcenter/statements/{name}_{language()}.html"
    return render_template("helpcenter/statements/page.html", title=title, text=text)
