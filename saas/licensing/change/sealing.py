"""What was shown, sealed: a token that says which preview a person confirms, for half an hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from saas.licensing.change.rules import Preview
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.ordering.rules import When
from saas.licensing.plans.cadences import CADENCES, cadence_key
from saas.scope import current_tenant_id

HOLDS_FOR_SECONDS: Final = 30 * 60


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a token says was shown: what was asked for, and the preview's fingerprint."""

    edition: str
    extra_seats: int
    cadence: str
    when: str
    fingerprint: str

    @property
    def as_agreed(self) -> dict[str, Any]:
        """The same as `change_plan` asks for it."""
        return {
            "edition_key": self.edition,
            "extra_seats": self.extra_seats,
            "cadence": CADENCES[self.cadence],
            "when": When(self.when),
            "shown": self.fingerprint,
        }


def seal(offer: Preview) -> str:
    """A token for `offer`, good for this company and for half an hour."""
    terms = offer.terms
    asked = [terms.edition, terms.extra_seats, cadence_key(terms.cadence), offer.when.value]
    return _serializer().dumps([current_tenant_id(), *asked, offer.fingerprint])


def opened(token: str) -> Sealed:
    """What `token` says was shown to this company. Raises PreviewOutdated for any other token."""
    try:
        tenant_id, *shown = _serializer().loads(token, max_age=HOLDS_FOR_SECONDS)
    except BadSignature:
        raise PreviewOutdated from None
    if tenant_id != current_tenant_id():
        raise PreviewOutdated
    return Sealed(*shown)


def _serializer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="change of plan")
