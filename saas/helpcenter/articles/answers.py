"""What an answer is, and whom its door lets in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from saas.helpcenter.departments.rules import Topic
from saas.tenants.people.rules import Permission


@dataclass(frozen=True, slots=True)
class Answer:
    """A question as people ask it, its answer, and the door: an endpoint and its words.

    `key` names it in links; `topic` is what one writes to us about whom it does not help.
    `needs` is the permission that opens the door, as for a place of the navigation.
    """

    key: str
    question: str
    answer: str
    endpoint: str
    words: str
    also: str = ""
    topic: Topic = Topic.QUESTION
    needs: Permission | None = None

    def opens_for(self, is_let_in: Callable[[Permission], bool]) -> bool:
        """Whether somebody who `is_let_in` by these permissions is let in at the door."""
        return self.needs is None or is_let_in(self.needs)


@dataclass(frozen=True, slots=True)
class Section:
    """Answers about one matter."""

    title: str
    answers: tuple[Answer, ...]
