"""Whose language is spoken, and how sentences, amounts, days and instants are said in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_currency
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, format_datetime
from flask_login import current_user

from saas.dates import day_of
from saas.money import Money
from saas.text import Text
from saas.web import phrases

LANGUAGES: Final = {"sv": "Svenska", "en": "English"}
PATTERNS: Final = {"en": "¤\N{NO-BREAK SPACE}#,##0.00"}
"""Where Babel's own would run a currency's code and its figures together: SEK249.00."""
FLOORS: Final = ("", "tenants/", "licensing/", "billing/", "helpcenter/")


def init_app(app: Flask) -> None:
    """Speak Swedish and English: the reader's own choice first, then the browser's."""
    folders = ";".join(f"{app.root_path}/{floor}translations" for floor in FLOORS)
    Babel(
        app,
        default_locale="sv",
        default_timezone="Europe/Stockholm",
        default_translation_directories=folders,
        locale_selector=language,
    )
    phrases.init_app(app)
    app.jinja_env.filters.update(
        say=say, money=money, day=day, instant=instant, month=month, short_month=short_month
    )


def language() -> str:
    """The reader's language: chosen, then the account's, then the browser's, then Swedish."""
    if not has_request_context():
        return "sv"
    if "language" not in g:
        g.language = (
            _known(request.cookies.get("language"))
            or (current_user.is_authenticated and _known(current_user.account.language))
            or request.accept_languages.best_match(list(LANGUAGES))
            or "sv"
        )
    chosen: str = g.language
    return chosen


def say(sentence: Any) -> str:
    """A Text in the reader's language, its values too; marked plain strings are looked up."""
    if isinstance(sentence, Text):
        values = {k: _value(v) for k, v in sentence.values.items()}
        said = phrases.pattern(sentence.sentence)
        return said % values if values else said
    return phrases.pattern(str(sentence)) if sentence else ""


def money(amount: Money) -> str:
    """An amount as the reader writes it: 1 234,50 kr; exact, never through a float."""
    return _money(amount.minor, amount.currency, phrases.locale_in_force().language)


def day(value: date | str) -> str:
    """A day with its month in words: 14 augusti 2026. As text it is ISO 8601, as JSON keeps it.

    Of an instant it is the day it was in Stockholm (domain.md §2).
    """
    when = date.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(when, datetime):
        when = day_of(when)
    return _day(when, phrases.locale_in_force().language)


def month(value: date) -> str:
    """A day's month and year: augusti 2026."""
    return str(format_date(value, "LLLL y", locale=phrases.locale_in_force()))


def short_month(value: date) -> str:
    """A day's month where there is little room, as under the bars of a chart: aug."""
    return str(format_date(value, "LLL", locale=phrases.locale_in_force()))


def days_and_amounts() -> tuple[Callable[[date], str], Callable[[int, str], str]]:
    """`day` and `money` (of minor units and a currency) for many: the language is found once."""
    language = phrases.locale_in_force().language
    return (
        lambda value: _day(value, language),
        lambda minor, currency: _money(minor, currency, language),
    )


def instant(value: datetime) -> str:
    """An instant in Swedish local time: 14 augusti 2026 15:04."""
    return str(format_datetime(value, "d MMMM y HH:mm"))


@lru_cache(maxsize=4096)
def _money(minor: int, currency: str, language: str) -> str:
    exact = Decimal(minor).scaleb(-2)
    return format_currency(exact, currency, PATTERNS.get(language), locale=language)


@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    return str(format_date(value, "d MMMM y", locale=language))


def _value(value: Any) -> Any:
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return instant(value)
    return day(value) if isinstance(value, date) else value


def _known(code: str | None) -> str | None:
    return code if code in LANGUAGES else None
