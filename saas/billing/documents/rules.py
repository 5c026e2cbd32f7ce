"""What an invoice's paper shows, and the code a bank's app reads off it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import segno

from saas.billing.snapshot.rules import Snapshot, read
from saas.billing.totals.rules import InvoiceKind
from saas.money import Money
from saas.tenants.org_numbers.rules import FORMS
from saas.text import Text

Speaker = Callable[[Text], str]
USING_QR: Final = 1


def invoice_paper(content: Snapshot, say: Speaker) -> dict[str, Any]:
    """What `invoice.typ` needs: the snapshot, its sentences said by `say`, and the QR code."""
    code = using_qr(content)
    return {
        **content,
        "dated": content["issued_on"],
        "buyer": content["buyer"] | {"country_name": _abroad(content, say)},
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
            | {"legend": say(read(group["legend"])) if group["legend"] else ""}
            for group in content["vat"]
        ],
        "qr": svg(code) if code else None,
    }


def on_screen(content: Snapshot) -> dict[str, Any]:
    """The snapshot with its sentences, amounts and days as values a page can say."""
    currency = content["currency"]
    return {
        **content,
        "issued_on": date.fromisoformat(content["issued_on"]),
        "due_on": date.fromisoformat(content["due_on"]),
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


def using_qr(content: Snapshot) -> str | None:
    """The payment as UsingQR 1.0 (usingqr.com), which Swedish banks' apps read.

    None for what is not paid by bankgiro in kronor: a credit note, another currency, or a
    seller without bankgiro.
    """
    seller, total = content["seller"], content["totals"]["total_minor"]
    payable = content["kind"] == InvoiceKind.INVOICE and total > 0
    if not payable or content["currency"] != "SEK" or not seller["bankgiro"]:
        return None
    said = {
        "uqr": str(USING_QR),
        "tp": str(USING_QR),
        "nme": json.dumps(seller["name"], ensure_ascii=False),
        "cid": json.dumps(seller["org_number"]),
        "iref": json.dumps(content["ocr"]),
        "idt": json.dumps(content["issued_on"].replace("-", "")),
        "ddt": json.dumps(content["due_on"].replace("-", "")),
        "due": _kronor(total),
        "vat": _kronor(content["totals"]["vat_minor"]),
        "pt": json.dumps("BG"),
        "acc": json.dumps(seller["bankgiro"]),
    }
    return "{" + ",".join(f'"{name}":{value}' for name, value in said.items()) + "}"


def svg(code: str) -> str:
    """`code` as a QR code drawn in SVG, with a medium level of repair."""
    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()


def _kronor(minor: int) -> str:
    """An amount as a JSON number with two decimals, never through a float."""
    return f"{Decimal(minor).scaleb(-2):.2f}"


def _shown_rate(vat: dict[str, Any]) -> dict[str, Any]:
    return {"category": vat["category"], "rate": str(vat["percent"])}


def _abroad(content: Snapshot, say: Speaker) -> str:
    """The country under an address abroad; nothing within the seller's own."""
    country: str = content["buyer"]["country"]
    if country == content["seller"]["country"]:
        return ""
    return say(Text(FORMS[country].country_name)) if country in FORMS else country
