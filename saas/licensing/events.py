"""What licensing announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.events import Event


@dataclass(frozen=True, slots=True)
class AgreementStarted(Event):
    """A company has left Free: its agreement begins on `day`."""

    agreement_id: int
    day: date


@dataclass(frozen=True, slots=True)
class TermsChanged(Event):
    """Other terms hold from `day` on: another plan, or more seats."""

    agreement_id: int
    day: date


@dataclass(frozen=True, slots=True)
class ChangeScheduled(Event):
    """Other terms are agreed on, to hold from a coming day."""

    change_id: int


@dataclass(frozen=True, slots=True)
class ChangeWithdrawn(Event):
    """What was to come does not come."""

    change_id: int


@dataclass(frozen=True, slots=True)
class ChangeDue(Event):
    """The day has come from which other terms are to hold."""

    change_id: int


@dataclass(frozen=True, slots=True)
class ServicesChanged(Event):
    """A service beside the plan has been recorded or taken back."""

    agreement_id: int


@dataclass(frozen=True, slots=True)
class PriceIncreaseAnnounced(Event):
    """An agreement is to move to a newer edition of its plan, no sooner than from `earliest`."""

    agreement_id: int
    edition: str
    earliest: date


@dataclass(frozen=True, slots=True)
class NoticeGiven(Event):
    """An agreement is being left; its last day is known."""

    notice_id: int
    last_day: date


@dataclass(frozen=True, slots=True)
class NoticeWithdrawn(Event):
    """The company stays after all."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class NoticePeriodEnded(Event):
    """The last day of a notice has passed."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class DeadlineNear(Event):
    """The last day to give notice of a binding term draws near; notice by then ends it."""

    agreement_id: int
    deadline: date
    last_day: date


@dataclass(frozen=True, slots=True)
class OwnerProposed(Event):
    """Our staff wants to make somebody an owner of a company nobody can act for."""

    proposal_id: int


@dataclass(frozen=True, slots=True)
class OwnerApproved(Event):
    """Two of our staff have made somebody an owner."""

    proposal_id: int


@dataclass(frozen=True, slots=True)
class StatementReceived(Event):
    """A statement of notice has reached us by mail, letter or telephone."""

    received_id: int


@dataclass(frozen=True, slots=True)
class StatementRejected(Event):
    """Those who may give notice say that a statement is not the company's word."""

    received_id: int


@dataclass(frozen=True, slots=True)
class ConfirmationOverdue(Event):
    """A statement has waited longer than the days within which notice is confirmed."""

    received_id: int


@dataclass(frozen=True, slots=True)
class AgreementEnded(Event):
    """An agreement is over, and its company on Free again; `day` was its last."""

    agreement_id: int
    day: date


@dataclass(frozen=True, slots=True)
class PersonInvited(Event):
    """Somebody has been asked in. The mail with the one-time link is written by a reaction."""

    invitation_id: int


@dataclass(frozen=True, slots=True)
class PersonSeated(Event):
    """A person has a seat: by accepting an invitation, or by getting it back."""

    person_id: int


@dataclass(frozen=True, slots=True)
class SeatsTaken(Event):
    """There were fewer seats than people, and these people are read-only now."""

    day: date
    people: int


@dataclass(frozen=True, slots=True)
class HeldSeatsExpired(Event):
    """Seats of this company are held for invitations whose time is over."""

    tenant_id: int


@dataclass(frozen=True, slots=True)
class SeatUseNoted(Event):
    """It is time to note who uses their seat in this company."""

    day: date


@dataclass(frozen=True, slots=True)
class IdleSeatsSought(Event):
    """It is time to look for seats that this company pays for and nobody uses."""

    day: date


@dataclass(frozen=True, slots=True)
class SeatsWillLack(Event):
    """From a coming day on there may be fewer seats than people."""

    day: date
