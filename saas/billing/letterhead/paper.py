"""Giving a document what its seller has chosen, at the moment it is set in type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.billing.logos.models import logo_called


def with_letterhead(paper: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a document, with the drawing of the logo that its seller names.

    A document keeps the hash, so the same snapshot gives the same bytes whatever logo the
    seller has by now. Raises NotFound for a logo that is gone.
    """
    chosen = (paper.get("seller") or {}).get("look") or {}
    if not chosen.get("logo"):
        return dict(paper)
    return {**paper, "logo": logo_called(chosen["logo"]).drawing}
