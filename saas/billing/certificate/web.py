"""The staff's door to certificates: every series, one certificate as JSON, and on paper."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.certificate.answers import CertificateAnswer
from saas.billing.certificate.models import certificate_of, every_series
from saas.billing.certificate.pdf import certificate_pdf
from saas.billing.certificate.rules import Certificate
from saas.billing.seller.models import Seller
from saas.dates import today
from saas.errors import NotFound
from saas.web import staff_only
from saas.web.files import shown
from saas.web.words import language

staff = Blueprint("certificate_staff", __name__, url_prefix="/staff/certificates")
staff_api = ApiBlueprint(
    "certificate_staff_api",
    __name__,
    url_prefix="/api/v1/staff/certificates",
    description="That no number is missing; for our staff",
)
MAIN: Final = "main"
YEAR: Final = 4


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Every series of every seller, each with its certificate."""
    return render_template("billing/certificate/list.html", series=every_series(), main=MAIN)


@staff.get("/<code>/<year>/<series>.pdf")
@staff_only
def pdf(code: str, year: str, series: str) -> ResponseReturnValue:
    """The certificate of a series and fiscal year as PDF; the series without letters is main."""
    seller = _seller(code)
    made = certificate_of(seller, _year(year), series=_letters(series))
    paper = certificate_pdf(made, seller, on=today(), language=language())
    return shown(paper, f"{code}-{made.name}.pdf")


@staff_api.get("/<code>/<year>/<series>")
@staff_only
@staff_api.response(200, CertificateAnswer)
def show_over_api(code: str, year: str, series: str) -> Certificate:
    """The certificate of a series and fiscal year; the series without letters is main."""
    return certificate_of(_seller(code), _year(year), series=_letters(series))


def _seller(code: str) -> Seller:
    if (found := Seller.called(code)) is None:
        raise NotFound
    return found


def _letters(series: str) -> str:
    return "" if series == MAIN else series


def _year(written: str) -> int:
    if not (written.isascii() and written.isdecimal() and len(written) == YEAR):
        raise NotFound
    return int(written)
