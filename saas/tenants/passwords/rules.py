"""What makes a password good: length, and that it is not the first thing a thief would try.

NIST SP 800-63B and OWASP ASVS 5.0 V6.2 ask for length, a list of common passwords and words of
the context, and against rules of composition: a long sentence in lower case is welcome.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from saas.errors import Refusal
from saas.text import N_

SHORTEST: Final = 12
LONGEST: Final = 256
PRODUCT: Final = "kundzon"
SHORTEST_CONTEXT_WORD: Final = 4
LEAST_OF_ONES_OWN: Final = 8
LEAST_DIFFERENT: Final = 5
MASKED_LETTERS: Final = str.maketrans("013457@$!", "oieastasi")
RUNS: Final = (
    "01234567890123456789",
    "09876543210987654321",
    "abcdefghijklmnopqrstuvwxyzåäö",
    "qwertyuiopåasdfghjklöäzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
)
COMMON: Final = frozenset(
    """
    password passwort passord losenord lösenord hemligt hemlig secret letmein welcome valkommen
    välkommen admin administrator adminadmin administrador login logmein master dragon monkey
    sunshine princess football baseball superman batman trustno iloveyou jagälskardig
    jagalskardig fotboll hockey hammarby djurgarden göteborg goteborg stockholm malmö malmo
    sverige sweden norge norway denmark danmark finland suomi sommar sommaren vinter vintern
    host höst hösten var vår våren summer winter spring autumn monday måndag fredag friday
    januari februari mars april maj juni juli augusti september oktober november december
    changeme changethis default temp temporary test testing tester testtest guest qwerty azerty
    asdfgh zxcvbn abc abcd abcdef computer dator internet mamma pappa pelle kalle charlie alice
    michael jennifer jordan hunter shadow ninja mustang access starwars pokemon whatever
    company foretag företag faktura invoice correcthorsebatterystaple
    """.split()  # noqa: SIM905 - a hundred quoted words are not easier to read
)


@dataclass
class PasswordTooShort(Refusal):
    """Fewer characters than a password needs."""

    least: int = SHORTEST

    says = N_("Choose a password of at least %(least)s characters. A sentence of your own is good.")
    field = "password"


@dataclass
class PasswordTooLong(Refusal):
    """More characters than we hash."""

    most: int = LONGEST

    says = N_("Choose a password of at most %(most)s characters.")
    field = "password"


class PasswordTooCommon(Refusal):
    """One of the first passwords a thief tries."""

    says = N_("Many people use this password, or one much like it. Choose one of your own.")
    field = "password"


class PasswordNamesYou(Refusal):
    """Mostly the name of the person, the company, the address or the product."""

    says = N_(
        "The password is mostly your own, your company's or our name, which is easy to guess. "
        "Choose something that does not name you."
    )
    field = "password"


def good_password(password: str, *, about: Iterable[str] = ()) -> str:
    """The password, if it is a good one. `about` are the names it must not consist of.

    Spaces and letters of any alphabet count. Raises PasswordTooShort, PasswordTooLong,
    PasswordTooCommon or PasswordNamesYou.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort
    if len(password) > LONGEST:
        raise PasswordTooLong
    if _is_common(password):
        raise PasswordTooCommon
    if len(_without(_plain(password), about)) < LEAST_OF_ONES_OWN:
        raise PasswordNamesYou
    return password


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())


def _is_common(password: str) -> bool:
    plain = _plain(password)
    if len(set(plain)) < LEAST_DIFFERENT or _is_walk(plain):
        return True
    words = re.sub(r"[0-9]+", " ", plain).split()
    masked = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower())
    unmasked = _plain(masked.translate(MASKED_LETTERS))
    return _are_all_common(words) or _are_all_common([unmasked])


def _are_all_common(words: list[str]) -> bool:
    return any(words) and all(map(_is_all_common, words))


def _is_all_common(word: str) -> bool:
    """Whether a word is common words one after another: sommarsommar, adminpassword."""
    if word in COMMON or not word:
        return True
    return any(word[:cut] in COMMON and _is_all_common(word[cut:]) for cut in range(3, len(word)))


def _is_walk(plain: str) -> bool:
    """Whether little is left when walks along the alphabet, digits or keyboard are taken out."""
    left, place = 0, 0
    while place < len(plain):
        length = _run_at(plain, place)
        left += 1
        place += max(length, 1)
    return left < LEAST_DIFFERENT


def _run_at(plain: str, place: int) -> int:
    longest = 0
    for length in range(3, len(plain) - place + 1):
        if not any(plain[place : place + length] in run for run in RUNS):
            break
        longest = length
    return longest


def _without(plain: str, about: Iterable[str]) -> str:
    words = {PRODUCT}
    for name in about:
        words.update(_plain(part) for part in re.split(r"[\s@.\-_]+", name))
        words.add(_plain(name))
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= SHORTEST_CONTEXT_WORD:
            plain = plain.replace(word, "")
    return plain
