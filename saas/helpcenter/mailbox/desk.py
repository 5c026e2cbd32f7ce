"""What staff see of the mail: what stands how, whose it became, and what it says of a notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import func, select

from saas.dates import STOCKHOLM
from saas.db import db
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.mailbox.models import ReceivedMail
from saas.helpcenter.mailbox.rules import Standing
from saas.licensing.channels.rules import Channel
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import Tenant

MOST_COUNTED: Final = 1_000


def mails(standing: Standing, *, limit: int) -> Sequence[ReceivedMail]:
    """The mails that stand so: of those that wait the oldest first, of others the latest."""
    newest_first = standing is not Standing.WAITING
    asked = (
        select(ReceivedMail)
        .where(ReceivedMail.standing == standing)
        .order_by(ReceivedMail.id.desc() if newest_first else ReceivedMail.id)
        .limit(limit)
    )
    with tenant_scope(OPERATOR):
        return db.session.scalars(asked).all()


def how_many() -> Mapping[Standing, int]:
    """How many mails stand so; a thousand is a thousand or more."""
    counted: dict[Standing, int] = {}
    with tenant_scope(OPERATOR):
        for standing in Standing:
            some = select(ReceivedMail.id).where(ReceivedMail.standing == standing)
            few = some.limit(MOST_COUNTED).subquery()
            counted[standing] = db.session.scalar(select(func.count()).select_from(few)) or 0
    return counted


def mails_of(asked: HelpRequest) -> Sequence[ReceivedMail]:
    """The mails by which a request, or words in it, came; the first first."""
    found = (
        select(ReceivedMail)
        .where(
            ReceivedMail.company_id == asked.tenant_id,
            ReceivedMail.request_number == asked.number,
        )
        .order_by(ReceivedMail.id)
    )
    with tenant_scope(OPERATOR):
        return db.session.scalars(found).all()


def request_of(mail: ReceivedMail) -> HelpRequest | None:
    """The request that a mail became, or became words in."""
    if mail.company_id is None:
        return None
    with tenant_scope(mail.company_id):
        return db.session.scalar(
            select(HelpRequest).where(HelpRequest.number == mail.request_number)
        )


def statement_of(mail: ReceivedMail) -> dict[str, str]:
    """What the mail says of a statement of notice: by mail, from whom, on the day it came."""
    at = mail.received_at.astimezone(STOCKHOLM)
    return {
        "channel": Channel.MAIL.value,
        "from_name": mail.sender_name,
        "from_email": mail.sender,
        "received_on": f"{at:%Y-%m-%d}",
        "received_time": f"{at:%H:%M}",
    }


def companies_of(found: Sequence[ReceivedMail]) -> Mapping[int, Tenant]:
    """The companies whose requests these mails became, by id."""
    ids = {mail.company_id for mail in found if mail.company_id is not None}
    if not ids:
        return {}
    with all_tenants(because="staff see whose words a mail was"):
        companies = db.session.scalars(select(Tenant).where(Tenant.id.in_(ids))).all()
    return {company.id: company for company in companies}
