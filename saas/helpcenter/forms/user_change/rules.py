"""The four things that can be asked for, what each needs to know, and what it leads to."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from saas.errors import NotFound
from saas.tenants.people.rules import RANK, Role
from saas.text import N_


class Change(StrEnum):
    """What is to be done about a user."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"
    REPLACE = "replace"


NEEDS: Final = {
    Change.ADD: frozenset({"name", "email", "role"}),
    Change.CHANGE: frozenset({"person", "role"}),
    Change.REMOVE: frozenset({"person"}),
    Change.REPLACE: frozenset({"person", "name", "email", "role"}),
}
"""The fields each cannot do without."""

TAKES: Final = {
    Change.ADD: NEEDS[Change.ADD],
    Change.CHANGE: NEEDS[Change.CHANGE] | {"name"},
    Change.REMOVE: NEEDS[Change.REMOVE],
    Change.REPLACE: NEEDS[Change.REPLACE],
}
"""The fields each has anything to do with; another is a mistake, not to be passed over."""

SUBJECTS: Final = {
    Change.ADD: N_("Add %(name)s"),
    Change.CHANGE: N_("Change %(name)s"),
    Change.REMOVE: N_("Remove %(name)s"),
    Change.REPLACE: N_("Replace %(name)s"),
}
"""A request's one line; `name` is the person's when it was sent."""


ROLES: Final = {
    Role.MEMBER: (N_("Member"), N_("Works in the service and asks for things.")),
    Role.BILLING: (N_("Billing"), N_("Sees and pays invoices.")),
    Role.AUDITOR: (N_("Auditor"), N_("Sees invoices and changes nothing.")),
    Role.ADMIN: (N_("Administrator"), N_("Manages people, plan, invoices and payments.")),
    Role.OWNER: (N_("Owner"), N_("An administrator whom only an owner can remove.")),
}
"""What each role is called, and what it may do, in the order they are offered."""


class NobodyHere(NotFound):
    """The person is not one of the company's, or not any more."""

    says = N_("There is no such person in your company. Choose one from the list.")
    field = "person"


def roles_to_offer(asker: Role) -> list[Role]:
    """The roles `asker` may ask for: administrator and below, and owner where they are one."""
    highest = max(RANK[asker], RANK[Role.ADMIN])
    return [role for role in ROLES if RANK[role] <= highest]


def misplaced(change: Change, filled_in: set[str]) -> set[str]:
    """The fields that were filled in although `change` has nothing to do with them."""
    return filled_in - TAKES[change]


def missing(change: Change, filled_in: set[str]) -> set[str]:
    """The fields `change` cannot do without and that were left empty."""
    return set(NEEDS[change] - filled_in)
