"""Taking a mail that was handed to us, saying whose it is, setting it aside.

A mail's From can be forged, and nothing here proves it. So nothing is ever carried out by a
mail: it becomes words for our staff (or, in a request that colleagues decide, for those), it
is confirmed to the address of the login that it names, and it gives notice of nothing and
approves nothing. Who means it does it logged in, or one of us asks them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from saas.dates import day_of
from saas.db import db, sweep
from saas.helpcenter.departments.rules import CONTACT
from saas.helpcenter.events import MailWaits
from saas.helpcenter.forms.contact.rules import LONGEST_SUBJECT, SUBJECTS
from saas.helpcenter.inbox.actions import send_request, write
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.mailbox.models import ReceivedMail
from saas.helpcenter.mailbox.rules import (
    AlreadyTaken,
    Because,
    Letter,
    NobodyThere,
    NotSetAside,
    Standing,
    shortened,
)
from saas.helpcenter.mailbox.senders import acts_for, asker, request_meant
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def take_mail(letter: Letter, *, content: bytes, now: datetime) -> ReceivedMail:
    """Take a mail that reached us at `now`: once, however often it is handed to us.

    A machine's is kept and ignored. One whose sender is the user of one company becomes a
    request of theirs, or words in the request it is about. Any other waits for one of us, and
    its sender is told so, once a day. `content` is the whole message, kept as it is.
    """
    with tenant_scope(OPERATOR):
        _one_at_a_time()
        if known := ReceivedMail.with_key(letter.key):
            return known
        mail = _kept(letter, content=content, now=now)
        if letter.ignored is None:
            _find_its_sender(mail, letter, now=now)
        return mail


def give_mail(
    *, public_id: str, company_id: int, email: str, by: Person, now: datetime
) -> ReceivedMail:
    """Say that a mail is from the user with this address at a company: it becomes their words.

    `by` is one of our staff. Raises NotAllowed, also for a user who may not ask, NotFound,
    AlreadyTaken or NobodyThere.
    """
    by.must_be_staff(Permission.ASK)
    with tenant_scope(OPERATOR):
        mail = ReceivedMail.locked(ReceivedMail.known_as(public_id).id)
        if mail.standing is Standing.TAKEN:
            raise AlreadyTaken
        with tenant_scope(company_id):
            person = Person.with_email(email)
            if person is None:
                raise NobodyThere(our_company().name, email)
            asked = _words_of(person, mail, request_meant(mail, person), now=now)
        mail.settled_by_name, mail.settled_at = by.name, now
        _note_taken(mail, asked)
        return mail


def set_aside(*, public_id: str, reason: str, by: Person, now: datetime) -> ReceivedMail:
    """Say that nothing is done with a mail that waits, and why. Its sender is told nothing.

    Raises NotAllowed, NotFound or NotSetAside.
    """
    by.must_be_staff(Permission.ASK)
    with tenant_scope(OPERATOR):
        mail = ReceivedMail.locked(ReceivedMail.known_as(public_id).id)
        if mail.standing is not Standing.WAITING:
            raise NotSetAside
        mail.standing, mail.aside_reason = Standing.ASIDE, reason
        mail.settled_by_name, mail.settled_at = by.name, now
        db.session.flush()
        return mail


def forget_mails(*, before: datetime) -> None:
    """Delete what was ignored or set aside and came before an instant (GDPR Art. 5(1)(e))."""
    with tenant_scope(OPERATOR):
        sweep(
            ReceivedMail,
            ReceivedMail.standing.in_([Standing.IGNORED, Standing.ASIDE]),
            ReceivedMail.received_at < before,
        )


def _one_at_a_time() -> None:
    """Let one transaction at a time take a mail, so that the same mail is looked for in vain."""
    db.session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended("received_mails", 0)))
    )


def _kept(letter: Letter, *, content: bytes, now: datetime) -> ReceivedMail:
    mail = ReceivedMail(
        key=letter.key,
        received_at=now,
        addressed_to=letter.to,
        topic=letter.topic,
        sender=letter.sender,
        sender_name=letter.sender_name,
        subject=letter.subject,
        words=letter.words,
        about=" ".join(letter.about),
        content=content,
        standing=Standing.IGNORED if letter.ignored else Standing.WAITING,
        because=letter.ignored or Because.UNKNOWN,
    )
    db.session.add(mail)
    db.session.flush()
    return mail


def _find_its_sender(mail: ReceivedMail, letter: Letter, *, now: datetime) -> None:
    """Make it its sender's words where it is clear whose they are; else let it wait."""
    places = acts_for(letter.sender)
    known = [asker(mail, place.tenant_id) for place in places]
    about = [(person, asked) for person, asked in known if asked is not None]
    clear = about if len(known) > 1 else known
    if len(clear) == 1 and clear[0][0].may(Permission.ASK):
        [(person, about_this)] = clear
        with tenant_scope(person.tenant_id):
            asked = _words_of(person, mail, about_this, now=now)
        mail.because = None
        _note_taken(mail, asked)
        return
    if known:
        mail.because = Because.MAY_NOT_ASK if len(clear) == 1 else Because.SEVERAL
    if not ReceivedMail.was_answered(mail.sender, day_of(now)):
        mail.answered_on = day_of(now)
    db.session.flush()
    announce(MailWaits(mail.id))


def _words_of(
    person: Person, mail: ReceivedMail, asked: HelpRequest | None, *, now: datetime
) -> HelpRequest:
    """Add it to the request that it is about, or send one with the topic of its department."""
    if asked is not None:
        write(by=person, request=asked, body=mail.words, now=now)
        return asked
    answers = {
        "topic": mail.topic.value,
        "subject": shortened(mail.subject, LONGEST_SUBJECT),
        "message": mail.words,
        "mail_from": mail.sender,
    }
    said = SUBJECTS[mail.topic]
    return send_request(by=person, form=CONTACT, subject=said, answers=answers, now=now)


def _note_taken(mail: ReceivedMail, asked: HelpRequest) -> None:
    mail.standing, mail.aside_reason = Standing.TAKEN, ""
    mail.company_id, mail.request_number = asked.tenant_id, asked.number
    db.session.flush()
