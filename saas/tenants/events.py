"""What the tenants' floor announces."""

from __future__ import annotations

from dataclasses import dataclass

from saas.events import Event


@dataclass(frozen=True, slots=True)
class RegistrationAsked(Event):
    """A stranger wants to register a company. Announced to the operator."""

    registration_id: int


@dataclass(frozen=True, slots=True)
class CompanyRegistered(Event):
    """A company is here, with its first owner."""

    person_id: int


@dataclass(frozen=True, slots=True)
class CompanyDetailsChanged(Event):
    """What we know of a company has changed; `fields` are names with spaces between."""

    fields: str
    by_person_id: int


@dataclass(frozen=True, slots=True)
class PersonAdded(Event):
    """Somebody may act for the company."""

    person_id: int
    role: str


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """Somebody's role or name is another."""

    person_id: int
    role: str
    by_person_id: int


@dataclass(frozen=True, slots=True)
class PersonRemoved(Event):
    """Somebody may no longer act for the company."""

    person_id: int
    by_person_id: int


@dataclass(frozen=True, slots=True)
class PersonMadeReadOnly(Event):
    """Somebody lost their seat: they may look, and change nothing."""

    person_id: int


@dataclass(frozen=True, slots=True)
class PersonGivenSeatBack(Event):
    """Somebody who could only look may act again."""

    person_id: int


@dataclass(frozen=True, slots=True)
class TermsAccepted(Event):
    """A person has accepted an edition of the terms for the company."""

    person_id: int
    edition: str


@dataclass(frozen=True, slots=True)
class ResetAsked(Event):
    """Somebody says they have lost a password. Announced to the operator."""

    reset_id: int


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    """A login has a new password. Announced to the operator."""

    account_id: int


@dataclass(frozen=True, slots=True)
class JoinAsked(Event):
    """Somebody asks a company to be let in."""

    join_request_id: int


@dataclass(frozen=True, slots=True)
class JoinAnswered(Event):
    """The company has answered whoever asked to be let in."""

    join_request_id: int
    approved: bool


@dataclass(frozen=True, slots=True)
class JoinLeftUnanswered(Event):
    """The company did not answer in time."""

    join_request_id: int


@dataclass(frozen=True, slots=True)
class ClaimMade(Event):
    """Somebody claims a number that another has. Announced to the operator."""

    claim_id: int


@dataclass(frozen=True, slots=True)
class ClaimDecided(Event):
    """Our staff has decided a claim. Announced to the operator."""

    claim_id: int
    outcome: str


@dataclass(frozen=True, slots=True)
class NumberAnnounced(Event):
    """A partner says that it serves a company. Announced to the operator."""

    announcement_id: int


@dataclass(frozen=True, slots=True)
class NumberWithdrawn(Event):
    """A partner no longer serves a company. Announced to the operator."""

    announcement_id: int
