"""The staff's page of a seller's look, with a specimen of it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from saas.billing.letterhead.rules import ACCENT, LONGEST_TERMS, TINT, Look
from saas.billing.letterhead_desk.actions import choose_look, take_in
from saas.billing.letterhead_desk.forms import SHOW, LookForm, logo_sent, look_in
from saas.billing.letterhead_desk.specimen import specimen_pdf, specimen_picture
from saas.billing.seller.models import Seller
from saas.dates import now
from saas.errors import NotFound
from saas.web import Form, staff_only
from saas.web.files import shown
from saas.web.words import language

staff = Blueprint("letterhead_staff", __name__, url_prefix="/staff/sellers")


@staff.route("/<code>/look", methods=["GET", "POST"])
@staff_only
def change(code: str) -> ResponseReturnValue:
    """See how documents look, try another look on, and let it hold."""
    seller = _called(code)
    form, shown = Form(LookForm, **asdict(seller.look)), seller.look
    if form.sent_well():
        with form.attempt():
            sent = logo_sent()
            logo = take_in(sent, seller=seller, now=now()) if sent else None
            shown = look_in(form.data, logo=logo)
            form.values |= {"logo": shown.logo, "without_logo": ""}
            if form.data["then"] != SHOW:
                choose_look(seller, shown)
                return redirect(url_for("letterhead_staff.change", code=code))
    return render_template(
        "billing/letterhead_desk/page.html",
        form=form,
        whose=seller,
        shown=shown,
        is_tried_on=shown != seller.look,
        picture=_picture(seller, shown),
        ours={"accent": ACCENT, "tint": TINT},
        longest=LONGEST_TERMS,
    ), form.status


@staff.get("/<code>/specimen.pdf")
@staff_only
def specimen(code: str) -> Response:
    """An invoice to nobody, as the seller's next one will look."""
    seller = _called(code)
    paper = specimen_pdf(seller, seller.look, language=language())
    return shown(paper, f"{code}.pdf")


def _called(code: str) -> Seller:
    seller = Seller.called(code)
    if seller is None:
        raise NotFound
    return seller


def _picture(seller: Seller, shown: Look) -> str:
    """The specimen's first page as an image in its own address."""
    drawn = specimen_picture(seller, shown, language=language())
    return "data:image/png;base64," + b64encode(drawn).decode()
