"""What every answer says to the browser about trust: nothing inline, nothing framed, no cache."""

from __future__ import annotations

import secrets
from typing import Final
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, request

YEAR: Final = 31_536_000


def init_app(app: Flask) -> None:
    """Give each request an id for the logs, and each answer its security headers."""
    app.before_request(_name_request)
    app.after_request(_add_headers)
    gateways = {"https://checkout.stripe.com", "https://billing.stripe.com"}
    if base := app.config["SETTINGS"].stripe_api_base:
        parts = urlsplit(base)
        gateways = {f"{parts.scheme}://{parts.netloc}"}
    app.config["CSP"] = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            f"form-action 'self' {' '.join(sorted(gateways))}",
        )
    )


def _name_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if given.isalnum() and len(given) <= 64 else secrets.token_hex(8)  # noqa: PLR2004
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", current_app.config["CSP"])
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    headers["X-Request-Id"] = g.get("request_id", "")
    if current_app.config["SECURE_COOKIES"]:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if g.get("locked"):
        headers["Cache-Control"] = "no-store"
    return response
