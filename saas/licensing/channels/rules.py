"""How notice reached us, and what that says of who gave it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from saas.text import N_


class Channel(StrEnum):
    """The way by which a statement of notice reached us (S33, S37)."""

    BUTTON = "button"
    API = "api"
    FORM = "form"
    MAIL = "mail"
    LETTER = "letter"
    PHONE = "phone"

    @property
    def words(self) -> str:
        """The way in a word or two, to be translated."""
        return _WORDS[self]


WRITTEN_TO_US: Final = (Channel.MAIL, Channel.LETTER, Channel.PHONE)
"""The ways that pass through our staff's hands, and so have a clock for our confirmation."""

NAMES_ITS_SENDER: Final = frozenset({Channel.MAIL, Channel.LETTER})
"""The ways by which somebody can be recognised; a voice on the telephone is confirmed first."""

_WORDS: Final = {
    Channel.BUTTON: N_("The page of the plan"),
    Channel.API: N_("The API"),
    Channel.FORM: N_("The form in the help centre"),
    Channel.MAIL: N_("E-mail"),
    Channel.LETTER: N_("Letter"),
    Channel.PHONE: N_("Telephone"),
}
