"""Writing to our staff."""

from __future__ import annotations

from datetime import datetime

from saas.helpcenter.forms.contact.rules import SUBJECTS, Topic
from saas.helpcenter.inbox.actions import send_request
from saas.helpcenter.inbox.models import HelpRequest
from saas.tenants.people.models import Person

FORM = "contact"


def write_to_staff(
    *, by: Person, topic: Topic, subject: str, message: str, now: datetime
) -> HelpRequest:
    """Put what a person writes in our staff's queue. Raises NotAllowed for one who may not ask."""
    return send_request(
        by=by,
        form=FORM,
        subject=SUBJECTS[topic],
        answers={"topic": topic.value, "subject": subject, "message": message},
        now=now,
    )
