"""Finding among the answers: by their names in links, and by the words people use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from saas.helpcenter.articles.answers import Answer, Section
from saas.helpcenter.articles.content import SECTIONS

_BY_KEY: Final = {answer.key: answer for section in SECTIONS for answer in section.answers}
KEYS: Final = tuple(_BY_KEY)


def article_called(key: str) -> Answer | None:
    """The answer that a link names so; None where there is none."""
    return _BY_KEY.get(key)


def found_in(sought: str, *, said: Callable[[str], str]) -> list[Section]:
    """The sections with the answers that have every word of `sought` in them.

    `said` translates a sentence, so that people find by the words of their own language: a word
    matches anywhere within a word, whatever its case. Nothing sought finds everything.
    """
    words = sought.casefold().split()
    found = (
        Section(section.title, tuple(_matching(section.answers, words, said)))
        for section in SECTIONS
    )
    return [section for section in found if section.answers]


def _matching(
    answers: Iterable[Answer], words: list[str], said: Callable[[str], str]
) -> Iterable[Answer]:
    for answer in answers:
        told = (answer.question, answer.answer, answer.words, answer.also)
        text = " ".join(said(part) for part in told if part).casefold()
        if all(word in text for word in words):
            yield answer
