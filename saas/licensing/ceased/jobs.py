"""The letters about a company that has ceased: that we were told, and what we decided."""

from __future__ import annotations

from typing import Any, Final

from saas.licensing.ceased.confirmation import ceased_pdf, what_holds
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import State
from saas.licensing.contract_events import CessationDecided, CessationTold
from saas.mail import Attachment, write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import MAY, Permission

LETTERS: Final = {
    State.APPROVED: "approved.txt",
    State.DECLINED: "declined.txt",
    State.TAKEN_BACK: "taken_back.txt",
}


def tell_of_report(fact: CessationTold) -> None:
    """Tell those who may give notice that somebody says their company has ceased."""
    cessation = Cessation.find(fact.cessation_id)
    if cessation.state is State.WAITING:
        for address, language in _those_concerned(cessation).items():
            _write("told.txt", cessation, address, language)


def tell_of_decision(fact: CessationDecided) -> None:
    """Tell them, and whoever acts for the estate, what was decided; with a paper where it holds."""
    cessation = Cessation.find(fact.cessation_id)
    for address, language in _those_concerned(cessation, estate=True).items():
        if cessation.state is State.APPROVED:
            paper = ceased_pdf(cessation, language)
            name = f"{our_company().customer_number}.pdf"
            _write(
                LETTERS[cessation.state],
                cessation,
                address,
                language,
                attachments=[Attachment(name, "application/pdf", paper)],
            )
        elif letter := LETTERS.get(cessation.state):
            _write(letter, cessation, address, language)


def _those_concerned(cessation: Cessation, *, estate: bool = False) -> dict[str, str]:
    """Addresses with their languages: those whose role may give notice, and the estate's."""
    told = {
        person.email: person.account.language
        for person in Person.active()
        if Permission.GIVE_NOTICE in MAY[person.role]
    }
    if estate and cessation.contact_email:
        told.setdefault(cessation.contact_email, our_company().language)
    return told


def _write(letter: str, cessation: Cessation, address: str, language: str, **besides: Any) -> None:
    write_mail(
        to=address,
        template=f"licensing/ceased/{letter}",
        language=language,
        cessation=cessation,
        company=our_company(),
        what_holds=what_holds,
        **besides,
    )
