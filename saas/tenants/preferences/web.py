"""The reader's language and colours, kept in the browser and, for a language, with the login."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.tenants.login.rules import own_path
from saas.web import open_to_all
from saas.web.words import LANGUAGES

pages = Blueprint("preferences", __name__)
api = ApiBlueprint(
    "preferences_api", __name__, url_prefix="/api/v1/preferences", description="One's own choices"
)
THEMES: Final = ("auto", "light", "dark")
KEPT: Final = timedelta(days=365)


class Preferences(Schema):
    """What a login has chosen."""

    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))


class LanguageChoice(Preferences):
    """The page's form, and where one was."""

    next = Line(longest=2_000)


class ThemeChoice(Schema):
    """Light, dark, or as the machine is set."""

    theme = fields.String(required=True, validate=validate.OneOf(THEMES))
    next = Line(longest=2_000)


@pages.post("/language")
@open_to_all
def choose_language() -> ResponseReturnValue:
    """Read the house in this language from now on."""
    chosen = LanguageChoice().load(_sent())
    if current_user.is_authenticated:
        me().account.language = chosen["language"]
    return _remembering("language", chosen["language"], chosen.get("next"))


@pages.post("/theme")
@open_to_all
def choose_theme() -> ResponseReturnValue:
    """See the house in these colours from now on."""
    chosen = ThemeChoice().load(_sent())
    return _remembering("theme", chosen["theme"], chosen.get("next"))


@api.get("")
@api.response(200, Preferences)
def read_preferences() -> object:
    """The language letters are written to you in."""
    return me().account


@api.put("")
@api.arguments(Preferences)
@api.response(200, Preferences)
def set_preferences(chosen: dict[str, Any]) -> object:
    """Choose the language letters are written to you in."""
    me().account.language = chosen["language"]
    return me().account


def _sent() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != "csrf_token"}


def _remembering(name: str, value: str, came_from: str | None) -> ResponseReturnValue:
    answer = redirect(own_path(came_from))
    answer.set_cookie(
        name,
        value,
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SECURE_COOKIES"],
    )
    return answer
