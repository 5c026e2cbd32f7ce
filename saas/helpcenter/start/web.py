"""The start page: what this is, what it costs, and the way in."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from saas.dates import today
from saas.licensing.catalogue.models import catalogue
from saas.money import Money
from saas.web import open_to_all
from saas.web.words import language

pages = Blueprint("start", __name__)
PICTURED: Final = (Money(1_244_75), Money(249_00), Money(298_00))
"""What the invoices of the picture come to."""


@pages.get("/")
@open_to_all
def show() -> ResponseReturnValue:
    """Tell a visitor what this is; take somebody who is logged in to where they begin."""
    if current_user.is_authenticated:
        home = "waiting_staff.show" if current_user.is_staff else "overview.show"
        return redirect(url_for(home))
    known = catalogue()
    plans = [
        (edition, [known.feature(key, language()) for key in edition.features])
        for edition in known.on_sale(today())
    ]
    page = "helpcenter/start/page.html"
    prices = known.example_prices
    return render_template(page, plans=plans, example_prices=prices, sums=PICTURED)
