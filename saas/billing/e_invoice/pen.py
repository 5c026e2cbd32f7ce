"""Writing an e-invoice: elements in their namespaces, never an empty one, two decimals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

DOCUMENT, AGGREGATES, BASICS = "doc", "cac", "cbc"


@dataclass(frozen=True, slots=True)
class Dialect:
    """The namespaces a format is written in, and the attribute that names an amount's currency."""

    document: str
    aggregates: str
    basics: str
    currency: str


class Pen:
    """Writes one document in one currency, from its root on downwards.

    A name may say whose it is: `doc:`, `cac:` or `cbc:`. Without that, what holds others is an
    aggregate, and what holds text is a basic component, as in UBL.
    """

    def __init__(self, root: str, dialect: Dialect, *, currency: str) -> None:
        from lxml import etree  # noqa: PLC0415 - 4 MB that processes showing pages never need

        self._xml: Any = etree
        self._dialect: Final = dialect
        self._spaces: Final = {
            DOCUMENT: dialect.document,
            AGGREGATES: dialect.aggregates,
            BASICS: dialect.basics,
        }
        namespaces = {None: dialect.document, AGGREGATES: dialect.aggregates}
        self.root = etree.Element(
            f"{{{dialect.document}}}{root}", nsmap=namespaces | {BASICS: dialect.basics}
        )
        self.currency = currency

    def group(self, name: str, within: Any = None) -> Any:
        """An element that holds others; the caller puts something in it."""
        return self._xml.SubElement(self._in(within), self._named(name, AGGREGATES))

    def text(self, within: Any, name: str, value: str | date | int, /, **attributes: str) -> None:
        """An element with text; none at all where there is nothing to say."""
        written = value.isoformat() if isinstance(value, date) else _clean(str(value))
        if written:
            told = {key: _clean(said) for key, said in attributes.items()}
            element = self._xml.SubElement(self._in(within), self._named(name, BASICS), told)
            element.text = written

    def amount(self, within: Any, name: str, minor: int) -> None:
        """An amount in the document's currency."""
        self.text(within, name, decimal(minor), **{self._dialect.currency: self.currency})

    def finished(self) -> bytes:
        """The document, in UTF-8."""
        written: bytes = self._xml.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        return written

    def _in(self, within: Any) -> Any:
        return self.root if within is None else within

    def _named(self, name: str, usual: str) -> str:
        space, _, local = name.rpartition(":")
        return f"{{{self._spaces[space or usual]}}}{local}"


def decimal(minor: int) -> str:
    """Minor units with two decimals, never through a float: 29900 is 299.00."""
    return f"{Decimal(minor).scaleb(-2):.2f}"


def compact(written: str) -> str:
    """Letters and digits alone, as numbers of companies, accounts and post are exchanged."""
    return "".join(sign for sign in written if sign.isalnum())


def _clean(written: str) -> str:
    """On one line and without the control signs that XML cannot hold."""
    spaced = " ".join(written.split())
    if spaced.isprintable():
        return spaced
    return "".join(sign for sign in spaced if sign.isprintable())
