"""One address, one login."""

from __future__ import annotations

from saas.errors import Refusal
from saas.text import N_


class EmailInUse(Refusal):
    """There is a login with this address; only its own reader is ever told so."""

    says = N_("There is a login with this address already. Use its password.")
    field = "email"
