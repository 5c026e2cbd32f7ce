"""Saying who sells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from saas.billing.seller.models import (
    EXAMPLE,
    MAIN,
    Seller,
    claim_letters,
    example_will_do,
    let_go_of_letters,
    seller_in,
    selling_anywhere,
    selling_in,
)
from saas.billing.seller.rules import SellerDetails, Terms
from saas.billing.seller.selling import CreditSeriesIsTaken, SeriesIsTaken, ShortNameIsTaken
from saas.db import db, refused_by
from saas.licensing.catalogue.models import catalogue


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
    out stays as it was; a new one sells in the currency of the price list. Raises SeriesIsTaken.
    """
    values = _said(details, terms, selling or {})
    seller = db.session.scalars(
        insert(Seller)
        .values({"code": code, "currency": catalogue().currency} | values)
        .on_conflict_do_update(index_elements=["code"], set_=values)
        .returning(Seller),
        execution_options={"populate_existing": True},
    ).one()
    _keep_letters(seller)
    return seller


def add_seller(
    details: SellerDetails, terms: Terms, *, code: str, selling: Mapping[str, str]
) -> Seller:
    """Write down another seller, by a short name that none has.

    Raises ShortNameIsTaken, and SeriesIsTaken for letters that another seller has or has had.
    """
    seller = Seller(code=code, **_said(details, terms, selling))
    with refused_by("one_sellers_per_code", ShortNameIsTaken()):
        db.session.add(seller)
    _keep_letters(seller)
    return seller


def change_seller(
    seller: Seller, details: SellerDetails, terms: Terms, *, selling: Mapping[str, str]
) -> Seller:
    """The same of a seller that is known, from its next invoice on. Raises SeriesIsTaken."""
    for name, value in _said(details, terms, selling).items():
        setattr(seller, name, value)
    db.session.flush()
    _keep_letters(seller)
    return seller


def _said(details: SellerDetails, terms: Terms, selling: Mapping[str, str]) -> dict[str, Any]:
    told = {name: getattr(details, name) for name in SellerDetails.__dataclass_fields__}
    return told | asdict(terms) | dict(selling)


def _keep_letters(seller: Seller) -> None:
    """Make the seller's letters its own, and let go of those it never numbered anything with.

    The seller's row is locked by what was written; a series is opened under the same lock.
    """
    ours = {seller.series, seller.credit_series or seller.series}
    let_go_of_letters(seller, but=ours)
    owners = claim_letters(seller, ours)
    if owners.get(seller.series) != seller.id:
        raise SeriesIsTaken
    if seller.credit_series and owners.get(seller.credit_series) != seller.id:
        raise CreditSeriesIsTaken


def seller_for(company: Any, *, currency: str = "SEK") -> Seller:
    """Who sells to `company` in `currency`: the entity that says it sells there, else the main.

    A seller names the countries it sells to, as in "NO DK"; the main one sells everywhere
    else. In a currency that the main one does not invoice in, another that names no countries
    does; where there is none, the main one is who they hear from, and nothing is issued (see
    `must_sell_in`). What was sold before stays its seller's. Raises NoSellerYet.
    """
    if found := selling_in(company.country, currency=currency):
        return found
    main = ensure_seller()
    if main.currency == currency:
        return main
    return selling_anywhere(currency=currency) or main


def ensure_seller() -> Seller:
    """The main seller; a demo and a test sell as the example until another is named.

    Raises NoSellerYet in production, where nobody may sell as the example.
    """
    if seller := Seller.called(MAIN):
        return seller
    if not example_will_do():
        raise NoSellerYet
    return name_seller(*seller_in(EXAMPLE))
