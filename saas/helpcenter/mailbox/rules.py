"""What a mail is to us: a machine's, somebody's words, or something to find the sender of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from saas.errors import Refusal
from saas.helpcenter.departments.rules import Department, Topic
from saas.helpcenter.inbox.rules import FIRST_NUMBER
from saas.text import N_

LARGEST: Final = 10_240_000
"""Bytes of a whole message: as much as Postfix takes unless it is told else."""

LONGEST_WORDS: Final = 20_000
LONGEST_LINE: Final = 200
LONGEST_ADDRESS: Final = 254
KEPT_DAYS: Final = 90
NO_WORDS: Final = "–"
CUT: Final = "[…]"


class Standing(StrEnum):
    """What has become of a mail."""

    WAITING = "waiting"
    TAKEN = "taken"
    IGNORED = "ignored"
    ASIDE = "set aside"


class Because(StrEnum):
    """Why a mail is ignored, or waits for one of us."""

    AUTOMATIC = "automatic"
    BULK = "bulk"
    LIST = "list"
    RETURNED = "returned"
    OURS = "ours"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    MAY_NOT_ASK = "may not ask"


STANDINGS: Final = {
    Standing.WAITING: N_("Waits"),
    Standing.TAKEN: N_("Became a request"),
    Standing.IGNORED: N_("Ignored"),
    Standing.ASIDE: N_("Set aside"),
}
TONES: Final = {
    Standing.WAITING: "warn",
    Standing.TAKEN: "good",
    Standing.IGNORED: "neutral",
    Standing.ASIDE: "neutral",
}
REASONS: Final = {
    Because.AUTOMATIC: N_("A machine wrote it, and says so."),
    Because.BULK: N_("It says that it was sent to many."),
    Because.LIST: N_("It came by a mailing list."),
    Because.RETURNED: N_("It is a mail that came back."),
    Because.OURS: N_("It says that it comes from an address of our own."),
    Because.UNKNOWN: N_("No user has the address that it came from."),
    Because.SEVERAL: N_("The sender acts for several companies, and it does not say which."),
    Because.MAY_NOT_ASK: N_("The sender is a user who may not send requests."),
}
TO_MANY: Final = frozenset({"bulk", "junk", "list"})
ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
REFERENCE: Final = re.compile(r"\bR-(\d{4,12})\b")
ABOUT: Final = re.compile(r"\.(req_[\w-]{16})@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it was read. `key` is the same each time the same mail is handed to us.

    `sender` is in lower case, and empty only where `ignored` says why nobody reads it.
    `subject` is how the words begin where it has none.
    `about` are the requests that it answers letters of ours about, by their public ids.
    """

    key: str
    to: str
    topic: Topic
    sender: str
    sender_name: str
    subject: str
    words: str
    about: tuple[str, ...]
    ignored: Because | None


class AlreadyTaken(Refusal):
    """Somebody was first."""

    says = N_("This mail has become a request already.")


class NotSetAside(Refusal):
    """Only what waits is set aside."""

    says = N_("This mail does not wait, so it cannot be set aside.")


class NobodyThere(Refusal):
    """The company has no such user."""

    says = N_("No user of %(company)s has the address %(email)s.")
    field = "person"

    def __init__(self, company: str, email: str) -> None:
        super().__init__()
        self.company, self.email = company, email


def machine(headers: Mapping[str, str]) -> Because | None:
    """Why nobody is to read it or answer it, by its header fields; None for a person's words.

    `headers` are its first fields of each name, in lower case (RFC 3834 §2, RFC 5321 §4.5.5,
    RFC 2919). Two machines that answer each other never end.
    """
    if headers.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no":
        return Because.AUTOMATIC
    if headers.get("return-path", "a").strip() in {"", "<>"}:
        return Because.RETURNED
    if "list-id" in headers:
        return Because.LIST
    return Because.BULK if headers.get("precedence", "").strip().lower() in TO_MANY else None


def addressed(to: Iterable[str], departments: Sequence[Department]) -> Department | None:
    """The first of our departments that it was sent to; None where no address is one of ours."""
    ours = {each.mail.lower(): each for each in departments}
    return next((ours[address] for address in to if address in ours), None)


def is_address(written: str) -> bool:
    """Whether this is one address that can be answered, in its plain form."""
    return len(written) <= LONGEST_ADDRESS and ADDRESS.fullmatch(written) is not None


def number_in(subject: str) -> int | None:
    """The number of the request that a subject names by its reference: R-1001."""
    found = REFERENCE.search(subject)
    number = int(found[1]) if found else 0
    return number if number >= FIRST_NUMBER else None


def about(answered: str) -> tuple[str, ...]:
    """The requests whose letters of ours a mail answers, the latest first.

    `answered` is its In-Reply-To and its References; our letters' ids name their request.
    """
    return tuple(dict.fromkeys(reversed(ABOUT.findall(answered))))


def plain(written: str) -> str:
    """The text without signs that nobody can read and no database keeps."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_readable(sign) for sign in lines)


def without_history(words: str) -> str:
    """What was written anew: the quoted end, and the line above it that says who, are left out.

    Quoted lines begin with ">". What stands between them or below them is kept with them, and
    so is everything where nothing else would be left.
    """
    lines = words.rstrip().split("\n")
    end = len(lines)
    while end and (lines[end - 1].startswith(">") or not lines[end - 1].strip()):
        end -= 1
    if 0 < end < len(lines) and lines[end - 1].rstrip().endswith(":"):
        end -= 1
    return "\n".join(lines[:end]).strip() or words.strip()


def shortened(written: str, longest: int) -> str:
    """The text, cut with a mark where it is longer than so many signs."""
    return written if len(written) <= longest else f"{written[: longest - len(CUT)]}{CUT}"


def _readable(sign: str) -> str:
    if sign in "\n\t" or sign.isprintable():
        return sign
    return " " if sign.isspace() else ""
