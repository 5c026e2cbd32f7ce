"""Sessions kept in PostgreSQL: rotated at login, revocable at once, never in the cookie.

The cookie, or the API's bearer token, is 256 random bits; the table knows only its SHA-256.
Reading the session tells the wall between tenants whose turn it is, in the same query.
"""

from __future__ import annotations

from contextvars import Token
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from saas.dates import clock_time
from saas.db import db, tenant_told
from saas.scope import Scope, enter, leave
from saas.web import transactions
from saas.web.session_rows import LIFETIME, end, end_all_of, read, write_again, write_new

__all__ = ["begin", "begin_for_api", "end_all_of", "finish", "init_app"]
SEEN_EVERY: Final = timedelta(minutes=5)
COOKIE: Final = "session"


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What Flask calls the session: the row's data, and who it belongs to."""

    def __init__(self, token: str | None = None, row: Any = None) -> None:
        super().__init__(row.data if row else None, on_update=_note_change)
        self.modified = False
        self.accessed = True
        self.token = token if row else None
        self.row_id: int | None = row.id if row else None
        self.account_id: int | None = row.account_id if row else None
        self.acting_for: int | None = row.acting_for if row else None
        self.seen_at: datetime | None = row.seen_at if row else None
        self.written = False

    @property
    def stale(self) -> bool:
        """Whether it is time to note that this session is still in use."""
        return self.seen_at is not None and clock_time() - self.seen_at > SEEN_EVERY

    def store(self) -> None:
        """Write down what has changed. The edge commits."""
        if self.token is None:
            if self.modified:
                self.token = write_new(dict(self), self.account_id, self.acting_for)
                self.written = True
        elif self.modified or self.stale:
            write_again(self.token, dict(self))
            self.written = True


class Sessions(SessionInterface):
    """Finds the session of a request and hands its cookie back."""

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """The session of `request`, with its tenant in scope; a new one where there is none."""
        token = _token_in(request, app)
        row = read(token) if token else None
        scope: Scope = row.acting_for if row else None
        g.scope = enter(scope)
        if row and row.acting_for is not None:
            tenant_told(db.session.connection(), row.acting_for)
        return ServerSession(token, row)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Give the browser its cookie, which lives as long as the row that has been written."""
        response.vary.add("Cookie")
        token = getattr(session, "token", None)
        if token is None or request.path.startswith("/api/"):
            return
        if getattr(session, "written", False):
            response.set_cookie(
                _cookie_name(app),
                token,
                max_age=LIFETIME,
                httponly=True,
                samesite="Lax",
                secure=app.config["SECURE_COOKIES"],
            )


def init_app(app: Flask) -> None:
    """Keep the app's sessions here, and end each request's transaction with its session."""
    app.session_interface = Sessions()
    app.after_request(_end_transaction)
    app.teardown_request(_leave_scope)


def begin(*, account_id: int, acting_for: int | None) -> None:
    """Log this browser in: a new session id, so that a planted one is worth nothing."""
    _forget_row()
    kept = {key: session[key] for key in ("_flashes",) if key in session}
    session.clear()
    session.update(kept)
    _own().account_id = account_id
    _own().acting_for = acting_for
    _own().modified = True
    _own().token = None


def begin_for_api(*, account_id: int, acting_for: int | None) -> str:
    """A bearer token for an API client, shown once and stored hashed; its answer is not kept."""
    g.says_a_secret = True
    return write_new({}, account_id, acting_for)


def finish() -> None:
    """Log this browser, or the API client that asks, out."""
    _forget_row()
    session.clear()
    _own().token = _own().account_id = _own().acting_for = None
    _own().modified = False


def _own() -> ServerSession:
    return session._get_current_object()  # type: ignore[attr-defined, no-any-return]


def _forget_row() -> None:
    if (row_id := _own().row_id) is not None:
        end(row_id)
        _own().row_id = None


def _token_in(request: Request, app: Flask) -> str | None:
    if request.path.startswith("/static/"):
        return None
    if request.path.startswith("/api/"):
        return request.authorization.token if request.authorization else None
    return request.cookies.get(_cookie_name(app))


def _cookie_name(app: Flask) -> str:
    return f"__Host-{COOKIE}" if app.config["SECURE_COOKIES"] else COOKIE


def _note_change(changed: CallbackDict[str, Any]) -> None:
    changed.modified = True  # type: ignore[attr-defined]


def _end_transaction(response: Response) -> Response:
    if not request.path.startswith("/static/"):
        transactions.end(response, session)
    return response


def _leave_scope(_error: BaseException | None) -> None:
    token: Token[Scope] | None = g.pop("scope", None)
    if token is not None:
        leave(token)
