"""Staff's page of parked deliveries, and the button that tries one again."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from saas.helpcenter.parked.models import parked
from saas.outbox import tell_again
from saas.scope import tenant_scope
from saas.web import staff_only

staff = Blueprint("parked_staff", __name__, url_prefix="/staff/parked")


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What failed until its schedule ended, and why."""
    return render_template("helpcenter/parked/list.html", parked=parked())


@staff.post("/<int:tenant_id>/<int:delivery_id>")
@staff_only
def again(tenant_id: int, delivery_id: int) -> ResponseReturnValue:
    """Try once more, at once."""
    with tenant_scope(tenant_id):
        tell_again(delivery_id)
    return redirect(url_for("parked_staff.index"), code=303)
