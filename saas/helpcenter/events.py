"""What the helpcenter announces."""

from __future__ import annotations

from dataclasses import dataclass

from saas.events import Event


@dataclass(frozen=True, slots=True)
class RequestSent(Event):
    """Somebody has asked for something, and has a number for it."""

    request_id: int


@dataclass(frozen=True, slots=True)
class RequestMoved(Event):
    """A line was added to the course of a request, and somebody may have to be told."""

    request_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class NoticeFormUndecided(Event):
    """A form of notice should have been confirmed by now, and nobody has approved or declined."""

    request_id: int


@dataclass(frozen=True, slots=True)
class MailWaits(Event):
    """A mail to one of our departments waits for us to find out whose it is."""

    mail_id: int
