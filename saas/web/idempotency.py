"""`Idempotency-Key` on every POST of the API: one effect, and the same answer each time.

The answer is kept in the same transaction as the effect, so a crash between the two is
impossible. Another body or query under the same key is 422, a copy still in flight 409
(promises.md R6). A key belongs to the account that sends it and the company it acts for, so that a
client that has logged in anew may repeat what it does not know the end of.
A token is shown once and so its answer is never kept, under any key: asked again, the door does
what it does then, a login once more and a used link refused.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from flask import Flask, Response, current_app, g, request, session
from flask_babel import gettext as _
from sqlalchemy import ForeignKey, LargeBinary, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.dates import clock_time
from saas.db import Base, db, sweep
from saas.scope import all_tenants
from saas.web.answers import problem
from saas.web.sessions import ServerSession

KEPT: Final = timedelta(days=30)
LONGEST_KEY: Final = 255


class KeptAnswer(Base):
    """The answer given to the first request under a key.

    It is seen by the company it was given to alone; what was answered a stranger, by strangers.
    """

    __tablename__ = "kept_answers"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    acting_for: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    content_type: Mapped[str]
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(index=True)


def init_app(app: Flask) -> None:
    """Replay answers before a request is handled, keep them after."""
    app.before_request(_replay)
    # Handlers after a request run last registered first: before the transaction's end.
    app.after_request(_keep)


def delete_old() -> None:
    """Forget answers older than thirty days."""
    with all_tenants(because="old answers are forgotten, whoever they were given to"):
        sweep(KeptAnswer, KeptAnswer.kept_at < clock_time() - KEPT)


def _replay() -> Response | None:
    key = request.headers.get("Idempotency-Key")
    if key is None or not _is_to_be_kept():
        return None
    if not 0 < len(key) <= LONGEST_KEY:
        return problem(
            "idempotency-key-unusable", _("An Idempotency-Key has 1 to 255 characters."), 400
        )
    g.key_hash, g.body_hash = _hash_of_key(key), _hash_of_order()
    turn = int.from_bytes(g.key_hash[:8], signed=True)
    if not db.session.scalar(text("select pg_try_advisory_xact_lock(:turn)"), {"turn": turn}):
        g.pop("key_hash")
        return problem(
            "request-in-flight", _("A request with this Idempotency-Key is under way."), 409
        )
    kept = db.session.scalar(select(KeptAnswer).where(KeptAnswer.key_hash == g.key_hash))
    if kept is None:
        return None
    g.pop("key_hash")
    if kept.body_hash != g.body_hash:
        return problem(
            "idempotency-key-reused", _("This Idempotency-Key was used for another request."), 422
        )
    replayed = Response(kept.answer, kept.status, content_type=kept.content_type)
    replayed.headers["Idempotent-Replayed"] = "true"
    return replayed


def _is_to_be_kept() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    asked = request.method == "POST" and request.path.startswith("/api/")
    return asked and not getattr(view, "says_a_secret", False)


def _keep(response: Response) -> Response:
    good = response.status_code < 400  # noqa: PLR2004 - a refusal had no effect
    if "key_hash" in g and good and not g.get("says_a_secret", False):
        db.session.execute(
            insert(KeptAnswer).values(
                key_hash=g.key_hash,
                acting_for=_own().acting_for,
                body_hash=g.body_hash,
                status=response.status_code,
                content_type=response.content_type,
                answer=response.get_data(),
                kept_at=clock_time(),
            )
        )
    return response


def _hash_of_key(key: str) -> bytes:
    """Scoped to who asks, for whom, and where: another's key is unknown here.

    Whoever has no login is told apart by what they show instead, such as a partner's key.
    """
    shown = None if _own().account_id else request.headers.get("Authorization", "")
    who = (_own().account_id, _own().acting_for, shown)
    return hashlib.sha256(repr((who, request.method, request.path, key)).encode()).digest()


def _hash_of_order() -> bytes:
    query = hashlib.sha256(request.query_string).digest()
    return hashlib.sha256(query + request.get_data()).digest()


def _own() -> ServerSession:
    return session._get_current_object()  # type: ignore[attr-defined, no-any-return]
