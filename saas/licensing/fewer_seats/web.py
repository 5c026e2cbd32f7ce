"""The page for paying for fewer seats. Checking and agreeing are those of any change of plan."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from saas.dates import now, today
from saas.licensing.agreement.models import current_terms
from saas.licensing.change.actions import preview_change
from saas.licensing.change.forms import SeatsKept
from saas.licensing.fewer_seats.rules import NoSeatsToReduce, extra_seats_for
from saas.licensing.ordering.rules import first_day_of_less
from saas.licensing.plans.cadences import price_per
from saas.licensing.seats.models import seats_at
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("fewer_seats", __name__, url_prefix="/plan/seats")


@pages.route("", methods=["GET", "POST"])
def choose() -> ResponseReturnValue:
    """Ask how many seats to have from the next period; show first what that saves."""
    me().must(Permission.CHANGE_PLAN)
    terms, seats = current_terms(today()), seats_at(now())
    if terms is None or not terms.extra_seats:
        raise NoSeatsToReduce
    form = Form(SeatsKept, seats=max(seats.used, terms.seats_included))
    if form.sent_well():
        with form.attempt():
            extra = extra_seats_for(terms, form.data["seats"])
            preview_change(edition_key=terms.edition, extra_seats=extra, by=me(), now=now())
            return redirect(url_for("change.check", edition=terms.edition, extra_seats=extra))
    return render_template(
        "licensing/fewer_seats/page.html",
        form=form,
        terms=terms,
        seats=seats,
        per=price_per(terms.cadence),
        from_day=first_day_of_less(terms, day=today()),
    ), form.status
