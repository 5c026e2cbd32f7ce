"""The register of a series, read off the numbers that were given and their documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import and_, select

from saas.billing.certificate.rules import Certificate, Registered, certified
from saas.billing.invoices.models import Invoice
from saas.billing.numbering.models import GivenNumber, NumberSeries
from saas.billing.seller.models import Seller
from saas.db import db
from saas.errors import NotFound
from saas.money import Money
from saas.scope import all_tenants

CHUNK: Final = 2_000


def every_series() -> Sequence[tuple[Seller, NumberSeries]]:
    """Every series of every seller, newest year first."""
    asked = (
        select(Seller, NumberSeries)
        .join(NumberSeries, NumberSeries.seller_id == Seller.id)
        .order_by(NumberSeries.fiscal_year.desc(), Seller.id, NumberSeries.code)
    )
    return [(seller, series) for seller, series in db.session.execute(asked)]


def certificate_of(seller: Seller, fiscal_year: int, *, series: str = "") -> Certificate:
    """The certificate of a series and year, from every row of it. Raises NotFound.

    The register is read a few rows at a time, so that a year of a million is no trouble.
    """
    key = {"seller_id": seller.id, "code": series, "fiscal_year": fiscal_year}
    if (kept := db.session.get(NumberSeries, key)) is None:
        raise NotFound
    begun = Certificate(
        seller=seller.name, org_number=seller.org_number, series=series, fiscal_year=fiscal_year
    )
    with all_tenants(because="a certificate is of a seller's numbers, whoever got them"):
        made = certified(begun, _register(kept))
    last = kept.next - 1
    given = made.count + len(made.missing)
    made.missing += range(given + 1, last + 1)
    return made


def _register(series: NumberSeries) -> Iterator[Registered]:
    asked = (
        select(
            GivenNumber.position,
            Invoice.number,
            Invoice.kind,
            Invoice.issued_on,
            Invoice.currency,
            Invoice.net_minor,
            Invoice.vat_minor,
            Invoice.rounding_minor,
            Invoice.sha256,
        )
        .join(
            Invoice,
            and_(Invoice.tenant_id == GivenNumber.issued_to, Invoice.id == GivenNumber.invoice_id),
        )
        .where(
            GivenNumber.seller_id == series.seller_id,
            GivenNumber.code == series.code,
            GivenNumber.fiscal_year == series.fiscal_year,
        )
        .order_by(GivenNumber.position)
    )
    for row in db.session.execute(asked, execution_options={"yield_per": CHUNK}):
        yield Registered(
            position=row.position,
            number=row.number,
            kind=row.kind,
            issued_on=row.issued_on,
            net=Money(row.net_minor, row.currency),
            vat=Money(row.vat_minor, row.currency),
            rounding=Money(row.rounding_minor, row.currency),
            sha256=row.sha256,
        )
