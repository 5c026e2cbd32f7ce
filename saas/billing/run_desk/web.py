"""The staff's doors to billing runs: the list, a look at what a run would issue, and a run."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import ValidationError

from saas.billing.batches.actions import resume_run
from saas.billing.batches.models import Progress, run_numbered, runs
from saas.billing.dry_run.answers import DryRunAnswer, in_json
from saas.billing.dry_run.rules import MARKS, USUAL, WAYS, DryRun, Mark, said
from saas.billing.run_desk.actions import order_run_as_shown, run_as_it_would_be
from saas.billing.run_desk.forms import (
    Before,
    Leaf,
    RunAnswer,
    RunOrder,
    RunsAnswer,
    RunShown,
    Shown,
)
from saas.dates import now, today
from saas.errors import NotFound
from saas.licensing.effects.sealing import opened, seal
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("runs_staff", __name__, url_prefix="/staff/runs")
staff_api = ApiBlueprint(
    "runs_staff_api",
    __name__,
    url_prefix="/api/v1/staff/runs",
    description="Billing runs: what one would issue, starting it, how far it has come; for staff",
)
SHOWN: Final = 50
RUNS: Final = 20
LIKE_A_NUMBER: Final = re.compile(r"[0-9]{1,18}")
DIFFERING: Final = (Mark.NEW, Mark.GONE, Mark.CHANGED, Mark.CREDIT)


@staff.route("", methods=["GET", "POST"])
@staff_only
def index() -> ResponseReturnValue:
    """The latest runs, and the form that leads to another."""
    form = Form(RunOrder, day=today().isoformat(), differs=USUAL)
    if form.sent_well():
        with form.attempt():
            run_as_it_would_be(**form.data)
            return redirect(url_for("runs_staff.check", **_in_address(form.data)))
    before = request.args.get("before", type=int)
    return render_template(
        "billing/run_desk/list.html",
        form=form,
        runs=runs(before=before, limit=RUNS),
        most=RUNS,
        tomorrow=(today() + timedelta(days=1)).isoformat(),
    ), form.status


@staff.route("/check", methods=["GET", "POST"])
@staff_only
def check() -> ResponseReturnValue:
    """Show what a run would issue and what differs from last time, and start exactly that."""
    try:
        order = RunOrder(unknown="exclude").load(request.args.to_dict())
        leaf = Leaf(unknown="exclude").load(request.args.to_dict())
    except ValidationError:
        return redirect(url_for("runs_staff.index"))
    form = Form(Shown)
    if form.sent_well():
        with form.attempt():
            run_id = _started(order, form.data["token"])
            return redirect(url_for("runs_staff.show", number=run_id))
    found = run_as_it_would_be(**order)
    return render_template(
        "billing/run_desk/check.html",
        form=form,
        order=_in_address(order),
        found=found,
        sealed=_seal(found, order),
        counts={MARKS[mark]: found.counts[mark] for mark in Mark},
        said=said,
        ways=WAYS,
        may_start=order["day"] <= today(),
        **_leaf(found, leaf),
    ), form.status


@staff.get("/<number>")
@staff_only
def show(number: str) -> ResponseReturnValue:
    """How far a run has come."""
    return render_template("billing/run_desk/run.html", run=_run(number))


@staff.post("/<number>/resume")
@staff_only
def resume(number: str) -> ResponseReturnValue:
    """Have the chunks that are left told anew."""
    resume_run(_run(number).id)
    return redirect(url_for("runs_staff.show", number=number))


@staff_api.get("")
@staff_only
@staff_api.arguments(Before, location="query")
@staff_api.response(200, RunsAnswer)
def list_over_api(asked: dict[str, Any]) -> dict[str, list[Progress]]:
    """The latest runs, newest first; with `before` those before that run."""
    return {"data": runs(before=asked["before"], limit=RUNS)}


@staff_api.post("/preview")
@staff_only
@staff_api.arguments(RunOrder)
@staff_api.arguments(Leaf, location="query")
@staff_api.response(200, DryRunAnswer)
def preview_over_api(order: dict[str, Any], leaf: dict[str, Any]) -> dict[str, Any]:
    """What a run would issue: nothing is. The token starts exactly this, for half an hour."""
    found = run_as_it_would_be(**order)
    return {"token": _seal(found, order), **in_json(found, _leaf(found, leaf)["shown"])}


@staff_api.post("")
@staff_only
@staff_api.arguments(RunShown)
@staff_api.response(201, RunAnswer)
def start_over_api(order: dict[str, Any]) -> Progress:
    """Start a run as it was shown. A token that no longer holds is 409."""
    token = order.pop("token")
    return run_numbered(_started(order, token))


@staff_api.get("/<number>")
@staff_only
@staff_api.response(200, RunAnswer)
def show_over_api(number: str) -> Progress:
    """How far a run has come."""
    return _run(number)


@staff_api.post("/<number>/resume")
@staff_only
@staff_api.response(200, RunAnswer)
def resume_over_api(number: str) -> Progress:
    """Have the chunks that are left told anew."""
    resume_run(_run(number).id)
    return _run(number)


def _seal(found: DryRun, order: dict[str, Any]) -> str:
    """A token for what was shown, and for whom it would be started."""
    return seal(found.fingerprint, about=_about(order))


def _started(order: dict[str, Any], token: str) -> int:
    """The run that `token` says was shown, started; its id."""
    shown = opened(token, about=_about(order))
    return order_run_as_shown(**order, shown=shown, by=me(), now=now())


def _about(order: dict[str, Any]) -> str:
    return f"a billing run for {order['company'] or 'everybody'}"


def _run(number: str) -> Progress:
    """The run with this number. Raises NotFound."""
    if not LIKE_A_NUMBER.fullmatch(number):
        raise NotFound
    return run_numbered(int(number))


def _leaf(found: DryRun, leaf: dict[str, Any]) -> dict[str, Any]:
    """A page of what a dry run found: what differs, or all of it."""
    wanted = found.marked() if leaf["all"] else found.marked(*DIFFERING)
    first = (leaf["page"] - 1) * SHOWN
    shown = wanted[first : first + SHOWN]
    return {
        "shown": shown,
        "all": leaf["all"],
        "page": leaf["page"],
        "first": first + 1,
        "of": len(wanted),
        "has_more": len(wanted) > first + SHOWN,
    }


def _in_address(order: dict[str, Any]) -> dict[str, Any]:
    return {**order, "day": order["day"].isoformat()}
