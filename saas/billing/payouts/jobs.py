"""The letters about payouts, to everybody who may pay for the company: what it is made of."""

from __future__ import annotations

from saas.billing.payout_events import PayoutAsked, PayoutDeclined, PayoutPaid
from saas.billing.payouts.models import Payout
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def confirm_payout(fact: PayoutAsked) -> None:
    """Confirm what was asked for, with what it settles and where the money is to go."""
    _tell("asked.txt", fact.payout_id)


def send_remittance_advice(fact: PayoutPaid) -> None:
    """Tell that money is coming, and which credit it is from (S20)."""
    _tell("paid.txt", fact.payout_id)


def tell_of_decline(fact: PayoutDeclined) -> None:
    """Tell why nothing is paid out, and that the credit is where it was."""
    _tell("declined.txt", fact.payout_id)


def _tell(letter: str, payout_id: int) -> None:
    payout = Payout.find(payout_id)
    shares = payout.parts
    for person in Person.who_may(Permission.PAY):
        write_mail(
            to=person.email,
            template=f"billing/payouts/{letter}",
            language=person.account.language,
            person=person,
            company=our_company(),
            payout=payout,
            shares=shares,
        )
