"""What is asked for when a quote is answered, and how quotes are told, on pages and as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.dates import today
from saas.licensing.fields import Amount, LineAnswer, Sale
from saas.licensing.quotes.models import Quote
from saas.tenants.fields import Line, Lines, Secret
from saas.text import N_

LONGEST_REASON = 2_000


class Acceptance(Schema):
    """What was shown, sealed, and that its terms are accepted."""

    token = Secret(required=True, longest=1_000)
    reference = Line(longest=60, load_default="")
    accepted = fields.Boolean(load_default=False)


class Declining(Schema):
    """Why a quote is declined."""

    reason = Lines(
        required=True, longest=LONGEST_REASON, missing=N_("Write why you decline, in a few words.")
    )


class QuoteAnswerShown(Schema):
    """How a quote was closed."""

    answer = fields.String()
    by = fields.String(attribute="by_name")
    at = fields.AwareDateTime()
    starts_on = fields.Date(allow_none=True)
    reference = fields.String()
    reason = fields.String()


class NoticeShown(Schema):
    """The notice period of a quote."""

    policy = fields.String(attribute="notice_kind")
    months = fields.Integer(attribute="notice_months")
    days = fields.Integer(attribute="notice_days")
    to_period_end = fields.Boolean(attribute="notice_to_period_end")
    term = fields.String(attribute="notice_term")


class QuoteShown(Schema):
    """A version of a quote. Prices are net, for one billing period."""

    number = fields.String()
    version = fields.Integer()
    state = fields.Method("state_today")
    plan = fields.String(attribute="plan_name")
    edition = fields.String()
    fee = fields.Nested(Amount, attribute="proposal.fee")
    seat_fee = fields.Nested(Amount, attribute="proposal.seat_fee", allow_none=True)
    seats_included = fields.Integer()
    cadence_months = fields.Integer()
    billed = fields.String()
    periods_follow_calendar = fields.Boolean(attribute="by_calendar")
    starts_on = fields.Date(allow_none=True)
    notice = fields.Nested(NoticeShown, attribute="*", dump_default=None)
    bound_months = fields.Integer()
    bound_until = fields.Date(allow_none=True)
    renews_months = fields.Integer()
    features = fields.Dict()
    valid_through = fields.Date()
    text = fields.String(attribute="words")
    reference = fields.String()
    sent_by = fields.String(attribute="sent_by_name")
    sent_at = fields.AwareDateTime()
    answer = fields.Nested(QuoteAnswerShown, allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """The quote itself where an answer is made of several of its columns."""
        return obj if attr == "*" else super().get_attribute(obj, attr, default)

    def state_today(self, quote: Quote) -> str:
        """Where it stands today."""
        return quote.state(today()).value


class QuoteList(Schema):
    """Quotes, the newest version of each, newest first."""

    data = fields.List(fields.Nested(QuoteShown))


class ChangeReplaced(Schema):
    """Other terms that were to come, and do not come when the quote is accepted."""

    plan = fields.String(attribute="name")
    seats = fields.Integer()
    starts_on = fields.Date()


class AcceptanceShown(Schema):
    """What accepting would mean, and the token that accepts exactly this."""

    token = fields.String()
    quote = fields.String(attribute="offer.quote")
    starts_on = fields.Date(attribute="offer.terms.starts_on")
    bound_until = fields.Date(attribute="offer.terms.bound_until", allow_none=True)
    seats = fields.Integer(attribute="offer.terms.seats")
    replaces = fields.List(fields.Nested(ChangeReplaced), attribute="offer.replaces")
    first_invoice_on = fields.Date(attribute="offer.first_on")
    lines = fields.List(fields.Nested(LineAnswer), attribute="offer.lines")
    first_invoice = fields.Nested(Sale, attribute="offer.first")
    yearly = fields.Nested(Sale, attribute="offer.yearly")
