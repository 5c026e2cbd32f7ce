"""Every door is locked unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect

from saas.errors import NotFound
from saas.web.answers import problem

F = TypeVar("F", bound=Callable[..., Any])
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC: Final = ("static", "bootstrap.static")
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Lock the doors of `app` and refuse what another site makes a browser send."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # _enter decides: the API has no cookie to abuse
    csrf.init_app(app)
    app.before_request(_enter)


def open_to_all(view: F) -> F:
    """Leave this door unlocked, and say so in the API's document. All others ask for a login."""
    said: Any = view
    said.open_to_all = True
    said._apidoc = {**getattr(view, "_apidoc", {}), "manual_doc": {"security": []}}
    return view


def staff_only(view: F) -> F:
    """Open this door to the operator's own people; to everyone else it does not exist.

    All of them may look. What it changes is for those who decide, whatever its deed asks for
    besides; `staff_who_may` names another permission.
    """
    return _for_staff(view)


def staff_who_may(permission: object) -> Callable[[F], F]:
    """As `staff_only`, where what the door changes is for those who have this permission."""
    return lambda view: _for_staff(view, permission)


def without_csrf(view: F) -> F:
    """For a door that proves its sender by other means, such as a signed webhook."""
    view.without_csrf = True  # type: ignore[attr-defined]
    return view


def says_a_secret(view: F) -> F:
    """For a door of the API whose answer is shown once: it is not kept under any key (R6).

    A bearer token needs no mark: `begin_for_api` sees to it.
    """
    view.says_a_secret = True  # type: ignore[attr-defined]
    return view


def _enter() -> ResponseReturnValue | None:
    if "\0" in request.path:
        raise NotFound  # no text in the database has that sign, so nothing is named by it
    view: Any = current_app.view_functions.get(request.endpoint or "")
    over_api = request.path.startswith("/api/")
    if request.method not in SAFE and not over_api and not getattr(view, "without_csrf", False):
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)
        csrf.protect()
    if view is None or request.endpoint in STATIC or getattr(view, "open_to_all", False):
        return None
    if current_user.is_authenticated:
        g.locked = True
        return None
    if over_api:
        return problem(
            "login-required", _("Send a bearer token: POST /api/v1/sessions gives one."), 401
        )
    here = request.full_path.rstrip("?") if request.method in SAFE else None
    return redirect(url_for("login.log_in", next=here))


def _for_staff(view: F, *permission: object) -> F:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_staff:
            raise NotFound
        if request.method not in SAFE:
            current_user.must_be_staff(*permission)
        return view(*args, **kwargs)

    guarded.staff_only = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
