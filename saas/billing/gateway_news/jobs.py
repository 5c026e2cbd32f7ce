"""Looking into what the gateway has told. Nothing it says is taken on its word."""

from __future__ import annotations

from saas.billing.cards.models import CardVisit
from saas.billing.events import AnswerWanted, CardVisitReturned, GatewayNewsHeard
from saas.billing.gateway_news.models import GatewayNews
from saas.billing.payments.models import Payment
from saas.errors import NotFound
from saas.outbox import announce


def heed_news(fact: GatewayNewsHeard) -> None:
    """Want the payment or the visit that an event is about looked at.

    An event about something we do not know (made at the gateway by hand, say) is left alone.
    """
    news = GatewayNews.find(fact.news_id)
    try:
        if news.kind.startswith("checkout.session."):
            announce(CardVisitReturned(CardVisit.with_token(news.object_id).id))
        elif news.reference:
            announce(AnswerWanted(Payment.known_as(news.reference).id))
    except NotFound:
        return
