"""How a refusal or a fault is answered: a page for people, problem+json for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import BadRequest, HTTPException

from saas.db import db
from saas.errors import (
    Away,
    Gone,
    NotAllowed,
    NotFound,
    NotPaidFor,
    Refusal,
    TooOften,
    Unproven,
    Unreadable,
)
from saas.text import N_
from saas.web.form import flattened
from saas.web.words import say

STATUS: Final = {
    Unproven: 401,
    NotPaidFor: 402,
    NotAllowed: 403,
    NotFound: 404,
    Gone: 410,
    Unreadable: 422,
    TooOften: 429,
    Away: 503,
    Refusal: 409,  # all others, so the last
}
TITLES: Final = {
    400: N_("We could not read that request"),
    403: N_("That is not allowed"),
    404: N_("There is nothing here"),
    405: N_("That address does not take this kind of request"),
    410: N_("This link is no longer good"),
    413: N_("That is too large"),
    422: N_("Something in the request is not as it should be"),
    429: N_("Too many tries"),
    500: N_("Something went wrong on our side"),
    503: N_("We are away for a moment"),
}
WHAT_NOW: Final = {
    400: N_("Go back, load the page anew and try once more."),
    404: N_("It may have been removed, or the address is mistyped."),
    413: N_("Send something smaller."),
    429: N_("Wait a little and try again."),
    500: N_("We have noted what happened. Nothing was half done; you can try again."),
    503: N_("Try again in a minute."),
}
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Answer refusals, invalid requests, HTTP errors and faults in one manner."""
    app.register_error_handler(Refusal, _answer_refusal)
    app.register_error_handler(ValidationError, _answer_invalid)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(DataError, _answer_unreadable)
    app.register_error_handler(Exception, _answer_fault)


def problem(code: str, detail: str, status: int, **more: object) -> Response:
    """An RFC 9457 answer: `type` is stable for programs, `detail` is for people."""
    answer = jsonify(
        type=f"/problems/{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        **more,
    )
    answer.status_code = status
    answer.content_type = "application/problem+json"
    return answer


def status_of(refusal: Refusal) -> int:
    """The HTTP number a refusal is answered with."""
    return next(number for kind, number in STATUS.items() if isinstance(refusal, kind))


def _answer_refusal(refusal: Refusal) -> ResponseReturnValue:
    status = status_of(refusal)
    if request.path.startswith("/api/"):
        fields = {refusal.field: [say(refusal.text)]} if refusal.field else {}
        answer = problem(refusal.code, say(refusal.text), status, errors=fields)
    else:
        page = render_template("layout/refusal.html", refusal=refusal, status=status)
        answer = Response(page, status)
    if isinstance(refusal, TooOften):
        answer.headers["Retry-After"] = str(refusal.minutes * 60)  # RFC 9110 §10.2.3
    return answer


def _answer_invalid(error: ValidationError) -> ResponseReturnValue:
    messages = error.normalized_messages()
    fields = {name: [say(s) for s in flattened(found)] for name, found in messages.items()}
    return problem("invalid", _(TITLES[422]), 422, errors=fields)


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None:
        return error.response
    if request.path.startswith("/api/"):
        invalid = getattr(error, "exc", None)
        if isinstance(invalid, ValidationError):
            return _answer_invalid(_of_body(invalid))
        code = HTTPStatus(status).name.lower().replace("_", "-")
        answer = problem(code, _title(status), status)
    else:
        answer = Response(_page(status), status)
    said = error.get_headers(request.environ)  # which methods a 405 allows, how long to wait
    answer.headers.extend((name, value) for name, value in said if name != "Content-Type")
    return answer


def _answer_unreadable(error: DataError) -> ResponseReturnValue:
    """What no column can hold, such as a NUL in a text that no field of ours has looked at."""
    log.warning("unreadable", path=request.path, because=str(error.orig))
    db.session.rollback()
    return _answer_http(BadRequest())


def _of_body(error: ValidationError) -> ValidationError:
    """The messages without webargs' outer layer, which names the part of the request."""
    messages: dict[str, Any] = error.normalized_messages()
    inner = {k: v for part in messages.values() if isinstance(part, dict) for k, v in part.items()}
    return ValidationError(inner or messages)


def _answer_fault(error: Exception) -> ResponseReturnValue:
    log.error("fault", path=request.path, request_id=g.get("request_id"), exc_info=error)
    if request.environ.get("saas.raise_faults"):
        raise error
    db.session.rollback()
    if request.path.startswith("/api/"):
        return problem("fault", _title(500), 500)
    return _page(500), 500


def _title(status: int) -> str:
    return str(_(TITLES.get(status, TITLES[400])))


def _page(status: int) -> str:
    what_now = WHAT_NOW.get(status)
    return render_template(
        "layout/error.html",
        status=status,
        title=_title(status),
        text=_(what_now) if what_now else "",
    )
