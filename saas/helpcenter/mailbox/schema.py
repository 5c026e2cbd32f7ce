"""Mail to our departments as staff's programs read it, and what staff say of it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.helpcenter.departments.rules import Topic
from saas.helpcenter.mailbox.rules import Because, Standing
from saas.tenants.fields import Email, Line, Lines
from saas.text import N_


class Standings(Schema):
    """Which mails."""

    standing = fields.Enum(Standing, by_value=True, load_default=Standing.WAITING)


class Whose(Schema):
    """Whose words it is: a company's user."""

    customer_number = Line(required=True, longest=20, missing=N_("Write the customer number."))
    person = Email(required=True, missing=N_("Write the address the user logs in with."))


class Aside(Schema):
    """Why nothing is done with it."""

    reason = Lines(required=True, longest=1_000, missing=N_("Write why."))


class MailAnswer(Schema):
    """A mail, without what it says at length."""

    id = fields.String(attribute="public_id")
    received_at = fields.AwareDateTime()
    addressed_to = fields.String()
    topic = fields.Enum(Topic, by_value=True)
    sender = fields.String()
    sender_name = fields.String()
    subject = fields.String()
    standing = fields.Enum(Standing, by_value=True)
    because = fields.Enum(Because, by_value=True, allow_none=True)
    request_number = fields.String(attribute="reference", allow_none=True)
    settled_by = fields.String(attribute="settled_by_name", allow_none=True)
    settled_at = fields.AwareDateTime(allow_none=True)


class MailInFull(MailAnswer):
    """A mail with its words."""

    words = fields.String()
    aside_reason = fields.String()


class MailList(Schema):
    """Mails that stand so, and how many stand how; 1000 is 1000 or more."""

    data = fields.List(fields.Nested(MailAnswer))
    counts = fields.Function(lambda told: _by_value(told["counts"]))


def _by_value(counts: dict[Standing, Any]) -> dict[str, Any]:
    return {standing.value: count for standing, count in counts.items()}
