"""How an invoice can be paid: the numbers it prints, and the codes that banks' apps read.

UsingQR 1.0 (usingqr.com) for bankgiro in kronor; the code of the European Payments Council
(EPC069-12, version 002) for credit transfers in euro; Swish's prefilled code (Swish, *Guide
QR code*) for kronor, where the seller takes Swish.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from saas.billing.references.rules import belgian, creditor_reference
from saas.billing.snapshot.rules import Snapshot
from saas.billing.totals.rules import InvoiceKind
from saas.text import N_, Text

USING_QR: Final = 1
EPC_NAME_LENGTH: Final = 70
CHECK_DIGITS: Final = 2
KRONOR, EURO = "SEK", "EUR"
ACCOUNTS: Final = frozenset({"bankgiro", "plusgiro", "iban"})
REFERENCES: Final = frozenset({"ocr", "reference"})
NAMES: Final = {
    "bankgiro": "Bankgiro",
    "plusgiro": "Plusgiro",
    "swish": "Swish",
    "ocr": N_("OCR number"),
    "reference": N_("Reference"),
    "iban": "IBAN",
    "bic": "BIC",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A number that a payment goes by: what kind of number, and how it is printed."""

    kind: str
    value: str

    @property
    def name(self) -> Text:
        """What kind of number it is, in words."""
        return Text(NAMES.get(self.kind, self.kind))


def ways_to_pay(content: Snapshot) -> list[Way]:
    """What to write on a payment of this invoice, in the order it is printed.

    Giro numbers are for kronor, and so is the OCR number; other payments carry a structured
    reference that banks check: the Belgian one for Belgian buyers, ISO 11649 for others.
    """
    return [Way(kind, value) for kind, value in _ways(content) if value]


def reference_of(content: Snapshot) -> Way:
    """What a payment of this invoice names, so that it is found: its OCR number, or another."""
    return next(way for way in ways_to_pay(content) if way.kind in REFERENCES)


def payment_codes(content: Snapshot) -> list[Way]:
    """The text of each code that applies; none for what is not to be paid."""
    if content["kind"] != InvoiceKind.INVOICE or content["totals"]["total_minor"] <= 0:
        return []
    found = {"using_qr": using_qr(content), "swish": swish_qr(content), "epc": epc_qr(content)}
    return [Way(kind, code) for kind, code in found.items() if code]


def using_qr(content: Snapshot) -> str | None:
    """The payment as UsingQR, which Swedish banks' apps read.

    None for what is not paid by bankgiro in kronor: a credit note, another currency, or a
    seller without bankgiro.
    """
    seller, total = content["seller"], content["totals"]["total_minor"]
    payable = content["kind"] == InvoiceKind.INVOICE and total > 0
    if not payable or content["currency"] != KRONOR or not seller["bankgiro"]:
        return None
    said = {
        "uqr": str(USING_QR),
        "tp": str(USING_QR),
        "nme": json.dumps(seller["name"], ensure_ascii=False),
        "cid": json.dumps(seller["org_number"]),
        "iref": json.dumps(content["ocr"]),
        "idt": json.dumps(content["issued_on"].replace("-", "")),
        "ddt": json.dumps(content["due_on"].replace("-", "")),
        "due": _whole(total),
        "vat": _whole(content["totals"]["vat_minor"]),
        "pt": json.dumps("BG"),
        "acc": json.dumps(seller["bankgiro"]),
    }
    return "{" + ",".join(f'"{name}":{value}' for name, value in said.items()) + "}"


def epc_qr(content: Snapshot) -> str | None:
    """The payment as a SEPA credit transfer, line by line; None outside euro or without IBAN.

    A Belgian reference goes in the unstructured line, where it is printed as +++…+++.
    """
    seller, total = content["seller"], content["totals"]["total_minor"]
    if content["currency"] != EURO or not seller["iban"] or total <= 0:
        return None
    structured, free = creditor_reference(_base(content)), ""
    if content["buyer"]["country"] == "BE":
        structured, free = "", belgian(_base(content))
    lines = [
        "BCD",
        "002",
        "1",
        "SCT",
        seller["bic"],
        seller["name"][:EPC_NAME_LENGTH],
        seller["iban"].replace(" ", ""),
        f"EUR{_whole(total)}",
        "",
        structured,
        free,
    ]
    return "\n".join(lines).rstrip("\n")


def swish_qr(content: Snapshot) -> str | None:
    """The payment as Swish's app reads it, nothing of it editable; None where Swish is not taken.

    A `C`, then the payee's number, the amount with a comma, the message, and which may be changed.
    """
    payee, total = content["seller"].get("swish", ""), content["totals"]["total_minor"]
    if content["currency"] != KRONOR or not payee or total <= 0:
        return None
    amount = _whole(total).replace(".", ",")
    return f"C{payee.replace(' ', '')};{amount};{content['ocr']};0"


def _ways(content: Snapshot) -> Iterator[tuple[str, str]]:
    seller = content["seller"]
    if content["currency"] == KRONOR:
        yield "bankgiro", seller["bankgiro"]
        yield "plusgiro", seller["plusgiro"]
        yield "swish", seller.get("swish", "")
        yield "ocr", content["ocr"]
    else:
        is_belgian = content["buyer"]["country"] == "BE"
        find = belgian if is_belgian else creditor_reference
        yield "reference", find(_base(content))
    yield "iban", seller["iban"]
    yield "bic", seller["bic"]


def _base(content: Snapshot) -> str:
    """The digits of the invoice's number, which every reference is made from."""
    ocr: str = content["ocr"]
    return ocr[:-CHECK_DIGITS]


def _whole(minor: int) -> str:
    """An amount with two decimals and a point, never through a float."""
    return f"{Decimal(minor).scaleb(-2):.2f}"
