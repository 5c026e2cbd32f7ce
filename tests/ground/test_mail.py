"""Letters, sent by real SMTP."""

import email
import email.policy
import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from saas import outbox
from saas.db import db
from saas.mail import Attachment, Mail, MailWritten, send_mail, write_mail
from saas.scope import OPERATOR, tenant_scope
from tests.tenants.making import registration_form


class Postbox:
    """A mail server that keeps what it is handed, or refuses it."""

    def __init__(self):
        self.letters, self.refusing = [], False

    async def handle_DATA(self, _server, _session, envelope):
        if self.refusing:
            return "451 come back later"
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"


@pytest.fixture
def postbox(app, database, monkeypatch):
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=0)
    server.port = _free_port()
    server.start()
    settings = replace(app.config["SETTINGS"], smtp_url=f"smtp://127.0.0.1:{server.port}")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    yield box
    server.stop()


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def write(**more):
    with tenant_scope(OPERATOR):
        mail = write_mail(
            to="eva@kvarnen.example", template="layout/letter.txt", language="sv", **more
        )
        db.session.commit()
        return mail.message_id


def send_at_once():
    """Do not wait before trying again."""
    with tenant_scope(OPERATOR):
        db.session.execute(outbox.Delivery.__table__.update().values(leased_until=None))
        db.session.commit()


def test_a_letter_arrives_with_text_html_and_file(postbox, tell_all):
    write(
        subject="Åtta små grisar",
        text="Hej!\n\nVälkommen.",
        attachments=[Attachment("kvitto.pdf", "application/pdf", b"%PDF-1.7 \xc3\xa5")],
    )
    tell_all()

    [letter] = postbox.letters
    assert letter["Subject"] == "Åtta små grisar"
    assert letter["To"] == "eva@kvarnen.example"
    assert "Välkommen." in letter.get_body(("plain",)).get_content()
    assert "<h1" in letter.get_body(("html",)).get_content()
    [file] = letter.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("kvitto.pdf", b"%PDF-1.7 \xc3\xa5")


def test_a_letter_with_a_link_that_lets_in_is_empty_once_it_has_been_sent(
    postbox, tell_all, visitor, mails
):
    write(subject="No link", text="Nothing to hide.")
    visitor.post("/register", registration_form())
    postbox.refusing = True
    outbox.tell()
    assert any("/register/" in mail.body for mail in mails())  # it is still to be sent
    postbox.refusing = False
    send_at_once()
    tell_all()

    [plain, link] = sorted(
        postbox.letters, key=lambda letter: letter["To"] != "eva@kvarnen.example"
    )
    assert "/register/" in link.get_body(("plain",)).get_content()
    assert "Nothing to hide." in plain.get_body(("plain",)).get_content()
    kept = {mail.recipient: (mail.body, mail.html) for mail in mails()}
    assert kept["alice@konditori.example"] == ("", "")
    assert "Nothing to hide." in kept["eva@kvarnen.example"][0]


def test_what_lets_in_is_named_token_in_every_letter(app):
    """`write_mail` knows a letter to be emptied by that name."""
    secret = re.compile(r"token|secret|password|key")
    found = {}
    for letter in Path(app.root_path).rglob("*.txt"):
        for link in re.findall(r"url_for\([^)]*_external=True\)", letter.read_text("utf-8")):
            for name, value in re.findall(r"(\w+)=([\w.]+)", link):
                if secret.search(name) or secret.search(value):
                    found.setdefault((name, value), []).append(letter.name)
    assert set(found) == {("token", "token")}
    assert len(found["token", "token"]) >= 5


def test_a_refused_letter_is_tried_again_under_the_same_message_id(postbox, tell_all):
    message_id = write(text="x")
    postbox.refusing = True
    outbox.tell()
    assert postbox.letters == []
    postbox.refusing = False
    send_at_once()
    tell_all()

    assert [letter["Message-ID"] for letter in postbox.letters] == [message_id]


def test_a_sender_killed_after_sending_repeats_the_letter_under_its_id(postbox):
    message_id = write(text="x")
    with tenant_scope(OPERATOR):
        letter_id = db.session.scalars(select(Mail.id)).one()
        send_mail(MailWritten(letter_id))
        db.session.rollback()
        send_mail(MailWritten(letter_id))
        db.session.commit()
        assert db.session.scalars(select(Mail.sent_at)).one() is not None
    assert {letter["Message-ID"] for letter in postbox.letters} == {message_id}


def test_a_subject_cannot_smuggle_a_header(postbox, tell_all):
    write(subject="Hello\r\nBcc: everyone@evil.example", text="x")
    tell_all()
    [letter] = postbox.letters
    assert letter["Bcc"] is None
