"""Reading camt.053 and camt.054: the statements and notifications of ISO 20022.

Whichever version a bank writes, elements are found by their names alone. What is booked and
came in is told; what left the account, or is only announced, is not. A file with a document
type is refused, and no entity is ever resolved, so a file reads nothing but itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from saas.billing.bank_files.rules import BatchUntold, NoBankFile, RowUnclear, Told, minor_units
from saas.money import Money

MESSAGES: Final = ("{*}BkToCstmrStmt/{*}Stmt", "{*}BkToCstmrDbtCdtNtfctn/{*}Ntfctn")
CREDIT, BOOKED = "CRDT", "BOOK"
ALONE: Final = ("", "1")
LONGEST: Final = 500
PAYER: Final = 200


def rows_in(content: bytes) -> list[Told]:
    """Each row of money that came, in the file's order. Or NoBankFile, RowUnclear, BatchUntold."""
    from lxml import etree  # noqa: PLC0415 - 4 MB that processes showing pages never need

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise NoBankFile from wrong
    if root.getroottree().docinfo.doctype:
        raise NoBankFile
    reports = [report for message in MESSAGES for report in root.iterfind(message)]
    if not reports:
        raise NoBankFile
    entries = [(report, entry) for report in reports for entry in report.iterfind("{*}Ntry")]
    return [
        told
        for row, (report, entry) in enumerate(entries, start=1)
        if _came_in(entry)
        for told in _of_entry(report, entry, row)
    ]


def _came_in(entry: Any) -> bool:
    status = _text(entry, "{*}Sts/{*}Cd") or _text(entry, "{*}Sts")
    return _text(entry, "{*}CdtDbtInd") == CREDIT and status == BOOKED


def _of_entry(report: Any, entry: Any, row: int) -> Iterator[Told]:
    """The transactions of an entry, which add up to it; the entry itself where it has none."""
    account = _text(report, "{*}Acct/{*}Id/{*}IBAN") or _text(report, "{*}Acct/{*}Id/{*}Othr/{*}Id")
    whole, booked_on = _amount(entry, row), _day(entry, row)
    parts = entry.findall("{*}NtryDtls/{*}TxDtls")
    if not parts and _text(entry, "{*}NtryDtls/{*}Btch/{*}NbOfTxs") not in ALONE:
        raise BatchUntold(row)
    alone = len(parts) <= 1
    amounts = [whole] if alone else [_amount(part, row) for part in parts]
    if not account or sum(a.minor for a in amounts) != whole.minor:
        raise RowUnclear(row)
    for nth, (part, amount) in enumerate(zip(parts or [entry], amounts, strict=True), start=1):
        yield Told(
            account=account,
            booked_on=booked_on,
            amount=amount,
            bank_reference=_own_name(entry, part, nth, row, alone=alone),
            reference=_remittance(part)[:LONGEST],
            payer=_payer(part)[:PAYER],
        )


def _own_name(entry: Any, part: Any, nth: int, row: int, *, alone: bool) -> str:
    """What the bank calls a transaction; else what it calls its entry, and which of it it is."""
    if own := _text(part, "{*}Refs/{*}AcctSvcrRef") or _text(part, "{*}Refs/{*}TxId"):
        return own
    of_entry = _text(entry, "{*}AcctSvcrRef") or _text(entry, "{*}NtryRef")
    if not of_entry:
        raise RowUnclear(row)
    return of_entry if alone else f"{of_entry}/{nth}"


def _remittance(part: Any) -> str:
    """The structured references first, then the payer's own words."""
    said = [
        *part.iterfind("{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref"),
        *part.iterfind("{*}RmtInf/{*}Strd/{*}RfrdDocInf/{*}Nb"),
        *part.iterfind("{*}RmtInf/{*}Ustrd"),
    ]
    return " ".join(filter(None, (_clean(each.text) for each in said)))


def _payer(part: Any) -> str:
    paying = "{*}RltdPties/{*}Dbtr"
    return _text(part, f"{paying}/{{*}}Nm") or _text(part, f"{paying}/{{*}}Pty/{{*}}Nm")


def _amount(of: Any, row: int) -> Money:
    found = of.find("{*}Amt")
    if found is None:
        found = of.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    minor = minor_units(found.text or "") if found is not None else None
    if not minor:
        raise RowUnclear(row)
    return Money(minor, found.get("Ccy", "SEK"))


def _day(entry: Any, row: int) -> date:
    said = _text(entry, "{*}BookgDt/{*}Dt") or _text(entry, "{*}BookgDt/{*}DtTm")
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        raise RowUnclear(row) from None


def _text(of: Any, path: str) -> str:
    return _clean(of.findtext(path))


def _clean(written: str | None) -> str:
    return " ".join((written or "").split())
