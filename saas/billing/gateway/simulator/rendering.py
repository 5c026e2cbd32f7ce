"""Making the hosted pages: in the visitor's language, with nothing inline."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Request, Response

from saas.billing.gateway.simulator.store import Resource
from saas.billing.gateway.simulator.words import LANGUAGES, speaker

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("pages")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    request: Request,
    template: str,
    status: int,
    *,
    session: Resource | None,
    leads_to: list[str] | None = None,
    **shown: object,
) -> Response:
    """A page under a policy without anything inline; it may only send forms where it leads."""
    asked = (session or {}).get("locale")
    spoken = request.accept_languages.best_match(LANGUAGES, default="en")
    language = asked if asked in LANGUAGES else spoken
    html = PAGES.get_template(template).render(
        say=speaker(language),
        language=language,
        money=lambda minor, currency: format_currency(
            Decimal(minor).scaleb(-2), currency.upper(), "#,##0.00\N{NO-BREAK SPACE}¤", language
        ),
        session=session,
        **shown,
    )
    forms = " ".join(["'self'", *(leads_to or [])])
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none';"
        f" frame-ancestors 'none'; form-action {forms}"
    )
    return Response(
        html,
        status,
        {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
        content_type="text/html; charset=utf-8",
    )
