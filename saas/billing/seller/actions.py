"""Saying who sells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from saas.billing.seller.models import EXAMPLE, MAIN, Seller, example_will_do, seller_in, selling_in
from saas.billing.seller.rules import SellerDetails, SeriesIsTaken, Terms
from saas.db import db, refused_by


class NoSellerYet(RuntimeError):
    """Nobody has said who sells; `saas seller FILE` does. Nothing can be invoiced before."""


def name_seller(
    details: SellerDetails,
    terms: Terms,
    *,
    code: str = MAIN,
    selling: Mapping[str, str] | None = None,
) -> Seller:
    """Let `details` and `terms` be true of the seller `code` from its next invoice on.

    `selling` says its number series, its currency and the countries it sells to; what is left
    out stays as it was.
    """
    told = {name: getattr(details, name) for name in SellerDetails.__dataclass_fields__}
    values = told | asdict(terms) | dict(selling or {})
    return db.session.scalars(
        insert(Seller)
        .values(code=code, **values)
        .on_conflict_do_update(index_elements=["code"], set_=values)
        .returning(Seller),
        execution_options={"populate_existing": True},
    ).one()


def write_down_seller(
    details: SellerDetails, terms: Terms, *, code: str, selling: Mapping[str, str]
) -> Seller:
    """The same as staff say it. Raises SeriesIsTaken for letters another seller has."""
    with refused_by("a_series_is_one_seller_s", SeriesIsTaken()):
        return name_seller(details, terms, code=code, selling=selling)


def seller_for(company: Any, *, currency: str = "SEK") -> Seller:
    """Who sells to `company` in `currency`: the entity that says it sells there, else the main.

    A seller names the countries it sells to, as in "NO DK"; the main one sells everywhere
    else. What it sold before stays its own. Raises NoSellerYet.
    """
    return selling_in(company.country, currency=currency) or ensure_seller()


def ensure_seller() -> Seller:
    """The main seller; a demo and a test sell as the example until another is named.

    Raises NoSellerYet in production, where nobody may sell as the example.
    """
    if seller := Seller.called(MAIN):
        return seller
    if not example_will_do():
        raise NoSellerYet
    return name_seller(*seller_in(EXAMPLE))
