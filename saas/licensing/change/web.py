"""The plan page and changing plan: choose, check every line, confirm what was shown."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from saas.dates import now, today
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement, current_plan, current_terms
from saas.licensing.agreement.rules import Terms
from saas.licensing.catalogue.models import catalogue
from saas.licensing.catalogue.shown import plans_shown
from saas.licensing.change.actions import change_plan, preview_change, withdraw_coming
from saas.licensing.change.forms import (
    ChangeOrder,
    Confirmation,
    InvoiceDetails,
    as_asked,
    in_address,
)
from saas.licensing.change.models import coming_for
from saas.licensing.change.rules import Preview, StandingCharge, standing_charge
from saas.licensing.change.sealing import opened, seal
from saas.licensing.ordering.rules import When
from saas.licensing.plans.cadences import cadence_in_words, cadence_key, price_per
from saas.licensing.plans.rules import Edition
from saas.licensing.plans.words import policy_in_words
from saas.licensing.renewal.models import NoticeReminder
from saas.licensing.seats.models import seats_at
from saas.licensing.staying.models import squeezes
from saas.licensing.vat.asked import as_invoiced
from saas.licensing.vat.models import vat_of
from saas.tenants.company.actions import change_invoice_details
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web import Form
from saas.web.words import language, say

pages = Blueprint("change", __name__, url_prefix="/plan")
pages.add_app_template_filter(as_invoiced, "as_invoiced")


@pages.get("")
def compare() -> ResponseReturnValue:
    """Show what the company has, and what else there is."""
    agreement, terms = Agreement.holding_on(today()), current_terms(today())
    return render_template(
        "licensing/change/page.html",
        plan=current_plan(today()),
        terms=terms,
        agreement=agreement,
        seats=seats_at(now()),
        charge=_standing(agreement, terms),
        paid=cadence_in_words(terms.cadence) if terms else None,
        per=price_per(terms.cadence) if terms else None,
        coming=coming_for(agreement, ChangeReason.CUSTOMER),
        increase=coming_for(agreement, ChangeReason.PRICE_INCREASE),
        leave_by=NoticeReminder.coming(agreement.id, today=today()) if agreement else None,
        squeeze=next(iter(squeezes(now())), None),
        plans=plans_shown(vat_of(here(), on=today())),
        catalogue=catalogue(),
        language=language(),
    )


@pages.route("/choose", methods=["GET", "POST"])
def choose() -> ResponseReturnValue:
    """Ask which plan, with how many seats."""
    me().must(Permission.CHANGE_PLAN)
    terms, editions = current_terms(today()), _editions()
    form = Form(
        ChangeOrder,
        edition=request.args.get("edition", terms.edition if terms else ""),
        extra_seats=request.args.get("extra_seats", terms.extra_seats if terms else 0),
        cadence=cadence_key(terms.cadence) if terms else _usual_way(editions),
        when=When.SOONEST.value,
    )
    if form.sent_well():
        with form.attempt():
            _previewed(form.data)
            return redirect(url_for("change.check", **in_address(form.data)))
    return render_template(
        "licensing/change/choose.html",
        form=form,
        editions=editions,
        ways=_ways(editions, terms),
        per=price_per,
        terms=terms,
        seats=seats_at(now()),
    ), form.status


@pages.route("/check", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Show every line to the öre, and agree to exactly that; a stale token is shown anew."""
    try:
        order = ChangeOrder().load(request.args.to_dict())
    except ValidationError:
        return redirect(url_for("change.choose"))
    if not (here().street and here().invoice_email):
        return redirect(url_for("change.say_where_invoices_go", **in_address(order)))
    form = Form(Confirmation)
    if form.sent_well():
        with form.attempt():
            shown = opened(form.data["token"])
            change_plan(**shown.as_agreed, by=me(), now=now())
            return redirect(url_for("change.done"))
    offer = _previewed(order)
    return render_template(
        "licensing/change/check.html",
        form=form,
        offer=offer,
        sealed=seal(offer),
        order=in_address(order),
        paid=cadence_in_words(offer.terms.cadence),
        per=price_per(offer.terms.cadence),
        policy=policy_in_words(offer.terms.notice),
        seats=seats_at(now()),
    ), form.status


@pages.route("/invoice-details", methods=["GET", "POST"])
def say_where_invoices_go() -> ResponseReturnValue:
    """Ask where invoices go, before the first one."""
    me().must(Permission.CHANGE_PLAN)
    try:
        chosen = in_address(ChangeOrder().load(request.args.to_dict()))
    except ValidationError:
        return redirect(url_for("change.choose"))
    known = {name: getattr(here(), name) for name in InvoiceDetails().fields}
    form = Form(InvoiceDetails, **known)
    if form.sent_well():
        with form.attempt():
            change_invoice_details(by=me(), vat_number=here().vat_number, **form.data)
            return redirect(url_for("change.check", **chosen))
    return render_template("licensing/change/invoice_details.html", form=form), form.status


@pages.get("/done")
def done() -> ResponseReturnValue:
    """Confirm what holds now, and say what to do next."""
    terms = current_terms(today())
    if terms is None:
        return redirect(url_for("change.compare"))
    coming = coming_for(Agreement.holding_on(today()), ChangeReason.CUSTOMER)
    return render_template(
        "licensing/change/done.html",
        terms=terms,
        coming=coming.as_agreed if coming else None,
        seats=seats_at(now()),
    )


@pages.post("/withdraw")
def withdraw() -> ResponseReturnValue:
    """Let what was to come not come."""
    withdraw_coming(by=me(), now=now())
    return redirect(url_for("change.compare"))


def _previewed(order: dict[str, Any]) -> Preview:
    return preview_change(**as_asked(order), by=me(), now=now())


def _standing(agreement: Agreement | None, terms: Terms | None) -> StandingCharge | None:
    if agreement is None or terms is None:
        return None
    return standing_charge(
        terms,
        day=today(),
        vat=vat_of(here(), on=today()),
        last_day=agreement.notice.last_day if agreement.notice else None,
    )


def _editions() -> list[Edition]:
    """What may be chosen: the company's own edition, and those on sale over the counter."""
    terms = current_terms(today())
    on_sale = [edition for edition in catalogue().on_sale(today()) if edition.is_self_service]
    own = [catalogue()[terms.edition]] if terms else []
    return [*(edition for edition in own if edition not in on_sale), *on_sale]


def _usual_way(editions: list[Edition]) -> str:
    """The way to pay that is chosen until one is: the shortest that all of them are sold by."""
    each = [{price.cadence for price in edition.prices} for edition in editions]
    common = sorted(set.intersection(*each)) if each else []
    return cadence_key(common[0]) if common else ""


def _ways(editions: list[Edition], terms: Terms | None) -> list[tuple[str, str]]:
    """The ways to pay for any of them, shortest periods first."""
    listed = {price.cadence for edition in editions for price in edition.prices}
    ways = sorted(listed | ({terms.cadence} if terms else set()))
    return [(cadence_key(cadence), say(cadence_in_words(cadence))) for cadence in ways]
