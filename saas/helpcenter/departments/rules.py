"""What people write to us about, and the department that answers it (S25, S27, S83)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from saas.text import N_


class Topic(StrEnum):
    """What it is about, so that the right one of us reads it."""

    QUESTION = "question"
    PROBLEM = "problem"
    INVOICE = "invoice"
    ENTERPRISE = "enterprise"


WORDS: Final = {
    Topic.QUESTION: N_("A question"),
    Topic.PROBLEM: N_("Something does not work"),
    Topic.INVOICE: N_("An invoice or a payment"),
    Topic.ENTERPRISE: N_("Enterprise"),
}
CONTACT: Final = "contact"
OF_FORMS: Final[Mapping[str, Topic]] = {"correction": Topic.INVOICE}
"""What a form is about that does not ask; every other form is a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Some of us, with what everybody may know of them. `name` and `hours` are by language."""

    code: str
    name: Mapping[str, str]
    hours: Mapping[str, str]
    mail: str
    phone: str
    topics: tuple[Topic, ...]


def topic_in(written: str | None) -> Topic:
    """The topic a link names, or a question where it names none we know."""
    return next((topic for topic in Topic if topic.value == written), Topic.QUESTION)


def topic_of(form: str, answers: Mapping[str, Any]) -> Topic:
    """What a request is about that was sent with a form."""
    if form == CONTACT:
        return topic_in(answers.get("topic"))
    return OF_FORMS.get(form, Topic.QUESTION)


def who_takes(topic: Topic, departments: Sequence[Department]) -> Department:
    """The one department that answers a topic."""
    return next(each for each in departments if topic in each.topics)


def unshared(departments: Sequence[Department]) -> list[str]:
    """A sentence for each topic that is not one department's, and each code that is two's."""
    problems = []
    for topic in Topic:
        takers = [each.code for each in departments if topic in each.topics]
        if len(takers) != 1:
            said = " and ".join(takers) or "nobody"
            problems.append(f"The topic {topic.value} is answered by {said}; it must be by one.")
    codes = [each.code for each in departments]
    problems += [f"{code} is named twice." for code in sorted(set(codes)) if codes.count(code) > 1]
    return problems
