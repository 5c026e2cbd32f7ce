"""What an invoice's paper shows, and the code a bank's app reads off it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import segno

from saas.billing.documents.paying import payment_codes, ways_to_pay
from saas.billing.snapshot.rules import Snapshot, read
from saas.billing.totals.rules import REASONS
from saas.licensing.vat.rules import UNPROVEN
from saas.money import Money
from saas.tenants.org_numbers.rules import FORMS
from saas.text import Text

Speaker = Callable[[Text], str]


def invoice_paper(content: Snapshot, say: Speaker) -> dict[str, Any]:
    """What `invoice.typ` needs: the snapshot, its sentences said by `say`, and the QR code."""
    abroad = _abroad(content)
    return {
        **content,
        "dated": content["issued_on"],
        "buyer": content["buyer"] | {"country_name": say(abroad) if abroad else ""},
        "lines": [
            line
            | {
                "name": say(read(line["title"])),
                "explanation": say(read(line["explanation"])),
                "vat": _shown_rate(line["vat"]),
            }
            for line in content["lines"]
        ],
        "summary": [row | {"name": say(read(row["title"]))} for row in content["summary"]],
        "vat": [
            group
            | _shown_rate(group)
            | {"legend": say(why) if (why := worth_saying(group)) else ""}
            for group in content["vat"]
        ],
        "ways": [{"kind": way.kind, "value": way.value} for way in ways_to_pay(content)],
        "codes": [{"kind": way.kind, "svg": svg(way.value)} for way in payment_codes(content)],
    }


def on_screen(content: Snapshot) -> dict[str, Any]:
    """The snapshot with its sentences, amounts and days as values a page can say."""
    currency = content["currency"]
    return {
        **content,
        "issued_on": date.fromisoformat(content["issued_on"]),
        "due_on": date.fromisoformat(content["due_on"]),
        "buyer_country": _abroad(content),
        "correction": _why_made(content),
        "lines": [
            {
                **line,
                "title": read(line["title"]),
                "explanation": read(line["explanation"]),
                "unit_price": Money(line["unit_price_minor"], currency),
                "net": Money(line["net_minor"], currency),
            }
            for line in content["lines"]
        ],
        "vat": [
            {
                **group,
                "reason": read(group["reason"]),
                "legend": read(group["legend"]) if group["legend"] else None,
                "base": Money(group["base_minor"], currency),
                "vat": Money(group["vat_minor"], currency),
            }
            for group in content["vat"]
        ],
        "totals": {
            name.removesuffix("_minor"): Money(minor, currency)
            for name, minor in content["totals"].items()
        },
    }


def why_taxed(content: Snapshot) -> Text | None:
    """Why tax is charged where it need not have been: no VAT number was proven (P16)."""
    unproven = (group for group in content["vat"] if group["rule"] == UNPROVEN)
    return next((read(group["reason"]) for group in unproven), None)


def worth_saying(group: dict[str, Any]) -> Text | None:
    """What a document says of a rate: the law's words, or why tax is charged for want of proof.

    `group` is one of the snapshot's "vat". An e-invoice says the law's words only, since one
    that is taxed as usual may not give a reason not to be (BR-S-10).
    """
    said = group["reason"] if group["rule"] == UNPROVEN else group["legend"]
    return read(said) if said else None


def svg(code: str) -> str:
    """`code` as a QR code drawn in SVG, with a medium level of repair."""
    drawn = io.BytesIO()
    _made(code).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()


def as_image(code: str) -> str:
    """`code` as a QR code that a page shows: an image in its own address, dark on white."""
    return str(_made(code).svg_data_uri(border=2, light="#ffffff"))


@lru_cache(maxsize=64)
def _made(code: str) -> segno.QRCode:
    """The code of `code`; the last ones are kept, for to make one takes longer than its page."""
    return segno.make(code, error="m", micro=False)


def _shown_rate(vat: dict[str, Any]) -> dict[str, Any]:
    return {"category": vat["category"], "rate": str(vat["percent"])}


def _why_made(content: Snapshot) -> dict[str, Any] | None:
    """Why it was made by hand, in words, and what it replaces; nothing of what a run issued."""
    correction = content.get("correction")
    return correction and {**correction, "why": Text(REASONS[correction["reason"]])}


def _abroad(content: Snapshot) -> Text | None:
    """The country under an address abroad; nothing within the seller's own."""
    country: str = content["buyer"]["country"]
    if country == content["seller"]["country"]:
        return None
    return Text(FORMS[country].country_name if country in FORMS else country)
