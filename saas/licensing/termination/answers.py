"""A notice, and what one would mean for the bill, as programs read and write them."""

from __future__ import annotations

from typing import Final

from marshmallow import Schema, fields

from saas.licensing.channels.rules import Channel
from saas.licensing.fields import Amount, LineAnswer, Sale, Sentence
from saas.tenants.fields import Lines, Secret
from saas.text import N_

LONGEST_REASON: Final = 2_000


class NoticeOrder(Schema):
    """A notice; why one leaves is welcome and never needed.

    With the `token` of a preview exactly that is agreed to, or nothing.
    """

    reason = Lines(longest=LONGEST_REASON, allow_none=True, load_default=None)
    token = Secret(longest=1_000, allow_none=True, load_default=None)


class ConfirmedNotice(NoticeOrder):
    """The page's form: a box says that it is meant, and the token says what was shown."""

    token = Secret(required=True, longest=1_000)
    meant = fields.Boolean(
        required=True,
        truthy={"true"},
        error_messages={
            "required": N_("Tick the box to say that you mean it."),
            "invalid": N_("Tick the box to say that you mean it."),
        },
    )


class NoticeAnswer(Schema):
    """A notice, and its last day, inclusive."""

    number = fields.String()
    channel = fields.Enum(Channel, by_value=True)
    given_by = fields.String(attribute="given_by_name")
    received_at = fields.AwareDateTime()
    received_on = fields.Date()
    last_day = fields.Date()
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class BillAnswer(Schema):
    """What is invoiced on a day, or credited where it comes to less than nothing."""

    day = fields.Date()
    lines = fields.List(fields.Nested(LineAnswer))
    sum = fields.Nested(Sale)


class FarewellAnswer(Schema):
    """What notice given today does to the bill: each invoice until the last, and by the year."""

    token = fields.String()
    last_day = fields.Date(attribute="offer.last_day")
    lines = fields.List(fields.Nested(LineAnswer), attribute="offer.lines")
    now = fields.Nested(Sale, attribute="offer.now")
    bills = fields.List(fields.Nested(BillAnswer), attribute="offer.bills")
    yearly_effect = fields.Nested(Amount, attribute="offer.yearly_effect")


class NoticeState(Schema):
    """The open notice, or what one given today would mean."""

    notice = fields.Nested(NoticeAnswer, allow_none=True)
    plan = fields.String()
    policy = Sentence()
    last_day_if_given_today = fields.Date(allow_none=True)
