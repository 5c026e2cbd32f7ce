"""`saas mail`: what a mail server hands over to us."""

from __future__ import annotations

import sys
import traceback
from email.utils import parseaddr

import click
from flask import current_app

from saas.cli.house import opened
from saas.config import Settings
from saas.dates import now
from saas.db import db
from saas.helpcenter.departments.reading import departments
from saas.helpcenter.mailbox.actions import take_mail
from saas.helpcenter.mailbox.reading import Unreadable, read_letter
from saas.helpcenter.mailbox.rules import LARGEST

UNREADABLE, TRY_LATER = 65, 75
"""EX_DATAERR and EX_TEMPFAIL of sysexits.h, which mail servers act by."""


@click.group()
def command() -> None:
    """Mail to our departments."""


@command.command("receive")
@click.option("--to", default="", help="The envelope's recipient; else the mail's own fields.")
def receive_command(to: str) -> None:
    """Take one message (RFC 5322) from standard input, once however often it is handed over.

    Exit codes: 0 it is taken, also where it was before; 65 it is no mail that could be answered,
    or too large: send it back; 75 it could not be kept now: hand it over again later.
    """
    content = sys.stdin.buffer.read(LARGEST + 1)
    try:
        said = _taken(content, to)
    except Unreadable as error:
        click.echo(str(error), err=True)
        sys.exit(UNREADABLE)
    except (Exception, SystemExit):  # noqa: BLE001 - whatever is wrong here, no mail is lost by it
        traceback.print_exc()
        sys.exit(TRY_LATER)
    click.echo(said)


def _taken(content: bytes, to: str) -> str:
    with opened():
        settings: Settings = current_app.config["SETTINGS"]
        ours = parseaddr(settings.mail_from)[1]
        letter = read_letter(content, to=to, departments=departments(), ours=ours)
        mail = take_mail(letter, content=content, now=now())
        db.session.commit()
        return f"{mail.public_id}: {mail.reference or mail.because}"
