"""The staff's pages of the legal entities that sell."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from saas.billing.seller.actions import ensure_seller, write_down_seller
from saas.billing.seller.forms import SellerForm, told
from saas.billing.seller.models import Seller
from saas.errors import NotFound
from saas.web import Form, staff_only

staff = Blueprint("sellers_staff", __name__, url_prefix="/staff/sellers")


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Every legal entity that sells."""
    ensure_seller()
    return render_template("billing/seller/list.html", sellers=Seller.all())


@staff.route("/new", methods=["GET", "POST"])
@staff_only
def add() -> ResponseReturnValue:
    """Write down another seller."""
    return _written(Form(SellerForm, country="SE", currency="SEK", payment_days="30"), None)


@staff.route("/<code>", methods=["GET", "POST"])
@staff_only
def change(code: str) -> ResponseReturnValue:
    """Change what the seller's next invoice says; issued ones keep theirs."""
    seller = Seller.called(code)
    if seller is None:
        raise NotFound
    known: dict[str, Any] = {name: getattr(seller, name) for name in SellerForm().fields}
    typed = {n: ("true" if v is True else "" if v is False else str(v)) for n, v in known.items()}
    return _written(Form(SellerForm, **typed), seller.name)


def _written(form: Form, name: str | None) -> ResponseReturnValue:
    if form.sent_well():
        with form.attempt():
            details, terms, selling = told(form.data)
            write_down_seller(details, terms, code=form.data["code"], selling=selling)
            return redirect(url_for("sellers_staff.index"))
    return render_template("billing/seller/write.html", form=form, name=name), form.status
