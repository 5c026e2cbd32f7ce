"""Our staff's doors for companies that have ceased: registering, deciding, taking back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import now, today
from saas.errors import Refusal
from saas.licensing.ceased.actions import approve, decline, take_back, tell
from saas.licensing.ceased.ending import last_bill
from saas.licensing.ceased.forms import CessationAnswer, ReportedCessation, paper_of, told_in
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import Reason, State
from saas.licensing.ceased_desk.forms import ApprovalOrder, ShownAnswer, ToldList, WordsToEstate
from saas.licensing.ceased_desk.models import at_its_company, told_of
from saas.licensing.channels.rules import WRITTEN_TO_US
from saas.licensing.effects.sealing import opened, seal
from saas.licensing.notice_desk.forms import scan_sent
from saas.licensing.termination.preview import Farewell
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered, our_company
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("ceased_staff", __name__, url_prefix="/staff/ceased")
api = ApiBlueprint(
    "ceased_staff_api",
    __name__,
    url_prefix="/api/v1/staff/ceased",
    description="Companies that have ceased; for our staff",
)
SHOWN: Final = 100
ABOUT: Final = "ceased"


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What we were told of companies that have ceased."""
    return render_template("licensing/ceased_desk/list.html", found=told_of(limit=SHOWN))


@staff.route("/register", methods=["GET", "POST"])
@staff_only
def register() -> ResponseReturnValue:
    """Write down that a company has ceased, as we were told or have seen in a register."""
    customer = request.args.get("customer", "")
    form = Form(ReportedCessation, customer_number=customer, last_day=today().isoformat())
    if form.sent_well():
        with form.attempt():
            told = told_in(form.data, paper=scan_sent())
            with tenant_scope(customer_numbered(form.data["customer_number"])):
                cessation = tell(told, by=me(), now=now())
            return redirect(url_for("ceased_staff.show", public_id=cessation.public_id))
    page = "licensing/ceased_desk/register.html"
    known = {"reasons": list(Reason), "channels": WRITTEN_TO_US}
    return render_template(page, form=form, **known), form.status


@staff.get("/<public_id>")
@staff_only
def show(public_id: str) -> ResponseReturnValue:
    """What was told, its evidence, and what approving it does to the bill."""
    return _page(public_id, Form(WordsToEstate))


@staff.get("/<public_id>/paper")
@staff_only
def paper(public_id: str) -> ResponseReturnValue:
    """The decision that was sent, to be saved, never shown as a page of ours."""
    with at_its_company(public_id) as told:
        return paper_of(told)


@staff.post("/<public_id>/approve")
@staff_only
def approve_it(public_id: str) -> ResponseReturnValue:
    """Let the company cease, with exactly the bill that was shown."""
    form = Form(ApprovalOrder)
    return _settle(public_id, form, lambda told: _approve(told, form.data["token"]))


@staff.post("/<public_id>/decline")
@staff_only
def decline_it(public_id: str) -> ResponseReturnValue:
    """Say no, and why."""
    form = Form(WordsToEstate)
    settle = partial(decline, by=me(), now=now())
    return _settle(public_id, form, lambda told: settle(cessation=told, **form.data))


@staff.post("/<public_id>/back")
@staff_only
def take_it_back(public_id: str) -> ResponseReturnValue:
    """Let a company live that was said to have ceased."""
    form = Form(WordsToEstate)
    return _settle(public_id, form, lambda _: take_back(by=me(), now=now(), **form.data))


@api.get("")
@staff_only
@api.response(200, ToldList)
def list_over_api() -> dict[str, Any]:
    """What we were told of companies that have ceased: what waits first, then the latest."""
    return {"data": [{"company": whose, "told": told} for whose, told in told_of(limit=SHOWN)]}


@api.post("")
@staff_only
@api.arguments(ReportedCessation)
@api.response(201, CessationAnswer)
def register_over_api(data: dict[str, Any]) -> Cessation:
    """Write down that a company has ceased, with a reference to the evidence."""
    with tenant_scope(customer_numbered(data["customer_number"])):
        return tell(told_in(data), by=me(), now=now())


@api.get("/<public_id>")
@staff_only
@api.response(200, ShownAnswer)
def show_over_api(public_id: str) -> dict[str, Any]:
    """What was told, what approving it does to the bill, and the token that approves just that."""
    with at_its_company(public_id) as told:
        bill, _refusal = _bill(told)
        sealed = seal(bill.fingerprint, about=ABOUT) if bill else None
        return {"told": told, "bill": {"token": sealed, "offer": bill} if bill else None}


@api.post("/<public_id>/approval")
@staff_only
@api.arguments(ApprovalOrder)
@api.response(201, CessationAnswer)
def approve_over_api(order: dict[str, Any], public_id: str) -> Cessation:
    """Let the company cease. With the token of a bill exactly that is approved, or it is 409."""
    with at_its_company(public_id) as told:
        return _approve(told, order["token"])


@api.post("/<public_id>/refusal")
@staff_only
@api.arguments(WordsToEstate)
@api.response(201, CessationAnswer)
def decline_over_api(order: dict[str, Any], public_id: str) -> Cessation:
    """Say no, and why."""
    with at_its_company(public_id) as told:
        return decline(cessation=told, by=me(), now=now(), **order)


@api.post("/<public_id>/return")
@staff_only
@api.arguments(WordsToEstate)
@api.response(201, CessationAnswer)
def take_back_over_api(order: dict[str, Any], public_id: str) -> Cessation:
    """Let a company live that was said to have ceased."""
    with at_its_company(public_id):
        return take_back(by=me(), now=now(), **order)


def _approve(told: Cessation, token: str | None) -> Cessation:
    shown = opened(token, about=ABOUT) if token else None
    return approve(cessation=told, by=me(), now=now(), shown=shown)


def _bill(told: Cessation) -> tuple[Farewell | None, Refusal | None]:
    """What approving does to the bill, or what stands in the way of it."""
    if told.state is not State.WAITING:
        return None, None
    try:
        return last_bill(told, now=now()), None
    except Refusal as refusal:
        return None, refusal


def _settle(
    public_id: str, form: Form, settle: Callable[[Cessation], object]
) -> ResponseReturnValue:
    if form.sent_well():
        with form.attempt():
            with at_its_company(public_id) as told:
                settle(told)
            return redirect(url_for("ceased_staff.show", public_id=public_id))
    return _page(public_id, form)


def _page(public_id: str, form: Form) -> ResponseReturnValue:
    """What the company's scope knows is read there; the page itself is our staff's own."""
    with at_its_company(public_id) as told:
        bill, refusal = _bill(told)
        sealed = seal(bill.fingerprint if bill else "", about=ABOUT)
        known = {"told": told, "customer": our_company(), "bill": bill, "refusal": refusal}
    page = "licensing/ceased_desk/page.html"
    return render_template(page, form=form, sealed=sealed, State=State, **known), form.status
