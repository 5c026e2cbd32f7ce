"""What people call the columns of a list, and how they write what programs call by a code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COLUMNS: Final[Mapping[str, str]] = {
    "name": "name",
    "namn": "name",
    "e-mail": "email",
    "email": "email",
    "e-post": "email",
    "epost": "email",
    "e-postadress": "email",
    "role": "role",
    "roll": "role",
    "behörighet": "role",
    "language": "language",
    "språk": "language",
}
"""What the first row may call each column, in lower case."""
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "role": {
        "medarbetare": "member",
        "medlem": "member",
        "granskare": "auditor",
        "revisor": "auditor",
        "ekonomi": "billing",
        "fakturering": "billing",
        "administratör": "admin",
        "administrator": "admin",
        "ägare": "owner",
    },
    "language": {"svenska": "sv", "swedish": "sv", "engelska": "en", "english": "en"},
}
"""How people write what programs call by a code."""
