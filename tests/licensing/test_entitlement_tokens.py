"""Tokens for systems that cannot ask each time, and the keys that sign them."""

import json
import re
from base64 import urlsafe_b64decode
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from saas.dates import STOCKHOLM, clock_time
from saas.db import db
from saas.errors import NotFound
from saas.licensing.entitlements.token import LONGEST, expires_at
from saas.licensing.signing.actions import LastSigningKey, rotate_key, withdraw_key
from saas.licensing.signing.keys import SealedByAnotherSecret, base64url, new_key, signed
from saas.licensing.signing.models import SigningKey
from tests.licensing.making import BASIC, agreed, terms

DOCS = Path(__file__).parents[2] / "docs" / "entitlements.md"
[VERIFIER] = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
TOKEN, KEYS = "/api/v1/entitlements/token", "/api/v1/entitlements/keys"
OLD, NEW = "the secret of last year, long enough", "the secret of this year, long enough"


@pytest.fixture(scope="module")
def verified():
    """The documentation's own verifier, run as it stands there."""
    room = {}
    exec(compile(VERIFIER, str(DOCS), "exec"), room)
    return room["verified"]


def on(path, program):
    return program.get(path).json


class TestAnotherCompany:
    def test_gets_a_token_about_itself(self, api_as, alice, charlie, verified):
        agreed(alice)
        tokens = [on(TOKEN, api_as(person))["token"] for person in (alice, charlie)]
        ours, theirs = (verified(token, on(KEYS, api_as(None))) for token in tokens)

        assert ours["sub"] != theirs["sub"]
        assert (ours["plan"], theirs["plan"]) == (BASIC.key, "free-2026")
        assert theirs["features"] == {"invoices": 20, "web_service": None}


class TestTheDocumentation:
    def test_its_verifier_has_thirty_lines_at_most(self):
        assert len(VERIFIER.splitlines()) <= 30

    def test_its_verifier_believes_us_and_nobody_else(self, api_as, alice, verified):
        token = on(TOKEN, api_as(alice))["token"]
        keys = on(KEYS, api_as(None))
        head, body, signature = token.split(".")
        said = json.loads(urlsafe_b64decode(body + "=="))
        more = json.dumps({**said, "features": {"integration": None}}).encode()
        forged = f"{head}.{base64url(more)}.{signature}"

        assert verified(token, keys)["sub"] == said["sub"]
        with pytest.raises(InvalidSignature):
            verified(forged, keys)
        with pytest.raises(ValueError, match="too old"):
            verified(token, keys, now=said["exp"])
        with pytest.raises(ValueError, match="not published"):
            verified(token, {"keys": []})

    @pytest.mark.parametrize("alg", ["none", "HS256"])
    def test_its_verifier_takes_no_other_way_of_signing(self, api_as, alice, verified, alg):
        _head, body, signature = on(TOKEN, api_as(alice))["token"].split(".")
        keys = on(KEYS, api_as(None))
        head = base64url(json.dumps({"alg": alg, "kid": keys["keys"][0]["kid"]}).encode())

        with pytest.raises(ValueError, match="not published"):
            verified(f"{head}.{body}.{signature}", keys)


class TestHowLongItIsGood:
    NOW = datetime(2026, 3, 2, 9, tzinfo=STOCKHOLM)

    def test_is_seven_days(self, api_as, alice, verified):
        answer = on(TOKEN, api_as(alice))
        claims = verified(answer["token"], on(KEYS, api_as(None)))

        assert claims["exp"] - claims["iat"] == LONGEST.total_seconds()
        left = datetime.fromisoformat(answer["expires_at"]) - clock_time()
        assert LONGEST - timedelta(minutes=1) < left <= LONGEST

    def test_or_until_the_terms_end(self):
        ends = terms(starts_on=date(2026, 1, 1), until=date(2026, 3, 5))
        later = terms(starts_on=date(2026, 1, 1), until=date(2026, 3, 20))

        assert expires_at(ends, now=self.NOW) == datetime(2026, 3, 5, tzinfo=STOCKHOLM)
        assert expires_at(later, now=self.NOW) == self.NOW + LONGEST
        assert expires_at(None, now=self.NOW) == self.NOW + LONGEST


class TestRotation:
    def test_what_the_old_key_signed_stays_good(self, saas, api_as, alice, verified):
        before = on(TOKEN, api_as(alice))["token"]
        result = saas("entitlements", "rotate-key")
        after = on(TOKEN, api_as(alice))["token"]
        keys = on(KEYS, api_as(None))

        assert result.exit_code == 0, result.output
        assert keys["keys"][0]["kid"] in result.output
        assert _kid(before) != _kid(after) == keys["keys"][0]["kid"]
        assert verified(before, keys)["sub"] == verified(after, keys)["sub"]
        assert keys["keys"][0].keys() == {"kty", "crv", "alg", "use", "kid", "x"}

    def test_a_leaked_key_is_taken_back(self, saas, api_as, alice, verified):
        leaked = on(TOKEN, api_as(alice))["token"]
        first = saas("entitlements", "withdraw-key", _kid(leaked))
        saas("entitlements", "rotate-key")
        second = saas("entitlements", "withdraw-key", _kid(leaked))
        listed = saas("entitlements", "keys")

        assert (first.exit_code, second.exit_code) == (1, 0)
        assert "Make another first" in first.output
        assert _kid(leaked) not in listed.output
        with pytest.raises(ValueError, match="not published"):
            verified(leaked, on(KEYS, api_as(None)))

    def test_a_key_nobody_has_is_not_found(self, database):
        rotate_key(locked_with=[NEW], now=clock_time())
        [key] = SigningKey.published()
        with pytest.raises(NotFound):
            withdraw_key(key_id="absent", now=clock_time())
        with pytest.raises(LastSigningKey):
            withdraw_key(key_id=key.key_id, now=clock_time())


class TestAtRest:
    def test_the_private_key_is_not_to_be_read(self, api_as, alice):
        on(TOKEN, api_as(alice))
        key = db.session.scalars(db.select(SigningKey)).one()

        assert key.public not in key.sealed
        assert key.sealed.startswith("gAAAA")  # Fernet's first octet and the century's seconds

    def test_the_secret_may_be_changed_as_long_as_the_old_one_is_known(self):
        _public, sealed = new_key([OLD])

        assert signed({}, key_id="k", sealed=sealed, secrets=[NEW, OLD])
        with pytest.raises(SealedByAnotherSecret, match="rotate-key"):
            signed({}, key_id="k", sealed=sealed, secrets=[NEW])


def _kid(token):
    return json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))["kid"]
