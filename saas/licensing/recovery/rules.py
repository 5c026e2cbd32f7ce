"""What it takes to make somebody an owner from outside the company."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from saas.dates import business_days_after
from saas.errors import Refusal
from saas.text import N_

OBJECTION_DAYS: Final = 5
"""Business days in which those who may act for the company can object."""

SHORTEST_PROOF: Final = 10


class Proof(StrEnum):
    """What shows that somebody may act for the company."""

    INVOICE = "invoice"
    REGISTRY = "registry"

    @property
    def words(self) -> str:
        """The proof in a few words, to be translated."""
        return _WORDS[self]


_WORDS: Final = {
    Proof.INVOICE: N_("Something that only stands on a recent invoice"),
    Proof.REGISTRY: N_("An extract of the register names them as a signatory"),
}


class ProofNeeded(Refusal):
    """Nobody becomes an owner on their word alone."""

    says = N_("Write down what proves it: which invoice and what on it, or which extract and when.")
    field = "proof"


class NobodyWhoLeft(Refusal):
    """Whoever is said to have left is not one of the company's people."""

    says = N_("Nobody of the company has this address.")
    field = "left_email"


class SomebodyElseApproves(Refusal):
    """Four eyes are two people's."""

    says = N_("Somebody else of the staff has to approve what you have proposed.")


class TooEarlyToApprove(Refusal):
    """Those who may act for the company can still object."""

    says = N_("Those who may act for the company can object until then. Approve from %(day)s.")

    def __init__(self, day: date) -> None:
        """`day` is the first day on which it may be approved."""
        self.day = day


class RecoveryUnderWay(Refusal):
    """The company has one open recovery at a time."""

    says = N_("A new owner is proposed for this company already. Settle that first.")
    field = "customer_number"


class RecoverySettled(Refusal):
    """It has been approved or ended."""

    says = N_("This proposal has been settled already.")


def good_proof(written: str) -> str:
    """The proof as it is kept. Raises ProofNeeded."""
    if len(written.strip()) < SHORTEST_PROOF:
        raise ProofNeeded
    return written.strip()


def approvable_from(proposed_on: date, *, somebody_may_object: bool) -> date:
    """The first day on which a proposal may be approved: at once where nobody could object."""
    if not somebody_may_object:
        return proposed_on
    return business_days_after(proposed_on, OBJECTION_DAYS)


def must_be_approvable(*, from_day: date, today: date, proposer_id: int, approver_id: int) -> None:
    """Raise SomebodyElseApproves or TooEarlyToApprove. The ids are those of logins."""
    if proposer_id == approver_id:
        raise SomebodyElseApproves
    if today < from_day:
        raise TooEarlyToApprove(from_day)
