"""One's own page: name, language, password, and where one is logged in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import clock_time
from saas.tenants.fields import Line, Secret
from saas.tenants.login.current import me
from saas.tenants.profile.actions import change_own_name, change_own_password
from saas.tenants.profile.models import end_session_of, sessions_of
from saas.text import N_
from saas.web import Form, sessions

pages = Blueprint("profile", __name__, url_prefix="/profile")
api = ApiBlueprint("profile_api", __name__, url_prefix="/api/v1/profile", description="Oneself")


class NameChange(Schema):
    """What one is called."""

    name = Line(required=True, missing=N_("Write your name."))


class PasswordChange(Schema):
    """The password there is, and another."""

    current_password = Secret(required=True, missing=N_("Write the password you have now."))
    password = Secret(required=True, missing=N_("Choose a password."))


class WhereaboutsAnswer(Schema):
    """One place one is logged in."""

    id = fields.String()
    agent = fields.String()
    address = fields.String()
    began_at = fields.AwareDateTime()
    seen_at = fields.AwareDateTime()
    is_this = fields.Boolean()


class WhereaboutsList(Schema):
    """Every place, the latest first."""

    data = fields.List(fields.Nested(WhereaboutsAnswer))


class NameAnswer(Schema):
    """What one is called now."""

    name = fields.String()


@pages.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Show oneself, and be called something else."""
    form = Form(NameChange, name=me().name)
    if form.sent_well():
        with form.attempt():
            change_own_name(by=me(), **form.data)
            return redirect(url_for("profile.show"))
    return _page(form)


@pages.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Choose another password; one is logged out everywhere else."""
    form = Form(PasswordChange)
    if form.sent_well():
        with form.attempt():
            _change_password(form.data)
            return redirect(url_for("profile.show"))
    return render_template("tenants/profile/password.html", form=form), form.status


@pages.post("/sessions/<session_id>/end")
def end_session(session_id: str) -> ResponseReturnValue:
    """Log out one of the places one is logged in."""
    end_session_of(me().account_id, session_id)
    return redirect(url_for("profile.show"))


@pages.post("/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    """Log out everywhere but here."""
    sessions.end_all_of(me().account_id, but=_this())
    return redirect(url_for("profile.show"))


@api.put("/name")
@api.arguments(NameChange)
@api.response(200, NameAnswer)
def change_name_over_api(order: dict[str, Any]) -> object:
    """Be called something else."""
    return change_own_name(by=me(), **order)


@api.post("/password")
@api.arguments(PasswordChange)
@api.response(204)
def change_password_over_api(order: dict[str, Any]) -> None:
    """Choose another password; every other session ends."""
    _change_password(order)


@api.get("/sessions")
@api.response(200, WhereaboutsList)
def list_sessions_over_api() -> dict[str, Any]:
    """Where one is logged in."""
    return {"data": sessions_of(me().account_id, this=_this())}


@api.delete("/sessions/<session_id>")
@api.response(204)
def end_session_over_api(session_id: str) -> None:
    """Log out one of the places one is logged in."""
    end_session_of(me().account_id, session_id)


def _change_password(order: dict[str, Any]) -> None:
    change_own_password(
        by=me(),
        current=order["current_password"],
        password=order["password"],
        address=request.remote_addr or "",
        now=clock_time(),
    )
    sessions.end_all_of(me().account_id, but=_this())


def _this() -> int | None:
    row_id: int | None = session.row_id  # type: ignore[attr-defined]
    return row_id


def _page(form: Form) -> ResponseReturnValue:
    here = sessions_of(me().account_id, this=_this())
    return render_template("tenants/profile/page.html", form=form, places=here), form.status
