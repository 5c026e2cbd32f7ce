"""Why the company is charged this VAT, and where its number stands: a page and over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import today
from saas.licensing.fields import Sentence
from saas.licensing.vat.models import VatProof, vat_of
from saas.licensing.vat.rules import needs_proof
from saas.licensing.vat_numbers.actions import check_again
from saas.licensing.vat_numbers.rules import TONES, WORDS, standing
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("vat_numbers", __name__, url_prefix="/company/vat")
api = ApiBlueprint(
    "vat_numbers_api",
    __name__,
    url_prefix="/api/v1/company/vat",
    description="Your VAT, and why it is so",
)


class Nothing(Schema):
    """A deed that needs no words."""


class ProofAnswerOut(Schema):
    """What the authorities answered, and the reference under which they did."""

    asked_at = fields.AwareDateTime()
    answer = fields.String()
    reference = fields.String()


class VatAnswer(Schema):
    """The tax on what the company buys, why, and where its number stands."""

    vat_number = fields.String()
    standing = fields.String()
    percent = fields.Integer(attribute="decision.percent")
    category = fields.String(attribute="decision.category")
    rule = fields.String(attribute="decision.rule")
    reason = Sentence(attribute="decision.reason")
    proof = fields.Nested(ProofAnswerOut, allow_none=True)


@pages.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Why this VAT; and having the number checked again."""
    form = Form(Nothing)
    if form.sent_well():
        with form.attempt():
            check_again(by=me())
            return redirect(url_for("vat_numbers.show"))
    page = "licensing/vat_numbers/page.html"
    return render_template(page, form=form, words=WORDS, tones=TONES, **_told()), form.status


@api.get("")
@api.response(200, VatAnswer)
def show_over_api() -> dict[str, Any]:
    """The tax on what the company buys, why, and where its number stands."""
    return _told()


@api.post("/check")
@api.response(202, VatAnswer)
def check_over_api() -> dict[str, Any]:
    """Have the number checked again; the answer comes later."""
    check_again(by=me())
    return _told()


def _told() -> dict[str, Any]:
    me().must(Permission.SEE_MONEY)
    company = here()
    number = company.vat_number
    proof = VatProof.holding(number) if number else None
    return {
        "vat_number": number,
        "proof": proof,
        "latest": VatProof.latest(number) if number else None,
        "standing": standing(
            number,
            needed=needs_proof(company.country),
            answer=proof.answer if proof else None,
        ),
        "decision": vat_of(company, on=today()),
    }
