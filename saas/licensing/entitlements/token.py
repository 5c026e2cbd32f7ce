"""What a token says that is taken along offline, and how long it is good."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

from saas.dates import STOCKHOLM
from saas.licensing.agreement.rules import Terms
from saas.licensing.entitlements.rules import Granted

LONGEST: Final = timedelta(days=7)


def expires_at(terms: Terms | None, *, now: datetime) -> datetime:
    """When a token of `now` ends: after seven days, or with the terms where they end before."""
    longest = now + LONGEST
    if terms is None or terms.until is None:
        return longest
    return min(longest, datetime.combine(terms.until, time(), STOCKHOLM))


def claims_of(
    granted: Granted, *, issuer: str, customer: str, issued_at: datetime, good_for: timedelta
) -> dict[str, Any]:
    """The claims (RFC 7519): who is meant, until when, and each feature with its monthly limit.

    A limit of null is without end; what is not listed may not be used. What is used cannot be
    known offline. Instants are those of the world's clock.
    """
    allowed = [each for each in granted.every(()) if each.allowed]
    return {
        "iss": issuer,
        "sub": customer,
        "iat": int(issued_at.timestamp()),
        "exp": int((issued_at + good_for).timestamp()),
        "plan": granted.edition,
        "features": {each.feature: each.limit for each in allowed},
    }
