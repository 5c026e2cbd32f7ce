"""What the company may use: a page, and JSON for other systems, also to take along offline."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.dates import clock_time, now, today
from saas.licensing.agreement.models import Agreement, current_plan
from saas.licensing.catalogue.models import catalogue
from saas.licensing.entitlements.actions import use
from saas.licensing.entitlements.models import granted_on
from saas.licensing.entitlements.needs import answer_lacking
from saas.licensing.entitlements.rules import FeatureLacking, counts_anew_on
from saas.licensing.entitlements.shown import feature_words, features_shown
from saas.licensing.entitlements.token import claims_of, expires_at
from saas.licensing.signing.actions import sign
from saas.licensing.signing.models import SigningKey
from saas.licensing.signing.secrets import secrets_of
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web import open_to_all

MOST_AT_ONCE = 1_000
pages = Blueprint("features", __name__, url_prefix="/plan/features")
api = ApiBlueprint(
    "entitlements_api",
    __name__,
    url_prefix="/api/v1/entitlements",
    description="What the company may use, for other systems",
)


class EntitlementAnswer(Schema):
    """How a feature stands. `limit` null is without end; `used` counts this calendar month."""

    feature = fields.String()
    name = fields.Function(lambda said: feature_words(said.feature))
    allowed = fields.Boolean()
    usable = fields.Boolean(attribute="is_usable")
    limit = fields.Integer(allow_none=True)
    used = fields.Integer()
    left = fields.Integer(allow_none=True)
    source = fields.String()


class EntitlementsAnswer(Schema):
    """Everything the catalogue names, and how each feature stands for the company today."""

    plan = fields.String()
    name = fields.String()
    counts_anew_on = fields.Date()
    data = fields.List(fields.Nested(EntitlementAnswer))


class Uses(Schema):
    """How many uses to count at once."""

    times = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, MOST_AT_ONCE))


class TokenAnswer(Schema):
    """A signed token for systems that cannot ask each time, and until when it is good."""

    token = fields.String()
    expires_at = fields.AwareDateTime()


class KeyAnswer(Schema):
    """A public key as JSON Web Key (RFC 7517, RFC 8037)."""

    kty = fields.Constant("OKP")
    crv = fields.Constant("Ed25519")
    alg = fields.Constant("EdDSA")
    use = fields.Constant("sig")
    kid = fields.String(attribute="key_id")
    x = fields.String(attribute="public")


class KeysAnswer(Schema):
    """Every key whose signatures are good, the one that signs now first."""

    keys = fields.List(fields.Nested(KeyAnswer))


@pages.get("")
def show() -> ResponseReturnValue:
    """What the plan includes, how much of it is used, and what another plan would add."""
    return render_template(
        "licensing/entitlements/features.html",
        plan=current_plan(today()),
        features=features_shown(today()),
        anew_on=counts_anew_on(today()),
    )


@api.get("")
@api.response(200, EntitlementsAnswer)
@api.alt_response(304, description="Nothing has changed since the ETag in If-None-Match")
def show_over_api() -> Response:
    """How every feature stands today. Send the ETag back as If-None-Match: 304 is no news."""
    granted = granted_on(today())
    answer = {
        "plan": granted.edition,
        "name": granted.name,
        "counts_anew_on": counts_anew_on(today()),
        "data": granted.every(catalogue().features),
    }
    return _to_be_asked_again(jsonify(EntitlementsAnswer().dump(answer)))


@api.get("/features/<feature>")
@api.response(200, EntitlementAnswer)
def show_one_over_api(feature: str) -> Any:
    """How one feature stands today. A feature nobody has heard of is not allowed."""
    return granted_on(today()).of(feature)


@api.post("/features/<feature>/uses")
@api.arguments(Uses)
@api.response(201, EntitlementAnswer)
def use_over_api(order: dict[str, Any], feature: str) -> Any:
    """Use a feature, once or several times at once: all of them or none.

    402 or 403 where the plan does not include it or the month is used up, with the plans that
    have more.
    """
    me().must(Permission.ASK)
    try:
        return use(feature=feature, now=now(), times=order["times"])
    except FeatureLacking as refusal:
        return answer_lacking(refusal)


@api.get("/token")
@api.response(200, TokenAnswer)
def token_over_api() -> dict[str, Any]:
    """The same, signed (Ed25519), to be checked without asking us: docs/entitlements.md."""
    agreement, instant, moment = Agreement.holding_on(today()), clock_time(), now()
    terms = agreement.timeline().on(today()) if agreement else None
    good_for = expires_at(terms, now=moment) - moment
    claims = claims_of(
        granted_on(today()),
        issuer=current_app.config["SETTINGS"].base_url,
        customer=here().customer_number,
        issued_at=instant,
        good_for=good_for,
    )
    token = sign(claims, locked_with=secrets_of(current_app), now=instant)
    return {"token": token, "expires_at": instant + good_for}


@api.get("/keys")
@open_to_all
@api.response(200, KeysAnswer)
def keys_over_api() -> dict[str, Any]:
    """The public keys that tokens are checked with, as a JSON Web Key Set."""
    return {"keys": SigningKey.published()}


def _to_be_asked_again(answer: Response) -> Response:
    """Let a program keep the answer, on condition that it asks whether it still holds."""
    g.locked = False  # else no-store, which forbids it to keep anything
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer
