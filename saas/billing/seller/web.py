"""The staff's pages of the legal entities that sell."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from saas.billing.seller.actions import add_seller, change_seller, ensure_seller
from saas.billing.seller.forms import NewSeller, SellerForm, told
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
    form = Form(NewSeller, country="SE", currency="SEK", payment_days="30")
    if form.sent_well():
        with form.attempt():
            details, terms, selling = told(form.data)
            add_seller(details, terms, code=form.data["code"], selling=selling)
            return redirect(url_for("sellers_staff.index"))
    return render_template("billing/seller/write.html", form=form, name=None), form.status


@staff.route("/<code>", methods=["GET", "POST"])
@staff_only
def change(code: str) -> ResponseReturnValue:
    """Change what the seller's next invoice says; issued ones keep theirs."""
    seller = Seller.called(code)
    if seller is None:
        raise NotFound
    name = seller.name
    known: dict[str, Any] = {each: getattr(seller, each) for each in SellerForm().fields}
    typed = {n: ("true" if v is True else "" if v is False else str(v)) for n, v in known.items()}
    form = Form(SellerForm, **typed)
    if form.sent_well():
        with form.attempt():
            details, terms, selling = told(form.data)
            change_seller(seller, details, terms, selling=selling)
            return redirect(url_for("sellers_staff.index"))
    return render_template("billing/seller/write.html", form=form, name=name), form.status
