"""Ed25519 (RFC 8032) as JSON Web Signatures carry it (RFC 8037), and keys locked away at rest.

The library is read in when a signature is asked for, so that a process that signs nothing does
not carry it.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Final

PURPOSE: Final = b"kundzon signing keys"
KEY_BYTES: Final = 32


class SealedByAnotherSecret(RuntimeError):
    """No SECRET_KEY we know opens the private key: our fault, with the remedy in the message."""


def new_key(secrets: Sequence[str]) -> tuple[str, str]:
    """A new key: its public half, and its private one sealed with the first of `secrets`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    private = Ed25519PrivateKey.generate()
    sealed = _lock(secrets).encrypt(private.private_bytes_raw()).decode("ascii")
    return base64url(private.public_key().public_bytes_raw()), sealed


def signed(claims: Mapping[str, Any], *, key_id: str, sealed: str, secrets: Sequence[str]) -> str:
    """A JSON Web Token of `claims` (RFC 7519), signed with the key that is `sealed`.

    Raises SealedByAnotherSecret when none of `secrets` opens it.
    """
    from cryptography.fernet import InvalidToken  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    try:
        private = Ed25519PrivateKey.from_private_bytes(_lock(secrets).decrypt(sealed))
    except InvalidToken as error:
        raise SealedByAnotherSecret(
            f"SECRET_KEY does not open the signing key {key_id}. Put the secret it was made with "
            "into SECRET_KEY_FALLBACKS, or make a new key: saas entitlements rotate-key"
        ) from error
    head = {"alg": "EdDSA", "typ": "JWT", "kid": key_id}
    said = ".".join(base64url(_json(part)) for part in (head, claims))
    return f"{said}.{base64url(private.sign(said.encode('ascii')))}"


def base64url(octets: bytes) -> str:
    """Base64 for addresses, without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def _lock(secrets: Sequence[str]) -> Any:
    """What seals with the first secret and opens with any, so that SECRET_KEY can be changed."""
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    def derived(secret: str) -> bytes:
        kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
        return urlsafe_b64encode(kdf.derive(secret.encode()))

    return MultiFernet([Fernet(derived(secret)) for secret in secrets])


def _json(part: Mapping[str, Any]) -> bytes:
    return json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode()
