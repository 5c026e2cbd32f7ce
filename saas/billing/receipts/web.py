"""The receipt of a payment, to look at and to keep."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.payments.models import Payment
from saas.billing.receipts.pdf import receipt_pdf
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web.files import shown

pages = Blueprint("receipts", __name__, url_prefix="/payments")
api = ApiBlueprint("receipts_api", __name__, url_prefix="/api/v1/payments", description="Receipts")


@pages.get("/<public_id>/receipt.pdf")
def pdf(public_id: str) -> Response:
    """The receipt as PDF."""
    return _paper(public_id)


@api.get("/<public_id>/receipt.pdf")
@api.response(200, content_type="application/pdf")
def pdf_over_api(public_id: str) -> Response:
    """The receipt as PDF."""
    return _paper(public_id)


def _paper(public_id: str) -> Response:
    me().must(Permission.SEE_MONEY)
    paper = receipt_pdf(Payment.known_as(public_id))
    return shown(paper, f"{public_id}.pdf")
