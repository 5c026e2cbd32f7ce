"""Letters by e-mail: written with what they tell of, sent after, each under one Message-ID.

A letter is stored in the transaction that writes it and sent by a reaction. When a sender is
killed between sending and noting it, the letter goes out again under the same Message-ID, so
that mail programs show it once (promises.md R15). Without SMTP_URL, as in the demo, letters are
only kept. A letter with a link that lets its reader in is emptied once it has been sent: of the
link's token only its hash is left with us.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any, Final

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.config import MailServer, Settings
from saas.dates import clock_time, now
from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.events import Event
from saas.outbox import announce

TIMEOUT_SECONDS: Final = 30


class Mail(Known, TenantOwned, Base):
    """A letter: to whom, what it says, and when it was sent."""

    __tablename__ = "mails"
    prefix = "mail"

    recipient: Mapped[str]
    reply_to: Mapped[str] = mapped_column(server_default="")
    subject: Mapped[str]
    body: Mapped[str]
    html: Mapped[str]
    message_id: Mapped[str]
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    attachments: Mapped[list[MailAttachment]] = relationship(
        viewonly=True, order_by="MailAttachment.id"
    )


class MailAttachment(TenantOwned, Base):
    """A file that goes with a letter."""

    __tablename__ = "mail_attachments"
    __table_args__ = (refers_to("mail_id", "mails"),)

    mail_id: Mapped[int]
    filename: Mapped[str]
    mime_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with a letter: its name, its MIME type, and its bytes."""

    filename: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailWritten(Event):
    """A letter waits to be sent; one that `lets_in` holds a link with a token."""

    mail_id: int
    lets_in: bool = False


def write_mail(
    *,
    to: str,
    template: str,
    language: str,
    attachments: Sequence[Attachment] = (),
    reply_to: str = "",
    about: str = "",
    **context: Any,
) -> Mail:
    """Write a letter for the tenant in scope, to be sent once this transaction is committed.

    With a `token` (a link's) in its context it is emptied once it has been sent.

    `template` is a text whose first line is `Subject: …`, then an empty line, then the letter;
    it is read in `language` ("sv" or "en") with `context`. The HTML twin is made from it.
    Answers go to `reply_to`, and name `about` (a public id) in what they answer: it is part of
    the Message-ID.
    """
    with force_locale(language):
        said = render_template(template, **context)
        head, _, body = said.partition("\n\n")
        subject = " ".join(head.removeprefix("Subject:").split())
        paragraphs = [p.strip() for p in body.strip().split("\n\n")]
        html = render_template(
            "layout/mail.html", subject=subject, paragraphs=paragraphs, language=language
        )
    settings: Settings = current_app.config["SETTINGS"]
    mail = Mail(
        recipient=to,
        reply_to=reply_to,
        subject=subject,
        body=body.strip() + "\n",
        html=html,
        message_id=make_msgid(about or None, domain=settings.host.partition(":")[0]),
        written_at=now(),
    )
    db.session.add(mail)
    db.session.flush()
    db.session.add_all([_kept(file, mail) for file in attachments])
    announce(MailWritten(mail.id, lets_in=bool(context.get("token"))))
    return mail


def _kept(file: Attachment, mail: Mail) -> MailAttachment:
    return MailAttachment(
        mail_id=mail.id, filename=file.filename, mime_type=file.mime_type, content=file.content
    )


def send_mail(fact: MailWritten) -> None:
    """Hand a letter to the mail server. Raises smtplib's errors, to be tried again later."""
    mail = Mail.find(fact.mail_id)
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.smtp_url:
        return
    sender = settings.mail_from or f"Kundzon <no-reply@{settings.host.partition(':')[0]}>"
    with _connect(settings.smtp_url) as server:
        server.send_message(_message(mail, sender))
    mail.sent_at = clock_time()
    if fact.lets_in:
        mail.body = mail.html = ""


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.written_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    message.add_alternative(mail.html, subtype="html")
    for file in mail.attachments:
        main, _, sub = file.mime_type.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.filename)
    return message


def _connect(url: str) -> smtplib.SMTP:
    """A session with the mail server of `url`. Raises NoMailServer and smtplib's errors."""
    at, context = MailServer.at(url), ssl.create_default_context()
    if at.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            at.host, at.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(at.host, at.port, timeout=TIMEOUT_SECONDS)
        if at.scheme == "smtp+starttls":
            server.starttls(context=context)
    if at.user:
        server.login(at.user, at.password)
    return server
