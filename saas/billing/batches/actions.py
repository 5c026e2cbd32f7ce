"""Starting a billing run, and issuing a chunk of it: hundreds of invoices in one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from saas.billing.batches import statements
from saas.billing.batches.models import BillingChunk, BillingRun, chunks_left
from saas.billing.batches.reading import Due, read_due
from saas.billing.batches.rules import Owed, Stencil, canonical
from saas.billing.batches.sorting import Pairs, sort_out
from saas.billing.batches.writing import Drawn, write_invoices
from saas.billing.events import ChunkBegan, PeriodBegan
from saas.billing.invoices.rules import due_on
from saas.billing.invoices.sale import buyer_of
from saas.billing.numbering.actions import Given, take_numbers
from saas.billing.references.rules import ocr
from saas.billing.run.models import agreements_never_compared
from saas.billing.seller.actions import ensure_seller
from saas.billing.seller.models import Seller
from saas.billing.snapshot.rules import Heading, snapshot
from saas.dates import day_of
from saas.db import db
from saas.errors import NotFound
from saas.outbox import announce_many
from saas.scope import OPERATOR, all_tenants

CHUNK: Final = 500
"""Companies invoiced in one transaction."""


def start_run(day: date, *, by: str, now: datetime, only_for: int | None = None) -> int:
    """Have everything invoiced that is owed by the end of `day` and not yet invoiced; the run's id.

    The work is divided into chunks of companies, and each is announced. Run again it finds
    only what has still not been invoiced. What has never been compared, since its first
    reaction is still to come, is announced one by one. `only_for` limits it to one company,
    by its tenant's id. The caller commits.
    """
    never = [one for one in agreements_never_compared(day) if only_for in {None, one[0]}]
    with all_tenants(because="a billing run is divided among the companies that owe something"):
        connection = db.session.connection()
        made = insert(BillingRun).values(day=day, started_by=by, started_at=now, only_for=only_for)
        run_id = connection.scalars(made.returning(BillingRun.id)).one()
        divided = {"run": run_id, "day": day, "size": CHUNK, "only": only_for}
        positions = connection.scalars(statements.DIVIDE, divided).all()
        announce_many(connection, [(tenant_id, PeriodBegan(id_, day)) for tenant_id, id_ in never])
        announce_many(connection, [(OPERATOR, ChunkBegan(run_id, place)) for place in positions])
    return run_id


def resume_run(run_id: int) -> int:
    """Announce anew the chunks of a run that are left; how many.

    A chunk that somebody is at is done once all the same. The caller commits.
    """
    with all_tenants(because="the chunks of a run are of many companies"):
        left = chunks_left(run_id)
        told = [(OPERATOR, ChunkBegan(run_id, position)) for position in left]
        announce_many(db.session.connection(), told)
    return len(left)


def issue_chunk(run_id: int, position: int, *, now: datetime) -> int:
    """Issue the invoices of a chunk, all or none; how many.

    What was owed by the end of the run's day is compared; the invoices are numbered, dated,
    taxed, booked and due by the day it is now, so that one who is late makes nothing overdue.
    Done again it finds nothing due. What is not plain (a credit note, credit to set off, a
    company in another country) is announced, to be invoiced by itself. Raises NotFound.
    """
    with all_tenants(because="a billing run invoices many companies at once"):
        connection = db.session.connection()
        run, chunk = _chunk(run_id, position)
        today = max(run.day, day_of(now))
        span = {"first": chunk.first_tenant, "last": chunk.last_tenant}
        due = read_due(connection, **span, day=run.day, taxed_on=today)
        seller = ensure_seller()
        found = sort_out(due, seller, through=run.day)
        drawn = _drawn(seller, found.plain, today=today)
        if drawn:
            write_invoices(connection, seller, drawn)
        _note_days(connection, [*found.plain, *found.idle])
        announce_many(
            connection,
            [
                (one.company.tenant_id, PeriodBegan(one.company.agreement_id, run.day))
                for one in found.apart
            ],
        )
        counted = {"invoices": len(drawn), "apart": len(found.apart), "now": now}
        connection.execute(statements.DONE, {"run": run_id, "position": position, **counted})
    return len(drawn)


def _chunk(run_id: int, position: int) -> tuple[BillingRun, BillingChunk]:
    found = db.session.execute(
        select(BillingRun, BillingChunk)
        .join(BillingChunk, BillingChunk.run_id == BillingRun.id)
        .where(BillingRun.id == run_id, BillingChunk.position == position)
    ).one_or_none()
    if found is None:
        raise NotFound
    run, chunk = found
    return run, chunk


def _drawn(seller: Seller, plain: Pairs, *, today: date) -> list[Drawn]:
    """The invoices on paper. Takes their numbers, so all other runs wait from here on."""
    if not plain:
        return []
    stencils: dict[tuple[int, str], Stencil] = {}
    drawn = []
    for (one, owes), given in zip(
        plain, take_numbers(seller, len(plain), today=today, code=seller.series), strict=True
    ):
        alike = id(owes), one.company.language
        if alike not in stencils:
            stencils[alike] = _stencil(seller, one, owes, given)
        number, reference = str(given.number), ocr(given.number.digits)
        buyer = canonical(buyer_of(one.company))
        stencil = stencils[alike]
        own, sha256 = stencil.fill(buyer, number, reference)
        drawn.append(Drawn(one, owes, stencil, given, number, reference, own, sha256))
    return drawn


def _stencil(seller: Seller, one: Due, owes: Owed, given: Given) -> Stencil:
    heading = Heading(
        kind=owes.totals.kind,
        number="",
        ocr="",
        language=one.company.language,
        issued_on=given.on,
        due_on=due_on(given.on, days=seller.payment_days),
        payment_days=seller.payment_days,
    )
    content = snapshot(
        heading,
        seller=seller.details,
        buyer=buyer_of(one.company),
        lines=owes.lines,
        decision=owes.decision,
        totals=owes.totals,
    )
    return Stencil(content)


def _note_days(connection: Connection, compared: Pairs) -> None:
    values = {
        "tenant": [one.company.tenant_id for one, _owes in compared],
        "agreement": [one.company.agreement_id for one, _owes in compared],
        "next": [owes.next_due for _one, owes in compared],
    }
    connection.execute(statements.NOTE, values)
