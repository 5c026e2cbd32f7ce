"""One request is one transaction: kept when the answer is good, undone when it is not."""

from flask import Response, g
from flask.sessions import SessionMixin
from flask_login import current_user

from saas.db import db
from saas.scope import tenant_scope

FIRST_REFUSAL = 400


def undo() -> None:
    """Forget what this request has written so far; an attempt at a form was refused.

    Whoever asks, and their company, are read again at home: staff try at another company's,
    where neither is found.
    """
    if not current_user or not current_user.is_authenticated:
        db.session.rollback()
        return
    me = current_user._get_current_object()
    home, known = me.tenant_id, (me, me.account, g.company)
    db.session.rollback()
    with tenant_scope(home):
        for each in known:
            db.session.refresh(each)


def end(response: Response, session: SessionMixin) -> None:
    """Keep or undo the request's work, and keep its session either way."""
    if response.status_code >= FIRST_REFUSAL:
        db.session.rollback()
    if store := getattr(session, "store", None):
        store()
    db.session.commit()
