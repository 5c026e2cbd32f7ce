"""What one part of the house asks of another that it may not know: put here, answered elsewhere.

The part that asks makes a `Question`, or a `Survey` where several may know something; whoever
puts the house together says who answers (docs/decisions/0009-a-question-to-the-floor-above.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class NobodyAnswers(RuntimeError):
    """A question that needs an answer was asked in a house put together without one."""


class AnsweredTwice(RuntimeError):
    """Two answer one question: a fault in how the house is put together."""


class Question(Generic[Asked, Answer]):
    """A question with one answer. It is asked by calling it."""

    def __init__(self, about: str, *, unless: Callable[Asked, Answer] | None = None) -> None:
        """Ask about something; `unless` somebody answers, that is the answer, where it is given."""
        self.about = about
        self._unless = unless
        self._answer: Callable[Asked, Answer] | None = None

    @property
    def is_answered(self) -> bool:
        """Whether somebody has been said to answer."""
        return self._answer is not None

    def answered_by(self, answer: Callable[Asked, Answer]) -> None:
        """Let `answer` answer; `saas.wiring` says so. Raises AnsweredTwice for another one."""
        if self._answer not in (None, answer):
            raise AnsweredTwice(self.about)
        self._answer = answer

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """The answer. Raises NobodyAnswers where there is none and one is needed."""
        if (answer := self._answer or self._unless) is None:
            raise NobodyAnswers(self.about)
        return answer(*args, **kwargs)


class Survey(Generic[Asked, Answer]):
    """A question that any number may answer, each with some answers. It is asked by calling it."""

    def __init__(self, about: str) -> None:
        """Ask about something; where nobody answers there is nothing to tell."""
        self.about = about
        self._answers: tuple[Callable[Asked, Iterable[Answer]], ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether anybody has been said to answer."""
        return bool(self._answers)

    def answered_by(self, *answers: Callable[Asked, Iterable[Answer]]) -> None:
        """Let these answer, in this order; `saas.wiring` says so. Raises AnsweredTwice."""
        if self._answers not in ((), answers):
            raise AnsweredTwice(self.about)
        self._answers = answers

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> list[Answer]:
        """Everything they answer, one after the other."""
        return [each for answer in self._answers for each in answer(*args, **kwargs)]
