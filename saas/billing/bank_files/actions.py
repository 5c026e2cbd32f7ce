"""Reading a file of the bank's: each row is booked once, or the whole file is not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from saas.billing.bank_desk.models import OurAccount, account_numbered, our_accounts
from saas.billing.bank_events import BankRowNoted
from saas.billing.bank_files.camt import rows_in
from saas.billing.bank_files.models import BankFile
from saas.billing.bank_files.rules import NotOurAccount, Told, must_be_alike, must_tell
from saas.billing.bank_rows.actions import Mover, Received, note_row
from saas.billing.bank_rows.models import BankRow
from saas.billing.bank_rows.rules import BookedAlready, NoSuchAccount
from saas.db import db
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.people.models import Person


def read_file(
    content: bytes,
    *,
    name: str,
    by: Person,
    now: datetime,
    closed_through: date | None = None,
    agency: str = "",
) -> BankFile:
    """Book each row of money that came which is not booked yet; whose it is, is found after.

    What a payer named `agency` sent is the agency's. Raises NotAllowed, what `rows_in` and
    `must_tell` raise, NotOurAccount, SaidOtherwise, and as `note_row` for a row that cannot be.
    """
    mover = Mover.of(by)
    told = rows_in(content)
    must_tell(told)
    ours = our_accounts()
    with tenant_scope(OPERATOR):
        file = BankFile(
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            rows=len(told),
            read_by_account_id=mover.account_id,
            read_by_name=mover.name,
            read_at=now,
        )
        db.session.add(file)
        db.session.flush()
        for each in told:
            said = _received(each, ours, file, agency)
            _note(said, by=mover, now=now, closed_through=closed_through)
    return file


def _note(said: Received, *, by: Mover, now: datetime, closed_through: date | None) -> None:
    """Book a row and let its owner be looked for; one that is booked already stays as it is."""
    known = BankRow.called_by_bank(said.account.number, said.bank_reference)
    if known is None:
        try:
            row = note_row(said, by=by, now=now, closed_through=closed_through)
        except BookedAlready:  # somebody else's file, at the same moment
            return
        announce(BankRowNoted(row.number))
    else:
        number = known.number
        must_be_alike(said.bank_reference, number=number, booked=known.amount, told=said.amount)


def _received(told: Told, ours: Sequence[OurAccount], file: BankFile, agency: str) -> Received:
    try:
        found = account_numbered(told.account, currency=told.amount.currency, among=ours)
    except NoSuchAccount as unknown:
        raise NotOurAccount(told.account) from unknown
    return Received(
        seller_id=found.seller.id,
        account=found.account,
        booked_on=told.booked_on,
        amount=told.amount,
        bank_reference=told.bank_reference,
        reference=told.reference,
        payer=told.payer,
        from_agency=bool(agency) and told.payer.casefold() == agency.casefold(),
        file_id=file.id,
    )
