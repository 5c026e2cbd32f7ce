"""What our staff may offer in a quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.errors import Conflict, Refusal
from saas.licensing.plans.rules import NoticeKind, NoticePolicy
from saas.licensing.quotes.rules import Proposal
from saas.text import N_

COUNTED_IN_MONTHS = frozenset({NoticeKind.MONTHS_FROM_RECEIPT, NoticeKind.WHOLE_CALENDAR_MONTHS})


@dataclass
class OfferDoesNotHold(Refusal):
    """Two answers in a draft contradict each other."""

    says: str
    field: str  # type: ignore[misc]


class FeatureNotListed(Refusal):
    """A feature the catalogue does not know."""

    says = N_("There is no such feature. The list of plans knows: %(known)s.")
    field = "features"

    def __init__(self, known: str) -> None:
        self.known = known


class DraftClosed(Conflict):
    """The draft has been sent or thrown away."""

    says = N_("This draft has been sent or thrown away. Begin a new version from the quote.")


def must_hold(offer: Proposal, *, today: date) -> None:
    """Refuse an offer that could not be kept to. Raises OfferDoesNotHold at the first fault."""
    for wrong, says, field in _faults(offer, today):
        if wrong:
            raise OfferDoesNotHold(says, field)


def _faults(offer: Proposal, today: date) -> list[tuple[bool, str, str]]:
    start = offer.starts_on
    earliest = start or offer.valid_through
    bound = bool(offer.bound_months or offer.bound_until)
    return [
        (offer.seats_included < 1, N_("Include at least one seat."), "seats_included"),
        (
            offer.valid_through < today,
            N_("This day has passed. Leave time to accept the quote."),
            "valid_through",
        ),
        (
            start is not None and offer.valid_through > start,
            N_("A quote is accepted by the day it starts at the latest. Choose an earlier day."),
            "valid_through",
        ),
        (
            bool(offer.bound_months) and offer.bound_until is not None,
            N_("Give the binding term as months or as a last day, not both."),
            "bound_until",
        ),
        (
            offer.bound_until is not None and offer.bound_until < earliest,
            N_("The binding term ends before the agreement starts."),
            "bound_until",
        ),
        (
            bool(offer.renews_months) and not bound,
            N_("Only a binding term is renewed. Give one, or leave this field empty."),
            "renews_months",
        ),
        *_notice_faults(offer.notice, renewed=bool(offer.renews_months)),
    ]


def _notice_faults(notice: NoticePolicy, *, renewed: bool) -> list[tuple[bool, str, str]]:
    by_deadline = notice.kind is NoticeKind.RENEWAL_DEADLINE
    return [
        (
            (notice.kind in COUNTED_IN_MONTHS) != bool(notice.months),
            N_("Say how many months, where the notice period is counted in months."),
            "notice_months",
        ),
        (
            by_deadline != bool(notice.days),
            N_("Say how many days before renewal, where notice is counted from it."),
            "notice_days",
        ),
        (
            by_deadline and not renewed,
            N_("A deadline before renewal needs a binding term that is renewed."),
            "renews_months",
        ),
    ]
