"""Billing runs and their chunks; the books are checked a statement at a time."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from migrations.walls import open_table

first = import_module("migrations.versions.0004_billing")

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


# A statement adds whole entries and all lines of an invoice, so one look per statement will do.
POSTINGS_SUM_TO_ZERO = """
create function postings_sum_to_zero() returns trigger language plpgsql as $$
declare
  wrong bigint := (select entry_id from added group by tenant_id, entry_id, currency
                   having sum(amount_minor) <> 0 limit 1);
begin
  if wrong is not null then
    raise exception 'the postings added to entry % do not sum to zero', wrong
      using errcode = 'integrity_constraint_violation', constraint = 'entries_sum_to_zero';
  end if;
  return null;
end $$
"""
ENTRIES_MOVE_SOMETHING = """
create function entries_move_something() returns trigger language plpgsql as $$
declare
  whose text := current_setting('app.tenant_id', true);
  moves boolean;
begin
  perform set_config('app.tenant_id', new.tenant_id::text, true);
  moves := exists (select from ledger_postings
                   where tenant_id = new.tenant_id and entry_id = new.id);
  perform set_config('app.tenant_id', coalesce(whose, ''), true);
  if not moves then
    raise exception 'entry % has no postings', new.id
      using errcode = 'integrity_constraint_violation', constraint = 'entries_sum_to_zero';
  end if;
  return null;
end $$
"""
ADDED_LINES_SUM_TO_THE_NET = """
create function added_lines_sum_to_the_net() returns trigger language plpgsql as $$
declare
  wrong bigint := (
    select i.id from (select distinct tenant_id, invoice_id from added) a
    join invoices i on i.tenant_id = a.tenant_id and i.id = a.invoice_id
    join lateral (select sum(l.net_minor) as net from invoice_lines l
                  where l.tenant_id = i.tenant_id and l.invoice_id = i.id) l on true
    where l.net is distinct from i.net_minor limit 1);
begin
  if wrong is not null then
    raise exception 'the lines of invoice % do not sum to its net', wrong
      using errcode = 'integrity_constraint_violation', constraint = 'lines_sum_to_the_net';
  end if;
  return null;
end $$
"""
PER_STATEMENT = (
    POSTINGS_SUM_TO_ZERO,
    ENTRIES_MOVE_SOMETHING,
    ADDED_LINES_SUM_TO_THE_NET,
    "drop trigger entries_sum_to_zero on ledger_postings",
    "drop trigger entries_sum_to_zero on ledger_entries",
    "drop trigger lines_sum_to_the_net on invoice_lines",
    "drop function entries_sum_to_zero()",
    "drop function lines_sum_to_the_net()",
    (
        "create trigger entries_sum_to_zero after insert on ledger_postings referencing new table "
        "as added for each statement execute function postings_sum_to_zero()"
    ),
    (
        "create constraint trigger entries_move_something after insert on ledger_entries "
        "deferrable initially deferred for each row execute function entries_move_something()"
    ),
    (
        "create trigger lines_sum_to_the_net after insert on invoice_lines referencing new table "
        "as added for each statement execute function added_lines_sum_to_the_net()"
    ),
)


def upgrade() -> None:
    op.create_table(
        "billing_runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("billing_runs_pk")),
    )
    op.create_table(
        "billing_chunks",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("first_tenant", sa.BigInteger(), nullable=False),
        sa.Column("last_tenant", sa.BigInteger(), nullable=False),
        sa.Column("agreements", sa.BigInteger(), nullable=False),
        sa.Column("invoices", sa.BigInteger(), nullable=True),
        sa.Column("one_by_one", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["billing_runs.id"],
            name=op.f("billing_chunks_run_id_refers_to_billing_runs"),
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("billing_chunks_pk")),
    )
    op.create_index(
        "chunks_not_done",
        "billing_chunks",
        ["run_id"],
        unique=False,
        postgresql_where=sa.text("done_at is null"),
    )
    for table in ("billing_runs", "billing_chunks"):
        open_table(op, table)
    for statement in PER_STATEMENT:
        op.execute(statement)


def downgrade() -> None:
    for trigger, table in (
        ("entries_sum_to_zero", "ledger_postings"),
        ("entries_move_something", "ledger_entries"),
        ("lines_sum_to_the_net", "invoice_lines"),
    ):
        op.execute(f"drop trigger {trigger} on {table}")
    for function in (
        "postings_sum_to_zero",
        "entries_move_something",
        "added_lines_sum_to_the_net",
    ):
        op.execute(f"drop function {function}()")
    for statement in first.FUNCTIONS[:2] + first.TRIGGERS[:3]:
        op.execute(statement)
    op.drop_table("billing_chunks")
    op.drop_table("billing_runs")
