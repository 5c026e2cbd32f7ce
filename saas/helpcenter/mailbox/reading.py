"""Reading a message as a mail server hands it over (RFC 5322), whatever it is made of.

Python's own reader stumbles over some of what strangers send. What it cannot read is taken as
it stands, so that a person can look at it; the whole message is kept besides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from email.utils import getaddresses
from hashlib import sha256
from typing import Any, Final, cast

from lxml import etree, html

from saas.helpcenter.departments.rules import Department, Topic, who_takes
from saas.helpcenter.mailbox.rules import (
    LARGEST,
    LONGEST_LINE,
    LONGEST_WORDS,
    NO_WORDS,
    Because,
    Letter,
    about,
    addressed,
    is_address,
    machine,
    plain,
    shortened,
    without_history,
)

LONGEST_FIELD: Final = 1_000
"""Signs of a field that Python's reader takes apart; for more it needs time without end."""

MOST_READ: Final = 1_000_000
"""Signs of the words, and of a list of addresses, that are looked through."""

TO: Final = ("delivered-to", "x-original-to", "to", "cc")
BREAKS: Final = ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote")
NO_LETTERS: Final = ("script", "style", "head", "title")
EMPTY_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


class _Reader(EmailPolicy):
    """Python's reader of today, to which no field is too long."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The field, taken apart; of a longer one its beginning."""
        return super().header_fetch_parse(name, value[:LONGEST_FIELD])


class Unreadable(ValueError):
    """No mail of anybody's: empty, too large, or from no address that could be answered."""


def read_letter(
    content: bytes, *, to: str = "", departments: Sequence[Department], ours: str = ""
) -> Letter:
    """The mail in `content`. Raises Unreadable.

    `to` is the address of the envelope, where it is known; otherwise the mail's own fields are
    looked through. One that is addressed to none of `departments` is a question: whoever handed
    it over meant us. `ours` is the address we write from, besides theirs.
    """
    if not content.strip():
        raise Unreadable("The message is empty.")
    if len(content) > LARGEST:
        raise Unreadable(f"The message is larger than {LARGEST} bytes.")
    message = _parsed(content)
    fields = _fields(message)
    meant = [to] if to else [fields.get(name, "") for name in TO]
    reached = addressed((each for one in meant for each in _addresses(one)), departments)
    department = reached or who_takes(Topic.QUESTION, departments)
    name, sender = _sender(_decoded(fields, "from"))
    known = {ours.lower(), *(each.mail.lower() for each in departments)}
    ignored = machine(fields) or (Because.OURS if sender and sender in known else None)
    if not is_address(sender):
        if not ignored:
            raise Unreadable("The message is from no address that could be answered.")
        sender = ""
    message_id = fields.get("message-id", "").strip("<> \t\n")
    words = _words(message, content)
    subject = " ".join(_decoded(fields, "subject").split()) or words.lstrip().partition("\n")[0]
    return Letter(
        key=sha256(f"id {message_id}".encode() if message_id else content).hexdigest(),
        to=department.mail,
        topic=department.topics[0],
        sender=sender,
        sender_name=shortened(name or sender, LONGEST_LINE),
        subject=shortened(subject, LONGEST_LINE),
        words=words,
        about=about(f"{fields.get('references', '')} {fields.get('in-reply-to', '')}"),
        ignored=ignored,
    )


def _parsed(content: bytes) -> EmailMessage:
    reader: Any = _Reader()
    try:
        return cast("EmailMessage", message_from_bytes(content, policy=reader))
    except Exception as error:
        raise Unreadable("The message cannot be taken apart.") from error


def _fields(message: EmailMessage) -> Mapping[str, str]:
    """The first field of each name, as it stands but on one line; names in lower case."""
    found: dict[str, str] = {}
    for name, raw in message.raw_items():
        found.setdefault(name.lower(), _unfolded(str(raw)))
    return found


def _unfolded(raw: str) -> str:
    return plain(_known(raw[:MOST_READ])).replace("\n", "").strip()


def _known(raw: str) -> str:
    """Signs beyond ASCII are UTF-8, whatever the field may say."""
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _decoded(fields: Mapping[str, str], name: str) -> str:
    """A field that may hold encoded words (RFC 2047), decoded."""
    written = fields.get(name, "")
    try:
        return plain(str(_Reader().header_fetch_parse(name, written)))
    except Exception:  # noqa: BLE001 - the reader of fields stumbles in ways nobody has counted
        return written


def _addresses(written: str) -> list[str]:
    return [address for _name, address in _people(written)]


def _sender(written: str) -> tuple[str, str]:
    """The name and the address of the first who says to have written it."""
    return next(iter(_people(written)), ("", ""))


def _people(written: str) -> list[tuple[str, str]]:
    """Names and addresses, these in lower case; none where nobody can tell them apart."""
    try:
        found = getaddresses([written])
    except RecursionError:
        return []
    return [(" ".join(name.split()), address.strip().lower()) for name, address in found]


def _words(message: EmailMessage, content: bytes) -> str:
    """What it says, without quoted history, and the names of the files that came with it."""
    try:
        body = message.get_body(("plain", "html"))
        written = "" if body is None else _text_of(body)
        files = [each.get_filename() for each in message.iter_attachments()]
    except Exception:  # noqa: BLE001 - as above; somebody is to see what came
        written, files = content.partition(b"\n\n")[2].decode("utf-8", "replace"), []
    lines = EMPTY_LINES.sub("\n\n", plain(written[:MOST_READ]))
    words = shortened(without_history(lines), LONGEST_WORDS)
    named = [f"[{shortened(plain(name), LONGEST_LINE)}]" for name in files if name]
    return "\n\n".join(part for part in (words, "\n".join(named)) if part) or NO_WORDS


def _text_of(part: MIMEPart) -> str:
    try:
        written = str(part.get_content())
    except LookupError:  # a character set that nobody knows
        written = cast("bytes", part.get_payload(decode=True)).decode("utf-8", "replace")
    return _seen(written) if part.get_content_subtype() == "html" else written


def _seen(written: str) -> str:
    """The words of a page of HTML: what is not shown is left out, blocks are lines."""
    parser = html.HTMLParser(encoding="utf-8")
    try:
        page = html.document_fromstring(plain(written).encode(), parser=parser)
    except etree.LxmlError:
        return ""
    for hidden in list(page.iter(*NO_LETTERS)):
        hidden.drop_tree()
    for block in page.iter(*BREAKS):
        block.tail = f"\n{block.tail or ''}"
    return str(page.text_content())
