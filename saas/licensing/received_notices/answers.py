"""A statement as programs read it, and its paper as a file."""

from __future__ import annotations

from flask import Response
from marshmallow import Schema, fields

from saas.errors import NotFound
from saas.licensing.channels.rules import Channel
from saas.licensing.received_notices.models import ReceivedNotice
from saas.web.files import saved


class StatementAnswer(Schema):
    """A statement of notice, and what became of it."""

    id = fields.String(attribute="public_id")
    channel = fields.Enum(Channel, by_value=True)
    received_at = fields.AwareDateTime()
    received_on = fields.Date()
    sent_by = fields.String(attribute="from_name")
    email = fields.String(attribute="from_email")
    words = fields.String()
    confirm_by = fields.Date()
    waits = fields.Boolean()
    notice_number = fields.String(attribute="notice.number")
    rejected_at = fields.AwareDateTime(allow_none=True)


class StatementList(Schema):
    """The statements that wait for a word from the company, earliest first."""

    data = fields.List(fields.Nested(StatementAnswer))


def scan_of(received: ReceivedNotice) -> Response:
    """The scanned paper, to be saved, never shown as a page of ours. Raises NotFound."""
    scan = received.scan
    if scan is None:
        raise NotFound
    return saved(scan.content, scan.filename, scan.mime_type)
