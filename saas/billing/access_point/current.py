"""The access point of this installation, if it has one."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from saas.billing.access_point.folder import FolderAccessPoint
from saas.billing.access_point.port import AccessPoint
from saas.config import Settings


def access_point() -> AccessPoint | None:
    """What ACCESS_POINT_FOLDER names; None where the installation sends no e-invoices."""
    settings: Settings = current_app.config["SETTINGS"]
    folder = settings.access_point_folder
    return FolderAccessPoint(Path(folder)) if folder else None
