"""Where the secrets are that keys are locked away with."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask


def secrets_of(app: Flask) -> Sequence[str]:
    """SECRET_KEY and its fallbacks, the one in force first."""
    return [app.config["SECRET_KEY"], *app.config["SECRET_KEY_FALLBACKS"]]
