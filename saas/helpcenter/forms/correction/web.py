"""The form for an invoice that is wrong: first what is wrong, then how it is to read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Range

from saas.billing.documents.rules import on_screen
from saas.billing.invoices.models import Invoice
from saas.dates import now, today
from saas.helpcenter.forms.correction.actions import ask_for_correction, claim_of
from saas.helpcenter.forms.correction.rules import (
    FIELDS,
    WORDS,
    Wrong,
    is_disputed_instead,
    is_put_right_at_once,
    must_stand,
)
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import LONGEST_MESSAGE
from saas.helpcenter.inbox.schema import RequestInFull
from saas.licensing.ceased.estates import must_not_be_estate
from saas.tenants.fields import Line, Lines
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form

pages = Blueprint("correction", __name__, url_prefix="/invoices")
api = ApiBlueprint(
    "corrections_api",
    __name__,
    url_prefix="/api/v1/invoices",
    description="An invoice that is wrong",
)
MISSING = {
    "street": N_("Write the street or box of the address."),
    "postcode": N_("Write the postcode."),
    "city": N_("Write the town."),
    "attention": N_("Write your reference."),
}
SAY_WHAT = N_("Say what is wrong, and how it is to be.")


class Correction(Schema):
    """What is wrong on an invoice. Which fields it needs depends on `wrong`."""

    wrong = fields.Enum(Wrong, by_value=True, required=True)
    street = Line()
    postcode = Line(longest=20)
    city = Line(longest=100)
    attention = Line()
    line = fields.Integer(allow_none=True, load_default=None, validate=Range(min=1))
    message = Lines(longest=LONGEST_MESSAGE, load_default="")
    from_now_on = fields.Boolean(load_default=False)

    @validates_schema(skip_on_field_errors=True)
    def says_enough(self, asked: dict[str, Any], **_options: Any) -> None:
        """Raise ValidationError, field by field, for what is missing."""
        needed = FIELDS.get(asked["wrong"], ())
        missing: dict[str, list[Any]] = {n: [MISSING[n]] for n in needed if not asked.get(n)}
        if not needed and not asked["message"]:
            missing["message"] = [SAY_WHAT]
        if missing:
            raise ValidationError(missing)


@pages.route("/<number>/correction", methods=["GET", "POST"])
def ask(number: str) -> ResponseReturnValue:
    """Say what is wrong on an invoice, and how it is to read; what was typed is kept."""
    me().must(Permission.SEE_MONEY)
    invoice = Invoice.numbered(number)
    me().must(Permission.ASK)
    must_not_be_estate()
    buyer = invoice.snapshot["buyer"]
    wrong = _wrong_in(request.values.get("wrong"))
    if wrong and is_disputed_instead(wrong, claim_of(invoice)):
        return redirect(url_for("disputes.ask", number=number))
    told = {name: buyer[name] for name in FIELDS.get(wrong, ())} if wrong else {}
    form = Form(Correction, wrong=wrong, from_now_on="true", **told)
    if form.sent_well():
        with form.attempt():
            sent = _sent(number, form.data)
            return redirect(url_for("inbox.show", number=sent.reference))
    return _page(invoice, wrong, form), form.status


@api.post("/<number>/corrections")
@api.arguments(Correction)
@api.response(201, RequestInFull)
def ask_over_api(asked: dict[str, Any], number: str) -> HelpRequest:
    """Ask for an invoice to be put right; done at once where nobody has to decide.

    `state` is then "carried out", and `answers` name the credit note and the new invoice.
    """
    return _sent(number, asked)


def _sent(number: str, asked: dict[str, Any]) -> HelpRequest:
    said = {name: asked[name] for name in FIELDS.get(asked["wrong"], ())}
    rest = {name: asked[name] for name in ("wrong", "message", "line", "from_now_on")}
    return ask_for_correction(by=me(), number=number, said=said, now=now(), **rest)


def _wrong_in(written: str | None) -> Wrong | None:
    return next((each for each in Wrong if each.value == written), None)


def _page(invoice: Invoice, wrong: Wrong | None, form: Form) -> str:
    claim = claim_of(invoice)
    if form.status == 200:  # noqa: PLR2004 - else the form itself says why not
        must_stand(claim)
    return render_template(
        "helpcenter/forms/correction/page.html",
        form=form,
        invoice=invoice,
        wrong=wrong,
        words=WORDS,
        disputed=[each for each in Wrong if is_disputed_instead(each, claim)],
        at_once=[
            each
            for each in Wrong
            if me().may(Permission.PAY) and is_put_right_at_once(each, claim, today=today())
        ],
        lines=on_screen(invoice.snapshot)["lines"],
    )
