"""Facts, and who is to be told them: written in the transaction of what they tell of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from flask import current_app
from sqlalchemy import BigInteger, Connection, DateTime, Index, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.dates import now
from saas.db import Base, PartOf, TenantOwned, array, db, refers_to
from saas.events import Event
from saas.scope import current_tenant_id

Reaction: TypeAlias = Callable[[Any], None]
Reactions: TypeAlias = Mapping[type[Event], Sequence[Reaction]]


class Announcement(TenantOwned, Base):
    """A fact that has happened. Kept for good: together they are the audit trail."""

    __tablename__ = "announcements"

    name: Mapped[str]
    facts: Mapped[dict[str, Any]]
    announced_at: Mapped[datetime]

    @property
    def event(self) -> Event:
        """The fact, as it was announced."""
        return Event.known[self.name].recall(self.facts)


class Delivery(PartOf, Base):
    """That one reaction is to be told one fact: when, how often it failed, when it was done."""

    __tablename__ = "deliveries"
    __table_args__ = (
        refers_to("announcement_id", "announcements"),
        Index(
            "deliveries_to_be_told",
            "due_at",
            postgresql_where=text("done_at is null and parked_at is null"),
        ),
    )

    announcement_id: Mapped[int]
    reaction: Mapped[str]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    done_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    error: Mapped[str | None]


def init_app(app: Any, reactions: Reactions) -> None:
    """Tell the outbox who reacts to what. Names are stored, so they are checked to be unique."""
    named = {name_of(r): r for reacting in reactions.values() for r in reacting}
    app.extensions["outbox"] = (reactions, named)


def name_of(reaction: Reaction) -> str:
    """The name a reaction is stored by: `billing.payments.jobs.charge_card`."""
    return f"{reaction.__module__.removeprefix('saas.')}.{reaction.__name__}"


def announce(fact: Event, *, due: datetime | None = None) -> None:
    """Write down a fact of the tenant in scope, to be told once this transaction is committed.

    With `due` (a UTC instant on the business clock) it is told no earlier than that.
    """
    reactions, _named = current_app.extensions["outbox"]
    at = now()
    told = [name_of(reaction) for reaction in reactions.get(type(fact), ())]
    db.session.flush()
    db.session.connection().execute(
        _ANNOUNCE,
        {
            "tenant_id": current_tenant_id(),
            "name": type(fact).__name__,
            "facts": fact.facts(),
            "at": at,
            "reactions": told,
            "due": due or at,
        },
    )
    if told:
        db.session().info["announced"] = True  # `saas.jobs` wakes a worker after the commit


def announce_many(connection: Connection, facts: Sequence[tuple[int, Event]]) -> None:
    """Write down one kind of fact for many tenants at once, past the wall.

    Each comes with its tenant's id. `connection` is the platform role's, and its commit is
    what makes them true.
    """
    if not facts:
        return
    reactions, _named = current_app.extensions["outbox"]
    kind = type(facts[0][1])
    values = {
        "name": kind.__name__,
        "at": now(),
        "tenants": array(tenant_id for tenant_id, _fact in facts),
        "facts": json.dumps([fact.facts() for _tenant, fact in facts]),
        "reactions": [name_of(reaction) for reaction in reactions.get(kind, ())],
    }
    connection.execute(_ANNOUNCE_MANY, values)
    db.session().info["announced"] = True


# A fact and whom to tell, in one round trip: every deed makes it.
_ANNOUNCE: Final = text(
    """
    with said as (
        insert into announcements (tenant_id, name, facts, announced_at)
        values (:tenant_id, :name, :facts, :at) returning id)
    insert into deliveries (tenant_id, announcement_id, reaction, due_at)
    select :tenant_id, said.id, told.reaction, :due
    from said, unnest(:reactions) with ordinality as told (reaction, place) order by place
    """
).bindparams(
    bindparam("tenant_id", type_=BigInteger),
    bindparam("name", type_=Text),
    bindparam("facts", type_=JSONB),
    bindparam("at", type_=DateTime(timezone=True)),
    bindparam("due", type_=DateTime(timezone=True)),
    bindparam("reactions", type_=ARRAY(Text)),
)

_ANNOUNCE_MANY: Final = text(
    """
    with announced as (
        insert into announcements (tenant_id, name, facts, announced_at)
        select t.tenant, :name, f.facts, :at
        from unnest(cast(:tenants as bigint[])) with ordinality as t (tenant, place)
        join jsonb_array_elements(cast(:facts as jsonb)) with ordinality as f (facts, place)
          using (place)
        returning tenant_id, id)
    insert into deliveries (tenant_id, announcement_id, reaction, due_at)
    select a.tenant_id, a.id, r.name, :at
    from announced a cross join unnest(cast(:reactions as text[])) as r (name)
    """
)
