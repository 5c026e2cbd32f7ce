"""What staff write down when notice reaches us past the service."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any, Final

from flask import request
from marshmallow import Schema, fields, validate

from saas.dates import STOCKHOLM, day_of
from saas.licensing.channels.rules import WRITTEN_TO_US, Channel
from saas.licensing.received_notices.actions import Statement
from saas.licensing.received_notices.rules import LARGEST_SCAN, Scan, scanned
from saas.tenants.fields import Email, Line, Lines
from saas.text import N_

CLOCK: Final = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")
WRITE_A_DAY: Final = N_("Write the day, such as 2026-03-02.")
DAY_MESSAGES: Final[dict[str, Any]] = {
    "required": WRITE_A_DAY,
    "null": WRITE_A_DAY,
    "invalid": WRITE_A_DAY,
}


class NewStatement(Schema):
    """A statement that reached us: whose, how, when, and in which words."""

    customer_number = Line(required=True, longest=20, missing=N_("Write the customer number."))
    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf(WRITTEN_TO_US, error=N_("Choose by which way it reached us.")),
        error_messages={
            "required": N_("Choose by which way it reached us."),
            "unknown": N_("Choose by which way it reached us."),
        },
    )
    received_on = fields.Date(required=True, error_messages=DAY_MESSAGES)
    received_time = Line(
        load_default="",
        longest=5,
        validate=validate.Regexp(re.compile(rf"{CLOCK.pattern}|^$"), error=N_("Write 14:30.")),
    )
    from_name = Line(required=True, longest=120, missing=N_("Write who it is from."))
    from_email = Email(load_default="")
    words = Lines(longest=8_000, load_default="")
    last_day = fields.Date(allow_none=True, load_default=None, error_messages=DAY_MESSAGES)


def statement_in(data: dict[str, Any], *, now: datetime, scan: Scan | None = None) -> Statement:
    """The statement that `data` of a NewStatement speaks of, received at an instant.

    Where no time of day is known a statement of today is as if received now, and one of an
    earlier day at noon.
    """
    return Statement(
        channel=data["channel"],
        received_at=_instant(data["received_on"], data["received_time"], now=now),
        from_name=data["from_name"],
        from_email=data["from_email"],
        words=data["words"],
        last_day=data["last_day"],
        scan=scan,
    )


def scan_sent() -> Scan | None:
    """The file that was sent with the form, if one was. Raises ScanTooLarge or NotAScan."""
    file = request.files.get("scan")
    if file is None or not file.filename:
        return None
    return scanned(file.filename, file.stream.read(LARGEST_SCAN + 1))


def _instant(day: date, clock: str, *, now: datetime) -> datetime:
    found = CLOCK.match(clock)
    if found is None and day == day_of(now):
        return now
    at = time(int(found[1]), int(found[2])) if found else time(12)
    return datetime.combine(day, at, STOCKHOLM).astimezone(UTC)
