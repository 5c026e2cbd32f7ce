"""The letters about a transfer, the offers that wait for a newcomer, and the day itself."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.dates import now
from saas.dates import today as business_today
from saas.db import db
from saas.licensing.contract_events import (
    AgreementTransferred,
    TransferAccepted,
    TransferDue,
    TransferLapsed,
    TransferOffered,
    TransferWithdrawn,
)
from saas.licensing.events import SeatsWillLack
from saas.licensing.staying.rules import REMINDED_BEFORE
from saas.licensing.transfer.carrying_out import carry_out
from saas.licensing.transfer.going import givers_on
from saas.licensing.transfer.models import Transfer, due
from saas.licensing.transfer.rules import TransferState
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import Tenant, our_company
from saas.tenants.events import CompanyRegistered
from saas.tenants.links.rules import Link
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def mail_offer(fact: TransferOffered) -> None:
    """Write to the address the giver gave, with a link, and to the taker's people if it is here.

    The giver is told the same whether anybody with that number is registered or not.
    """
    transfer = Transfer.find(fact.transfer_id)
    if transfer.state(business_today()) is not TransferState.OFFERED:
        return
    link = Link.new()
    transfer.token_hash = link.kept
    db.session.flush()
    with tenant_scope(transfer.from_id):
        language = our_company().language
    _write("offered", transfer, to=transfer.email, language=language, token=link.token)
    _tell_taker("waiting", transfer, but=transfer.email)


def tell_of_acceptance(fact: TransferAccepted) -> None:
    """Tell both companies that the transfer is agreed, and the day it takes place.

    Where the giver will have more people than seats it is asked at once who keeps one.
    """
    transfer = Transfer.find(fact.transfer_id)
    _tell_both("agreed", transfer)
    with tenant_scope(transfer.from_id):
        announce(SeatsWillLack(transfer.starts_on))


def tell_of_withdrawal(fact: TransferWithdrawn) -> None:
    """Tell both companies that nothing comes of it."""
    _tell_both("withdrawn", Transfer.find(fact.transfer_id))


def tell_of_lapse(fact: TransferLapsed) -> None:
    """Tell both companies that it did not take place, and why."""
    _tell_both("lapsed", Transfer.find(fact.transfer_id))


def tell_of_transfer(fact: AgreementTransferred) -> None:
    """Tell both companies that it has taken place."""
    _tell_both("done", Transfer.find(fact.transfer_id))


def tell_newcomer(fact: CompanyRegistered) -> None:
    """Tell the owner of a new company of offers that waited for it."""
    owner, company = Person.find(fact.person_id), our_company()
    for transfer in Transfer.of(company):
        if transfer.state(business_today()) is TransferState.OFFERED:
            language = owner.account.language
            _write("waiting", transfer, to=owner.email, language=language, taker=company)


def announce_due_transfers(today: date) -> None:
    """Every day: say which transfers take place, and which nobody accepted in time."""
    with tenant_scope(OPERATOR):
        for transfer in due(today):
            announce(TransferDue(transfer.id))


def announce_fewer_seats(today: date) -> None:
    """Every day: say who gives an agreement away in fourteen days, and in three."""
    for days in REMINDED_BEFORE:
        day = today + timedelta(days=days)
        with tenant_scope(OPERATOR):
            givers = givers_on(day)
        for tenant_id in givers:
            with tenant_scope(tenant_id):
                announce(SeatsWillLack(day))


def let_it_go_over(fact: TransferDue) -> None:
    """Carry a transfer out on its day, or let it lapse."""
    transfer = Transfer.find(fact.transfer_id)
    language = "sv"
    if transfer.to_id is not None:
        with tenant_scope(transfer.to_id):
            language = our_company().language
    with force_locale(language):
        called = _("Transfer of the agreement from %(company)s", company=transfer.from_name)
    carry_out(transfer_id=transfer.id, fee_called=called, now=now())


def _tell_both(letter: str, transfer: Transfer) -> None:
    _tell(transfer.from_id, letter, transfer)
    _tell_taker(letter, transfer)
    if Tenant.with_number(transfer.number) is None:
        with tenant_scope(transfer.from_id):
            language = our_company().language
        _write(letter, transfer, to=transfer.email, language=language)


def _tell_taker(letter: str, transfer: Transfer, *, but: str = "") -> None:
    taker = Tenant.with_number(transfer.number)
    if taker is not None:
        _tell(taker.id, letter, transfer, but=but, taker=taker)


def _tell(
    tenant_id: int, letter: str, transfer: Transfer, *, but: str = "", taker: Tenant | None = None
) -> None:
    with tenant_scope(tenant_id):
        for person in Person.who_may(Permission.CHANGE_PLAN):
            if person.email != but:
                language = person.account.language
                _write(letter, transfer, to=person.email, language=language, taker=taker)


def _write(
    letter: str,
    transfer: Transfer,
    *,
    to: str,
    language: str,
    token: str | None = None,
    taker: Tenant | None = None,
) -> None:
    """Write a letter; to the `taker` itself in its own name, to others in its number."""
    write_mail(
        to=to,
        template=f"licensing/transfer/{letter}.txt",
        language=language,
        transfer=transfer,
        taker=taker.name if taker else transfer.number.masked,
        token=token,
    )
