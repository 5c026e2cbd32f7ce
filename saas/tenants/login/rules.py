"""Who may log in, and where they may be sent afterwards."""

from __future__ import annotations

from typing import Final

from saas.errors import Refusal, Unproven
from saas.text import N_

HOME: Final = "/overview"
STAFF_HOME: Final = "/staff"
BELOW_PRINTABLE: Final = " "


class WrongCredentials(Unproven):
    """No such address, or not its password: the answer is the same, and takes as long."""

    says = N_(
        "The address and the password do not go together. Check both, or choose a new password "
        "with the link below."
    )
    way_out = ("reset.ask", N_("Choose a new password"))


class NoCompanyLeft(Refusal):
    """The login is right, but it acts for no company any more."""

    says = N_(
        "Your login no longer acts for any company. Ask an administrator to let you in again, "
        "or register a company."
    )
    way_out = ("registration.register", N_("Register a company"))


def own_path(wanted: str | None) -> str:
    r"""Where to go next: `wanted` when it is a path of our own, otherwise the overview.

    `//evil.example`, `/\evil.example`, `https:evil.example` and anything with control
    characters in it are somebody else's (promises.md T13).
    """
    if not wanted or wanted[0] != "/" or wanted[1:2] in {"/", "\\"} or "\\" in wanted:
        return HOME
    return HOME if any(sign <= BELOW_PRINTABLE or sign == "\x7f" for sign in wanted) else wanted


def canonical_email(written: str) -> str:
    """An address as we keep it: without spaces around it, in lower case."""
    return written.strip().lower()
