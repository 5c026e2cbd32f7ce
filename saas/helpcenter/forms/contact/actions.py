"""Writing to our staff."""

from __future__ import annotations

from datetime import datetime

from saas.helpcenter.articles.rules import article_called
from saas.helpcenter.departments.rules import CONTACT, Topic
from saas.helpcenter.forms.contact.rules import SUBJECTS
from saas.helpcenter.inbox.actions import send_request
from saas.helpcenter.inbox.models import HelpRequest
from saas.tenants.people.models import Person


def write_to_staff(
    *, by: Person, topic: Topic, subject: str, message: str, article: str = "", now: datetime
) -> HelpRequest:
    """Put what a person writes in the queue of the department that answers its topic.

    `article` is the answer they came from, where it did not help; its question is kept as it was
    asked then. Raises NotAllowed for one who may not ask.
    """
    answers = {"topic": topic.value, "subject": subject, "message": message}
    if came_from := article_called(article):
        answers |= {"article": article, "came_from": came_from.question}
    return send_request(by=by, form=CONTACT, subject=SUBJECTS[topic], answers=answers, now=now)
