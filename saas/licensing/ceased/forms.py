"""What is asked for when a company has ceased, and what JSON answers."""

from __future__ import annotations

from typing import Any, Final

from flask import Response
from marshmallow import Schema, fields, validate

from saas.errors import NotFound
from saas.licensing.ceased.actions import Told
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import Reason, State
from saas.licensing.channels.rules import WRITTEN_TO_US, Channel
from saas.licensing.received_notices.rules import Scan
from saas.tenants.fields import Email, Line, Lines
from saas.text import N_
from saas.web.files import saved

WRITE_A_DAY: Final = N_("Write the day, such as 2026-03-02.")
CHOOSE_A_REASON: Final = N_("Choose why the company ceases.")
CHOOSE_A_WAY: Final = N_("Choose by which way it reached us.")


class NewCessation(Schema):
    """That the company has ceased or is to cease, why, its last day, and where it can be seen."""

    reason = fields.Enum(
        Reason,
        by_value=True,
        required=True,
        error_messages={"required": CHOOSE_A_REASON, "unknown": CHOOSE_A_REASON},
    )
    last_day = fields.Date(
        required=True, error_messages={"required": WRITE_A_DAY, "invalid": WRITE_A_DAY}
    )
    reference = Line(longest=200, load_default="")
    words = Lines(longest=4_000, load_default="")
    contact_name = Line(longest=120, load_default="")
    contact_email = Email(load_default="")


class ReportedCessation(NewCessation):
    """What staff were told: of which company, by whom, and by which way."""

    customer_number = Line(required=True, longest=20, missing=N_("Write the customer number."))
    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf(WRITTEN_TO_US, error=CHOOSE_A_WAY),
        error_messages={"required": CHOOSE_A_WAY, "unknown": CHOOSE_A_WAY},
    )
    told_by_name = Line(required=True, longest=120, missing=N_("Write who told us."))


class CessationAnswer(Schema):
    """What was told, and how it stands."""

    id = fields.String(attribute="public_id")
    state = fields.Enum(State, by_value=True)
    reason = fields.Enum(Reason, by_value=True)
    last_day = fields.Date()
    reference = fields.String()
    words = fields.String()
    contact_name = fields.String()
    contact_email = fields.String()
    has_paper = fields.Function(lambda told: told.paper_name is not None)
    channel = fields.Enum(Channel, by_value=True)
    told_by = fields.String(attribute="told_by_name")
    registered_by = fields.String(attribute="registered_by_name")
    registered_at = fields.AwareDateTime()
    decided_by = fields.String(attribute="decided_by_name", allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    taken_back_at = fields.AwareDateTime(allow_none=True)
    says = fields.String()


class OwnCessation(Schema):
    """What was told last of one's own company; null where nothing ever was."""

    ceased = fields.Nested(CessationAnswer, allow_none=True)


def told_in(data: dict[str, Any], *, paper: Scan | None = None, **besides: Any) -> Told:
    """What `data` of a NewCessation, or of staff's own form, tells us."""
    told = {name: value for name, value in data.items() if name != "customer_number"}
    return Told(paper=paper, **told, **besides)


def paper_of(cessation: Cessation) -> Response:
    """The decision that was sent, to be saved, never shown as a page of ours. Raises NotFound."""
    if not (cessation.paper and cessation.paper_name and cessation.paper_type):
        raise NotFound
    return saved(cessation.paper, cessation.paper_name, cessation.paper_type)
