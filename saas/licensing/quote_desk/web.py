"""Writing, sending and taking back quotes, as JSON; for our staff."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.licensing.catalogue.models import catalogue
from saas.licensing.quote_requests.forms import QuestionAnswer
from saas.licensing.quote_requests.models import waiting
from saas.licensing.quotes.actions import withdraw_quote
from saas.licensing.quotes.forms import QuoteShown
from saas.licensing.quotes.later import open_everywhere
from saas.licensing.quotes.models import Quote
from saas.licensing.quoting.actions import draft_quote, send_quote
from saas.licensing.quoting.forms import QuoteTerms, proposal_of
from saas.licensing.quoting.orders import Taking
from saas.licensing.quoting.starting import begun_from
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import customer_numbered
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.web import staff_only

api = ApiBlueprint(
    "quotes_staff_api",
    __name__,
    url_prefix="/api/v1/staff/quotes",
    description="Writing quotes; for our staff",
)


class QuoteOffer(QuoteTerms):
    """Everything a quote offers, and whom: whoever asked, or a customer number."""

    asked = Line(load_default=None, allow_none=True)
    customer_number = Line(load_default="", longest=20)


class QuestionAtDesk(QuestionAnswer):
    """A question, and who asks."""

    company = fields.String(attribute="company.name")
    customer_number = fields.String(attribute="company.customer_number")


class QuoteAtDesk(QuoteShown):
    """A quote, and whom it was sent to."""

    id = fields.String(attribute="public_id")
    customer_number = fields.String(attribute="company.customer_number")


class Desk(Schema):
    """Who waits for a quote, and which quotes wait for an answer."""

    questions = fields.List(fields.Nested(QuestionAtDesk))
    data = fields.List(fields.Nested(QuoteAtDesk))


@api.get("")
@staff_only
@api.response(200, Desk)
def list_over_api() -> Response:
    """Who waits for a quote, and which quotes wait for an answer."""
    with all_tenants(because="staff write the quotes of every company"):
        return _told(Desk(), {"questions": waiting(), "data": open_everywhere(today())})


@api.post("")
@staff_only
@api.arguments(QuoteOffer)
@api.response(201, QuoteAtDesk)
def send_over_api(order: dict[str, Any]) -> Response:
    """Write a quote and send it, in one go. Amounts are text, such as "25000.00"."""
    asked, number = order.pop("asked"), order.pop("customer_number")
    customer_id = begun_from(asked)[0] if asked else customer_numbered(number)
    draft = draft_quote(customer_id=customer_id, contents={}, asked=asked, by=me(), now=now())
    quote = send_quote(
        draft=draft,
        offer=proposal_of(order, catalogue()[order["edition"]]),
        words=order["words"],
        reference=order["reference"],
        by=me(),
        now=now(),
    )
    with tenant_scope(customer_id):
        return _told(QuoteAtDesk(), quote, 201)


@api.post("/<public_id>/withdraw")
@staff_only
@api.arguments(Taking)
@api.response(201, QuoteAtDesk)
def withdraw_over_api(order: dict[str, Any], public_id: str) -> Response:
    """Take an offer back that nobody has answered."""
    with Quote.at_its_company(public_id) as quote:
        withdraw_quote(quote=quote, reason=order["reason"], by=me(), now=now())
        return _told(QuoteAtDesk(), quote, 201)


def _told(schema: Schema, what: object, status: int = 200) -> Response:
    """The answer, read while the scope it is read in still holds."""
    answer = jsonify(schema.dump(what))
    answer.status_code = status
    return answer
