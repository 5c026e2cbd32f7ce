"""What of every company's requests our staff look at first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import joinedload

from saas.db import db
from saas.helpcenter.departments.rules import CONTACT, OF_FORMS, Topic
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import Deed
from saas.tenants.company.models import Tenant


def queue(
    *, everything: bool, limit: int, topics: Sequence[Topic] = tuple(Topic)
) -> Sequence[Row[HelpRequest, str]]:
    """Requests of these topics and their companies' names, for staff; ask within `all_tenants`.

    Those that wait for us, the one that has waited longest first; or `everything`, newest first.
    """
    asked = (
        select(HelpRequest, Tenant.name)
        .join(Tenant, Tenant.id == HelpRequest.tenant_id)
        .options(joinedload(HelpRequest.sent_by))
        .where(_is_about(topics))
    )
    if everything:
        return db.session.execute(asked.order_by(HelpRequest.sent_at.desc()).limit(limit)).all()
    first_time = and_(HelpRequest.last_deed.is_(None), HelpRequest.needs_approval.is_(False))
    ours = or_(first_time, HelpRequest.last_deed == Deed.REPLIED)
    return db.session.execute(asked.where(ours).order_by(HelpRequest.sent_at).limit(limit)).all()


def _is_about(topics: Sequence[Topic]) -> ColumnElement[bool]:
    """Whether a request is about one of `topics`, in the database's words for `topic_of`."""
    written = HelpRequest.form == CONTACT
    said = HelpRequest.answers["topic"].astext.in_([topic.value for topic in topics])
    forms = [form for form, topic in OF_FORMS.items() if topic in topics]
    about = or_(and_(written, said), HelpRequest.form.in_(forms))
    if Topic.QUESTION in topics:
        about = or_(about, and_(~written, HelpRequest.form.not_in(list(OF_FORMS))))
    return about
