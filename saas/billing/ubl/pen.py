"""Writing UBL: elements in their namespaces, never an empty one, amounts with two decimals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

OASIS: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
AGGREGATES: Final = f"{OASIS}CommonAggregateComponents-2"
BASICS: Final = f"{OASIS}CommonBasicComponents-2"


class Pen:
    """Writes one document in one currency, from its root on downwards."""

    def __init__(self, document: str, *, currency: str) -> None:
        from lxml import etree  # noqa: PLC0415 - 4 MB that processes showing pages never need

        self._xml: Any = etree
        namespaces = {None: f"{OASIS}{document}-2", "cac": AGGREGATES, "cbc": BASICS}
        self.root = self._xml.Element(f"{{{OASIS}{document}-2}}{document}", nsmap=namespaces)
        self.currency = currency

    def group(self, name: str, within: Any = None) -> Any:
        """An element that holds others; the caller puts something in it."""
        return self._xml.SubElement(
            self.root if within is None else within, f"{{{AGGREGATES}}}{name}"
        )

    def text(self, within: Any, name: str, value: str | date | int, **attributes: str) -> None:
        """An element with text; none at all where there is nothing to say (R008)."""
        written = value.isoformat() if isinstance(value, date) else _clean(str(value))
        if written:
            parent = self.root if within is None else within
            self._xml.SubElement(parent, f"{{{BASICS}}}{name}", attributes).text = written

    def amount(self, within: Any, name: str, minor: int) -> None:
        """An amount in the document's currency (R051)."""
        self.text(within, name, decimal(minor), currencyID=self.currency)

    def finished(self) -> bytes:
        """The document, in UTF-8."""
        written: bytes = self._xml.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        return written


def decimal(minor: int) -> str:
    """Minor units with two decimals, never through a float: 29900 is 299.00."""
    return f"{Decimal(minor).scaleb(-2):.2f}"


def _clean(written: str) -> str:
    """On one line and without the control signs that XML cannot hold."""
    spaced = " ".join(written.split())
    if spaced.isprintable():
        return spaced
    return "".join(sign for sign in spaced if sign.isprintable())
