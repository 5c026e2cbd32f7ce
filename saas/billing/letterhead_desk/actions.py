"""Choosing how a seller's documents look."""

from __future__ import annotations

from datetime import datetime

from saas.billing.letterhead.rules import Look
from saas.billing.letterhead_desk.specimen import specimen_pdf
from saas.billing.logos.models import keep
from saas.billing.logos.rules import NotALogo, logo_in
from saas.billing.seller.models import Seller
from saas.db import db


def take_in(content: bytes, *, seller: Seller, now: datetime) -> str:
    """Keep a logo that can be drawn on a document; its hash. Nothing prints it yet.

    Raises LogoTooLarge, NotALogo or NotOnlyShapes.
    """
    import typst  # noqa: PLC0415 - loaded by whoever sets type, as everywhere

    file = logo_in(content)
    with db.session.begin_nested():
        called = keep(file, now=now)
        try:
            specimen_pdf(seller, Look(logo=called), language="en")
        except typst.TypstError as unreadable:
            raise NotALogo from unreadable
    return called


def choose_look(seller: Seller, look: Look) -> None:
    """Let the documents of `seller` look like this from its next invoice on."""
    for name in Look.__dataclass_fields__:
        setattr(seller, name, getattr(look, name))
    seller.logo = look.logo or None
    db.session.flush()
