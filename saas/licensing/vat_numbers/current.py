"""The registry of the app that is running."""

from __future__ import annotations

from typing import cast

from flask import current_app

from saas.config import Settings
from saas.licensing.vat_numbers.port import Registry
from saas.licensing.vat_numbers.simulator import SimulatedRegistry
from saas.licensing.vat_numbers.vies import ADDRESS, Vies


def registry() -> Registry:
    """VIES in production, and where VIES_URL names its address; a simulator everywhere else."""
    if "vat_registry" not in current_app.extensions:
        settings: Settings = current_app.config["SETTINGS"]
        real = settings.in_production or settings.vies_url
        opened: Registry = Vies(settings.vies_url or ADDRESS) if real else SimulatedRegistry()
        current_app.extensions["vat_registry"] = opened
    return cast("Registry", current_app.extensions["vat_registry"])


def requester() -> str:
    """Our own VAT number, in whose name VIES gives a consultation reference; may be empty."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.vies_requester
