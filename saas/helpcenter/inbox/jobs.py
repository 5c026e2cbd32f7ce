"""Telling people by mail what they asked for has come to, and administrators that it waits."""

from __future__ import annotations

from saas.helpcenter.departments.reading import departments
from saas.helpcenter.departments.rules import topic_of, who_takes
from saas.helpcenter.events import RequestMoved, RequestSent
from saas.helpcenter.inbox.models import HelpRequest, RequestEntry
from saas.helpcenter.inbox.rules import Deed
from saas.mail import write_mail
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission

LETTERS = {
    Deed.SAID: "helpcenter/inbox/said.txt",
    Deed.ANSWERED: "helpcenter/inbox/answered.txt",
    Deed.CARRIED_OUT: "helpcenter/inbox/carried_out.txt",
    Deed.DECLINED: "helpcenter/inbox/declined.txt",
}
"""The letter each deed is told with. What is not here is told to nobody."""


def ask_those_who_decide(fact: RequestSent) -> None:
    """Tell the company's administrators that a colleague's request waits for them."""
    asked = HelpRequest.find(fact.request_id)
    if asked.is_pending:
        for person in _deciders(but=asked.sent_by_id):
            _write(person, "helpcenter/inbox/to_decide.txt", asked=asked)


def confirm_receipt(fact: RequestSent) -> None:
    """Tell the asker that our staff has the request, and under which number."""
    asked = HelpRequest.find(fact.request_id)
    if not asked.needs_approval and asked.last_deed is not Deed.CARRIED_OUT:
        _write(asked.sent_by, "helpcenter/inbox/received.txt", asked=asked)


def tell_of_a_move(fact: RequestMoved) -> None:
    """Tell the asker what was said or done; a colleague's own words go to those who decide."""
    entry, asked = RequestEntry.find(fact.entry_id), HelpRequest.find(fact.request_id)
    letter = LETTERS.get(entry.deed)
    if letter is None:
        return
    own_words = entry.by_account_id == asked.sent_by.account_id
    if entry.deed is Deed.SAID and own_words:
        told = _deciders(but=asked.sent_by_id)
    else:
        told = [asked.sent_by]
    for person in told:
        _write(person, letter, asked=asked, entry=entry)


def _deciders(*, but: int) -> list[Person]:
    """Those who may decide and can act."""
    return [person for person in Person.who_may(Permission.DECIDE) if person.id != but]


def _write(person: Person, letter: str, *, asked: HelpRequest, entry: object = None) -> None:
    """Write to somebody, so that what they answer finds its way to the same request."""
    if person.removed_at is None:
        whose = who_takes(topic_of(asked.form, asked.answers), departments())
        write_mail(
            to=person.email,
            template=letter,
            language=person.account.language,
            reply_to=whose.mail,
            about=asked.public_id,
            asked=asked,
            entry=entry,
            me=person,
        )
