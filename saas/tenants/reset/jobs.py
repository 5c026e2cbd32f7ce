"""The letters about passwords."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from saas.dates import clock_time
from saas.db import db, sweep
from saas.mail import write_mail
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.events import PasswordChanged, ResetAsked
from saas.tenants.reset.actions import link_for
from saas.tenants.reset.models import Reset

KEPT: Final = timedelta(days=7)


def send_reset_link(fact: ResetAsked) -> None:
    """Mail the link to the login that was asked for; to an address nobody has, nothing."""
    reset = Reset.find(fact.reset_id)
    link = link_for(reset=reset, now=clock_time())
    if link is not None:
        write_mail(
            to=reset.email,
            template="tenants/reset/link.txt",
            language=reset.language,
            token=link.token,
        )


def tell_of_new_password(fact: PasswordChanged) -> None:
    """Tell a login's reader that the password is another, in case it was not them."""
    account = db.session.get_one(Account, fact.account_id)
    write_mail(to=account.email, template="tenants/reset/changed.txt", language=account.language)


def forget_old_resets(_today: date) -> None:
    """Every day: forget who asked for a new password, when the link is long dead."""
    with tenant_scope(OPERATOR):
        sweep(Reset, Reset.asked_at < clock_time() - KEPT)
