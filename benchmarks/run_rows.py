"""What a billing run wrote: whether it adds up, and the same rows once more, as bare as can be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.owing_companies import FILLED, LINES, TOTAL, WRITTEN
from saas.billing.snapshot.rules import fingerprint

BLOCK = 1 << 20
NEW = {
    "invoices": "ocr not like 'B%'",
    "invoice_lines": "invoice_id in (select id from raw.invoices)",
}
"""What is the run's own in tables that had rows before."""

DOCUMENTS = f"select snapshot, sha256, number from invoices where {NEW['invoices']} limit 100"
EMPTIED = (*WRITTEN, *FILLED, "number_series", "billing_chunks", "billing_runs", "open_claims")


def forget(url: str) -> None:
    """Empty the house of all companies but the operator's."""
    with psycopg.connect(url) as connection:
        operator = "create temp table operator as select * from tenants where id = 1"
        connection.execute(operator)
        connection.execute("set local session_replication_role = replica")
        connection.execute(f"truncate {', '.join(EMPTIED)} cascade")
        connection.execute("insert into tenants overriding system value select * from operator")


INVOICES = f"""
    select count(*), count(distinct tenant_id), sum(total_minor)::bigint
    from invoices where {NEW["invoices"]}
"""
NUMBERS = """
    select count(*), count(distinct g.position), min(g.position), max(g.position),
           (select next - 1 from number_series)
    from given_numbers g join invoices i on i.tenant_id = g.issued_to and i.id = g.invoice_id
     and i.number = g.fiscal_year || lpad(g.position::text, 7, '0')
"""
LINES_OF_THEM = f"""
    select count(*), count(distinct i.id), sum(l.net_minor)::bigint * 5 / 4
    from invoice_lines l join invoices i on i.tenant_id = l.tenant_id and i.id = l.invoice_id
    where {NEW["invoices"]}
"""
POSTINGS = """
    select count(distinct (p.tenant_id, p.entry_id)), sum(p.amount_minor)::bigint,
           sum(p.amount_minor) filter (where p.account = 'receivable')::bigint
    from ledger_postings p join ledger_entries e on e.tenant_id = p.tenant_id and e.id = p.entry_id
"""
FACTS = """
    select count(*), count(distinct i.id), count(distinct d.id)
    from announcements a join invoices i on i.tenant_id = a.tenant_id
     and i.id = (a.facts ->> 'invoice_id')::bigint
    left join deliveries d on d.tenant_id = a.tenant_id and d.announcement_id = a.id
    where a.name = 'InvoiceIssued'
"""
OPEN = "select count(*), sum(open_minor)::bigint from open_claims"


def adds_up(url: str, n: int) -> None:
    """Every company has one invoice and it is whole; nothing is missing or there twice."""
    answers = {
        INVOICES: (n, n, TOTAL * n),
        NUMBERS: (n, n, 1, n, n),
        LINES_OF_THEM: (LINES * n, n, TOTAL * n),
        POSTINGS: (n, 0, TOTAL * n),
        FACTS: (n, n, n),
        OPEN: (n, TOTAL * n),
    }
    with psycopg.connect(url) as connection:
        for question, answer in answers.items():
            said = connection.execute(question).fetchone()
            assert said == answer, (question, said, answer)
        for content, sha256, number in connection.execute(DOCUMENTS):
            assert fingerprint(content) == sha256
            assert content["number"] == number
            assert len(content["lines"]) == LINES


def documents(url: str, count: int) -> list[dict[str, Any]]:
    """What some of the invoices say."""
    with psycopg.connect(url) as connection:
        return [content for content, *_ in connection.execute(DOCUMENTS).fetchmany(count)]


class Kept:
    """The rows that a run wrote: in a schema of their own, and in files as COPY reads them."""

    def __init__(self, url: str, folder: Path) -> None:
        """Takes them from the tables as they are now."""
        self._connection = psycopg.connect(url)  # one that stays: who has gone is counted late
        self._folder = folder
        with psycopg.connect(url) as connection:
            connection.execute("drop schema if exists raw cascade")
            connection.execute("create schema raw")
            for table in WRITTEN:
                chosen = NEW.get(table, "true")
                if table in {"announcements", "deliveries"}:
                    chosen = "tenant_id > 1"  # the operator's are about the run's chunks
                connection.execute(
                    f"create table raw.{table} as select * from {table} where {chosen}"
                )
                with (
                    (folder / table).open("wb") as file,
                    connection.cursor().copy(f"copy raw.{table} to stdout") as rows,
                ):
                    for block in rows:
                        file.write(block)
            connection.execute("create table raw.number_series as select * from number_series")
            count = connection.execute("select count(*) from raw.invoices").fetchone()
        self.n: int = count[0] if count else 0

    def copied(self) -> int:
        """All of them by COPY, in one transaction; how many invoices."""
        with self._connection.transaction():
            self._begin_series()
            for table in WRITTEN:
                with (
                    (self._folder / table).open("rb") as file,
                    self._connection.cursor().copy(f"copy {table} from stdin") as rows,
                ):
                    while block := file.read(BLOCK):
                        rows.write(block)
            self._end_series()
        return self.n

    def inserted(self) -> int:
        """All of them by INSERT … SELECT, in one transaction; how many invoices."""
        with self._connection.transaction():
            self._begin_series()
            for table in WRITTEN:
                self._connection.execute(
                    f"insert into {table} overriding system value select * from raw.{table}"
                )
            self._end_series()
        return self.n

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _begin_series(self) -> None:
        self._connection.execute(
            "insert into number_series (seller_id, code, fiscal_year, next, last_given_on)"
            " select seller_id, code, fiscal_year, 1, last_given_on from raw.number_series"
        )

    def _end_series(self) -> None:
        self._connection.execute(
            "update number_series set next = r.next from raw.number_series r"
            " where number_series.fiscal_year = r.fiscal_year"
        )


@contextmanager
def kept(url: str) -> Iterator[Kept]:
    """The rows that are there now, for as long as the files of them are needed."""
    with (
        tempfile.TemporaryDirectory(prefix="kundzon-bench-") as folder,
        closing(Kept(url, Path(folder))) as rows,
    ):
        yield rows
