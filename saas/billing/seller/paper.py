"""Who sells to a company, as papers name it that no invoice is made of."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from saas.billing.letterhead.paper import with_letterhead
from saas.billing.seller.actions import seller_for
from saas.billing.seller.models import MAIN, Seller
from saas.tenants.company.models import our_company


def our_paper(currency: str) -> dict[str, Any]:
    """The `seller` of the company in scope in a currency, and its `logo` where it has one.

    Nothing where no seller has been named yet.
    """
    if Seller.called(MAIN) is None:
        return {}
    seller = seller_for(our_company(), currency=currency)
    return with_letterhead({"seller": asdict(seller.details)})
