"""What a person may do for the company, by role."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from saas.errors import NotAllowed, Refusal
from saas.text import N_


class Permission(StrEnum):
    """One thing a person may be allowed to do."""

    SEE_MONEY = "see money"
    PAY = "pay"
    MANAGE_PEOPLE = "manage people"
    CHANGE_PLAN = "change plan"
    GIVE_NOTICE = "give notice"
    ASK = "ask"
    DECIDE = "decide"


class Role(StrEnum):
    """What a person is to the company."""

    OWNER = "owner"
    ADMIN = "admin"
    BILLING = "billing"
    MEMBER = "member"
    AUDITOR = "auditor"


MAY: Final = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(Permission),
    Role.BILLING: frozenset({Permission.SEE_MONEY, Permission.PAY, Permission.ASK}),
    Role.MEMBER: frozenset({Permission.ASK}),
    Role.AUDITOR: frozenset({Permission.SEE_MONEY}),
}
LOOKING_ONLY: Final = frozenset({Permission.SEE_MONEY})


RANK: Final = {Role.OWNER: 3, Role.ADMIN: 2, Role.BILLING: 1, Role.MEMBER: 0, Role.AUDITOR: 0}


class ReadOnly(NotAllowed):
    """The person lost their seat when the plan shrank: they may look, and change nothing."""

    says = N_(
        "Your access is read-only, because the company has more people than seats. "
        "Ask an administrator for a seat."
    )


def must(role: Role, permission: Permission, *, read_only: bool) -> None:
    """Refuse what `role` may not do. Raises NotAllowed, or ReadOnly for one without a seat."""
    if permission not in MAY[role]:
        raise NotAllowed
    if read_only and permission not in LOOKING_ONLY:
        raise ReadOnly


def lets_in(role: Role, permission: Permission, *, read_only: bool) -> bool:
    """Whether `must` lets somebody in: one without a seat may still look at what they could."""
    return permission in MAY[role] and (not read_only or permission in LOOKING_ONLY)


class RoleAboveOwn(NotAllowed):
    """Nobody grants, changes or takes away a role above their own (promises.md T5)."""

    says = N_("You cannot give, change or take away a role above your own. Ask an owner.")
    field = "role"


class LastOwner(Refusal):
    """A company always has an owner who can act."""

    says = N_("The company would be left without an owner. Make somebody else an owner first.")
    field = "role"


class AlreadyHere(Refusal):
    """The address belongs to one of the company's people."""

    says = N_("Somebody of the company has this address already.")
    field = "email"


def must_rank(by: Role, *roles: Role) -> None:
    """Refuse to touch any of `roles` above one's own. Raises RoleAboveOwn."""
    if any(RANK[role] > RANK[by] for role in roles):
        raise RoleAboveOwn
