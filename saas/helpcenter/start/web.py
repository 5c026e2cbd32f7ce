"""The start page: what this is, what it costs, and the way in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from saas.dates import today
from saas.licensing.catalogue.models import catalogue
from saas.web import open_to_all
from saas.web.words import language

pages = Blueprint("start", __name__)


@pages.get("/")
@open_to_all
def show() -> ResponseReturnValue:
    """Tell a visitor what this is; take somebody who is logged in to where they begin."""
    if current_user.is_authenticated:
        home = "inbox_staff.index" if current_user.is_staff else "overview.show"
        return redirect(url_for(home))
    known = catalogue()
    plans = [
        (edition, [known.feature(key, language()) for key in edition.features])
        for edition in known.on_sale(today())
    ]
    page = "helpcenter/start/page.html"
    return render_template(page, plans=plans, example_prices=known.example_prices)
