"""The roles of people, in words."""

from __future__ import annotations

from typing import Final

from saas.tenants.people.rules import RANK, Role
from saas.text import N_

ROLES: Final = {
    Role.MEMBER: (N_("Member"), N_("Uses the service and asks us for help.")),
    Role.AUDITOR: (N_("Auditor"), N_("Looks at invoices and changes nothing.")),
    Role.BILLING: (N_("Billing"), N_("Sees and pays invoices.")),
    Role.ADMIN: (N_("Administrator"), N_("Does everything: people, plan, invoices.")),
    Role.OWNER: (N_("Owner"), N_("Does everything, and can never be locked out.")),
}


def roles_for(role: Role) -> list[tuple[Role, str, str]]:
    """The roles that somebody with `role` may grant, with their names and what they mean."""
    return [(r, *words) for r, words in ROLES.items() if RANK[r] <= RANK[role]]
