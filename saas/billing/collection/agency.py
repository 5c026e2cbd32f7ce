"""The collection agency that the operator has named."""

from __future__ import annotations

from flask import current_app

from saas.billing.open_claims.rules import Agency
from saas.config import Settings


def agency() -> Agency | None:
    """Who collects for us just now; None while nobody is named."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.collection_agency_name:
        return None
    return Agency(
        name=settings.collection_agency_name,
        phone=settings.collection_agency_phone,
        address=settings.collection_agency_address,
        url=settings.collection_agency_url,
    )


def agency_email() -> str:
    """Where the agency wants to be written to; empty where it is told in another way."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.collection_agency_email
