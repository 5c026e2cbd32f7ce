"""What was shown, sealed: a token that says which preview of what a person agrees to."""

from __future__ import annotations

from typing import Final

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from saas.licensing.effects.rules import PreviewOutdated
from saas.scope import current_tenant_id

HOLDS_FOR_SECONDS: Final = 30 * 60


def seal(fingerprint: str, *, about: str) -> str:
    """A token for a preview of `about`, good for this company and for half an hour."""
    return _serializer().dumps([current_tenant_id(), about, fingerprint])


def opened(token: str, *, about: str) -> str:
    """The fingerprint that `token` says was shown to this company of `about`.

    Raises PreviewOutdated for any other token.
    """
    try:
        words = _serializer().loads(token, max_age=HOLDS_FOR_SECONDS)
    except BadSignature:
        raise PreviewOutdated from None
    tenant_id, of, fingerprint = words
    if (tenant_id, of) != (current_tenant_id(), about):
        raise PreviewOutdated
    return str(fingerprint)


def _serializer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="an offer that was shown")
