"""The register of agreements: pages, paper and JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import today
from saas.licensing.agreement.models import Agreement
from saas.licensing.contracts.models import agreed_by, last_day_of, register, versions_of
from saas.licensing.contracts.paper import agreement_pdf, span
from saas.licensing.contracts.words import cadence_in_words, facts_of
from saas.licensing.fields import Amount, Sentence
from saas.licensing.plans.words import policy_in_words
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web.files import shown
from saas.web.words import language

pages = Blueprint("contracts", __name__, url_prefix="/contracts")
api = ApiBlueprint(
    "contracts_api", __name__, url_prefix="/api/v1/contracts", description="What is agreed"
)


class TermsShown(Schema):
    """One version of the terms, for the days it holds. Prices are net, for one period."""

    edition = fields.String()
    plan = fields.String(attribute="name")
    starts_on = fields.Date()
    until = fields.Date(allow_none=True)
    fee = fields.Nested(Amount)
    seat_fee = fields.Nested(Amount, allow_none=True)
    seats_included = fields.Integer()
    extra_seats = fields.Integer()
    cadence_months = fields.Integer(attribute="cadence.months")
    billed = fields.String(attribute="cadence.timing")
    invoiced = Sentence(attribute="cadence_said")
    anchor = fields.Date()
    bound_until = fields.Date(allow_none=True)
    renews_months = fields.Integer()
    notice = Sentence(attribute="notice_said")


class ContractShown(Schema):
    """An agreement with every version of its terms, newest first."""

    id = fields.String(attribute="agreement.public_id")
    holds = fields.Boolean()
    started_on = fields.Date(attribute="agreement.started_on")
    last_day = fields.Date(allow_none=True)
    under_notice = fields.Boolean()
    terms_of_service = fields.String(attribute="agreement.terms_of_service")
    agreed_by = fields.String()
    agreed_at = fields.AwareDateTime(attribute="agreement.agreed_at")
    versions = fields.Method("every_version")

    def every_version(self, shown: dict[str, Any]) -> list[dict[str, Any]]:
        """The versions, each with its policy and cadence in words too."""
        said = [
            {
                **{name: getattr(terms, name) for name in _TERMS},
                "cadence_said": cadence_in_words(terms.cadence),
                "notice_said": policy_in_words(terms.notice),
            }
            for terms in shown["versions"]
        ]
        dumped: list[dict[str, Any]] = TermsShown(many=True).dump(said)
        return dumped


class ContractList(Schema):
    """The register, newest first."""

    data = fields.List(fields.Nested(ContractShown))


@pages.get("")
def index() -> ResponseReturnValue:
    """List what is agreed, and what was."""
    me().must(Permission.SEE_MONEY)
    return render_template(
        "licensing/contracts/list.html", contracts=[_shown(each) for each in register()]
    )


@pages.get("/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """An agreement with every version of its terms."""
    me().must(Permission.SEE_MONEY)
    return render_template(
        "licensing/contracts/page.html",
        **_shown(Agreement.known_as(public_id)),
        facts_of=facts_of,
        span=span,
        today=today(),
    )


@pages.get("/<public_id>.pdf")
def pdf(public_id: str) -> ResponseReturnValue:
    """An agreement on paper."""
    return _paper(public_id)


@api.get("")
@api.response(200, ContractList)
def list_over_api() -> dict[str, Any]:
    """The agreements of the company, newest first."""
    me().must(Permission.SEE_MONEY)
    return {"data": [_shown(each) for each in register()]}


@api.get("/<public_id>")
@api.response(200, ContractShown)
def show_over_api(public_id: str) -> dict[str, Any]:
    """An agreement with every version of its terms."""
    me().must(Permission.SEE_MONEY)
    return _shown(Agreement.known_as(public_id))


@api.get("/<public_id>.pdf")
@api.response(200, content_type="application/pdf")
def pdf_over_api(public_id: str) -> ResponseReturnValue:
    """An agreement on paper."""
    return _paper(public_id)


def _shown(agreement: Agreement) -> dict[str, Any]:
    last_day = last_day_of(agreement)
    return {
        "agreement": agreement,
        "versions": versions_of(agreement),
        "terms": agreement.timeline().on(today()),
        "holds": agreement.timeline().on(today()) is not None,
        "last_day": last_day,
        "under_notice": agreement.notice is not None,
        "agreed_by": agreed_by(agreement),
    }


def _paper(public_id: str) -> Response:
    me().must(Permission.SEE_MONEY)
    agreement = Agreement.known_as(public_id)
    called = f"agreement-{here().customer_number}-{agreement.started_on.isoformat()}.pdf"
    return shown(agreement_pdf(agreement, language()), called)


_TERMS = (
    "edition", "name", "starts_on", "until", "fee", "seat_fee", "seats_included", "extra_seats",
    "cadence", "anchor", "bound_until", "renews_months",
)  # fmt: skip
