"""The gateway's own door. It proves itself by its signature, and only leaves a note."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from saas.billing.events import GatewayNewsHeard
from saas.billing.gateway.current import gateway
from saas.billing.gateway.port import News, NotFromGateway
from saas.billing.gateway_news.models import GatewayNews
from saas.dates import clock_time
from saas.db import db
from saas.outbox import announce
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import Tenant
from saas.web import open_to_all
from saas.web.answers import problem
from saas.web.doors import without_csrf

pages = Blueprint("gateway_news", __name__, url_prefix="/webhooks")
HEEDED = ("payment_intent.", "checkout.session.")


@pages.post("/stripe")
@open_to_all
@without_csrf
def hear() -> ResponseReturnValue:
    """Note what the gateway tells and answer at once; looking into it comes after."""
    try:
        news = gateway().hear(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except NotFromGateway:
        return problem("not-from-the-gateway", "The signature does not hold.", 400)
    if news.kind.startswith(HEEDED) and (tenant_id := _whose(news)):
        with tenant_scope(tenant_id):
            news_id = GatewayNews.note(news, now=clock_time())
            if news_id is not None:
                announce(GatewayNewsHeard(news_id))
            db.session.flush()
    return "", 204


def _whose(news: News) -> int | None:
    """The company whose customer number we once sent along."""
    if news.customer_number is None:
        return None
    with all_tenants(because="the gateway tells of a company by its customer number"):
        return db.session.scalar(
            select(Tenant.id).where(Tenant.customer_number == news.customer_number)
        )
