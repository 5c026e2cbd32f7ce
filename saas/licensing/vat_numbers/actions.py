"""Asking about a company's VAT number, and remembering what was answered."""

from __future__ import annotations

from datetime import datetime

from saas.db import db
from saas.licensing.vat.models import VatProof
from saas.licensing.vat.rules import ProofAnswer, needs_proof
from saas.licensing.vat_events import VatNumberProven, VatNumberRejected, VatNumberStated
from saas.licensing.vat_numbers.port import Answer
from saas.licensing.vat_numbers.rules import NoNumberToCheck, ask_again_at
from saas.outbox import announce
from saas.tenants.company.models import our_company, take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def number_to_prove() -> str | None:
    """The number of the company in scope that its tax turns on; None where there is none."""
    company = our_company()
    return company.vat_number if needs_proof(company.country) and company.vat_number else None


def have_it_checked() -> None:
    """Announce that the number of the company in scope is to be asked about, if it has one."""
    if number := number_to_prove():
        announce(VatNumberStated(number, 0))


def check_again(*, by: Person) -> None:
    """Have the number asked about at once. Raises NotAllowed and NoNumberToCheck."""
    by.must(Permission.PAY)
    if number_to_prove() is None:
        raise NoNumberToCheck
    have_it_checked()


def note_answer(fact: VatNumberStated, told: Answer, *, now: datetime) -> None:
    """Remember what was answered, and announce what is new in it.

    An answer that did not come is asked for again later, as often as it takes. Nothing is
    noted of a number that the company no longer says it has.
    """
    take_turns()
    if number_to_prove() != fact.number:
        return
    before = VatProof.holding(fact.number)
    db.session.add(
        VatProof(
            number=fact.number,
            asked_at=now,
            answer=told.answer,
            reference=told.reference,
            registered_name=told.registered_name,
        )
    )
    db.session.flush()
    if told.answer is ProofAnswer.UNANSWERED:
        again = VatNumberStated(fact.number, fact.attempt + 1)
        announce(again, due=ask_again_at(fact.attempt, now=now))
    elif before is None or before.answer is not told.answer:
        proven = told.answer is ProofAnswer.VALID
        announce((VatNumberProven if proven else VatNumberRejected)(fact.number))
