"""The gateway of the app that is running."""

from __future__ import annotations

from typing import cast

from flask import current_app

from saas.billing.gateway.port import Gateway
from saas.config import Settings


def gateway() -> Gateway:
    """The gateway of the current app, opened as its settings say at the first need.

    Stripe's library takes longer to import than a page may take to show, so nobody waits for it
    who does not pay. A test puts another in `app.extensions["gateway"]`.
    """
    if "gateway" not in current_app.extensions:
        from saas.billing.gateway.stripe import StripeGateway  # noqa: PLC0415

        settings: Settings = current_app.config["SETTINGS"]
        opened: Gateway = StripeGateway(
            settings.stripe_api_key,
            settings.stripe_webhook_secret,
            api_base=settings.stripe_api_base,
        )
        current_app.extensions["gateway"] = opened
    return cast("Gateway", current_app.extensions["gateway"])
