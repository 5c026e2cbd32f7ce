"""The demo's own doors: its clock, its mail box, the style guide, and the way to its address."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import SecurityError

from saas.config import Settings
from saas.dates import today
from saas.db import db
from saas.demo.clock import UNITS, advance
from saas.errors import NotFound
from saas.mail import Mail
from saas.scope import all_tenants
from saas.tenants.login.rules import own_path
from saas.web import Form, open_to_all
from saas.web.files import shown

pages = Blueprint("demo", __name__)
NEWEST: Final = 100
LEAPS: Final = {"1 day": (1, "day"), "1 month": (1, "month"), "3 months": (3, "month")}


class Leap(Schema):
    """How far to let time pass."""

    forward = fields.String(required=True, validate=validate.OneOf(list(LEAPS)))
    next = fields.String(load_default="/")


@pages.before_app_request
def lead_home() -> ResponseReturnValue | None:
    """Lead from another of this machine's own names, such as 127.0.0.1, to the one we answer to.

    All other names are refused, and under every name but ours what is sent is.
    """
    refused = isinstance(request.routing_exception, SecurityError)
    looks = request.method in {"GET", "HEAD"}
    if not (refused and looks and _is_this_machine(request.environ.get("HTTP_HOST", ""))):
        return None
    settings: Settings = current_app.config["SETTINGS"]
    asked = f"?{said}" if (said := request.query_string.decode("ascii", "ignore")) else ""
    return redirect(settings.base_url.rstrip("/") + quote(request.path) + asked)


@pages.post("/demo/clock")
@open_to_all
def leap() -> ResponseReturnValue:
    """Live through the days up to then, and go on from there."""
    form = Form(Leap)
    if form.sent_well():
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        number, unit = LEAPS[form.data["forward"]]
        advance(app, UNITS[unit](today(), number))
    return redirect(own_path(form.data.get("next")))


@pages.get("/mail")
@open_to_all
def mail_box() -> ResponseReturnValue:
    """Every letter the demo has written, newest first: in a demo nobody gets real mail."""
    with all_tenants(because="the demo shows everybody's mail in one box"):
        letters = db.session.scalars(
            select(Mail).order_by(Mail.written_at.desc(), Mail.id.desc()).limit(NEWEST)
        ).all()
    return render_template("demo/mail_box.html", letters=letters)


@pages.get("/mail/<public_id>")
@open_to_all
def letter(public_id: str) -> ResponseReturnValue:
    """One letter, as its text reads, with what came with it."""
    return render_template("demo/letter.html", letter=_letter(public_id))


@pages.get("/mail/<public_id>/<int:number>")
@open_to_all
def attachment(public_id: str, number: int) -> ResponseReturnValue:
    """The file that came with a letter, counted from 1."""
    files = _letter(public_id).attachments
    if not 0 < number <= len(files):
        raise NotFound
    file = files[number - 1]
    return shown(file.content, file.filename, file.mime_type)


@pages.get("/styleguide")
@open_to_all
def style_guide() -> ResponseReturnValue:
    """Every component the pages are made of."""
    return render_template("layout/styleguide.html")


def _is_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _letter(public_id: str) -> Any:
    with all_tenants(because="the demo shows everybody's mail in one box"):
        found = db.session.scalar(
            select(Mail).where(Mail.public_id == public_id).options(selectinload(Mail.attachments))
        )
    if found is None:
        raise NotFound
    return found
