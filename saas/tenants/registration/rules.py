"""How long a registration waits for its confirmation, and what may stand in its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from saas.errors import Refusal
from saas.text import N_

LINK_LIVES: Final = timedelta(hours=24)


@dataclass
class OrgNumberTaken(Refusal):
    """The company is registered already; who is behind it is not said."""

    org_number: str

    says = N_(
        "%(org_number)s is already registered with us. Ask its administrators to let you in, "
        "or tell us that you are entitled to act for the company."
    )


@dataclass
class OrgNumberAnnounced(Refusal):
    """A system supplier that is connected to us has announced that it serves the company."""

    org_number: str

    says = N_(
        "%(org_number)s is already connected through a system supplier. We recommend one "
        "connection per company: use the supplier's service, or ask us to change it."
    )
