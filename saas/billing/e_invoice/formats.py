"""The formats an e-invoice can be written in, and how a network names each.

The identifiers are those of Peppol's code lists: a document's type is told as
`<namespace>::<root>##<specification>::<version>`, and the process it is part of.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from saas.text import N_

UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
PEPPOL_BILLING: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
BASIC_INVOICE: Final = "urn:sfti:documents:BasicInvoice:1:0"
BASIC_INVOICE_PROCESS: Final = "urn:sfti:services:documentprocessing:BasicInvoice:1:0"


class Format(StrEnum):
    """What an e-invoice is written in."""

    PEPPOL_BIS = "peppol_bis_billing_3"
    SVEFAKTURA = "svefaktura_1"


FORMATS: Final = {
    Format.PEPPOL_BIS: N_("Peppol BIS Billing 3.0"),
    Format.SVEFAKTURA: N_("Svefaktura 1.0"),
}


@dataclass(frozen=True, slots=True)
class DocumentType:
    """What a network calls a kind of document, and the process it belongs to."""

    identifier: str
    process: str


def document_type(format_: Format, *, is_credit: bool) -> DocumentType:
    """What the network calls an invoice or a credit note in a format.

    Svefaktura has one type for both and tells them apart within (InvoiceTypeCode).
    """
    if format_ is Format.SVEFAKTURA:
        identifier = f"{BASIC_INVOICE}::Invoice##{BASIC_INVOICE}::1.0"
        return DocumentType(identifier, BASIC_INVOICE_PROCESS)
    root = "CreditNote" if is_credit else "Invoice"
    return DocumentType(f"{UBL}{root}-2::{root}##{PEPPOL_BILLING}::2.1", PEPPOL_PROCESS)
