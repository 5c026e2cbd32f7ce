"""Requests as programs send and read them, and as pages read their forms."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.helpcenter.inbox.rules import LONGEST_MESSAGE, Deed
from saas.tenants.fields import Lines
from saas.text import N_
from saas.web.words import say


class Message(Schema):
    """Words in the course of a request."""

    body = Lines(required=True, longest=LONGEST_MESSAGE, missing=N_("Write your message first."))


class Reason(Schema):
    """Why a request is declined; may be left out."""

    reason = Lines(longest=LONGEST_MESSAGE, load_default="")


class Search(Schema):
    """Which requests to list: those older than a number."""

    before = fields.Integer()


class EntryAnswer(Schema):
    """A line in the course of a request."""

    deed = fields.Enum(Deed, by_value=True)
    body = fields.String()
    by = fields.String(attribute="by_name")
    by_staff = fields.Boolean()
    at = fields.AwareDateTime()


class RequestAnswer(Schema):
    """A request and where it stands."""

    number = fields.String(attribute="reference")
    form = fields.String()
    title = fields.Function(lambda asked: say(asked.title))
    state = fields.Function(lambda asked: asked.state.value)
    answers = fields.Dict()
    sent_by = fields.Function(lambda asked: asked.sent_by.name)
    sent_at = fields.AwareDateTime()


class RequestInFull(RequestAnswer):
    """A request, where it stands, and its course."""

    entries = fields.Function(lambda asked: EntryAnswer(many=True).dump(asked.course))


class RequestList(Schema):
    """Requests, newest first."""

    data = fields.List(fields.Nested(RequestAnswer))
