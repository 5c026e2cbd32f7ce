"""A later day to pay by: who asked, what was decided; and what is open goes by that day."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# A claim that comes back (a payment is taken back) comes back with the day that was agreed on.
KEEP_OPEN_CLAIMS = """
create or replace function keep_open_claims() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  merge into open_claims c using (
    select m.tenant_id, m.invoice_id, m.moved, i.currency,
      coalesce((
        select max(d.due_on) from later_due_decisions d
        where d.tenant_id = m.tenant_id and d.invoice_id = m.invoice_id and d.due_on is not null
      ), i.due_on) as due_on
    from (
      select tenant_id, invoice_id, sum(amount_minor)::bigint as moved from booked
      where account = 'receivable' group by tenant_id, invoice_id
    ) m join invoices i on i.tenant_id = m.tenant_id and i.id = m.invoice_id
  ) b on c.tenant_id = b.tenant_id and c.id = b.invoice_id
  when matched and c.open_minor + b.moved = 0 then delete
  when matched then update set open_minor = c.open_minor + b.moved
  when not matched and b.moved <> 0 then
    insert (tenant_id, id, open_minor, currency, due_on) overriding system value
    values (b.tenant_id, b.invoice_id, b.moved, b.currency, b.due_on);
  return null;
end $$
"""
AS_BEFORE = """
create or replace function keep_open_claims() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  merge into open_claims c using (
    select m.tenant_id, m.invoice_id, m.moved, i.currency, i.due_on from (
      select tenant_id, invoice_id, sum(amount_minor)::bigint as moved from booked
      where account = 'receivable' group by tenant_id, invoice_id
    ) m join invoices i on i.tenant_id = m.tenant_id and i.id = m.invoice_id
  ) b on c.tenant_id = b.tenant_id and c.id = b.invoice_id
  when matched and c.open_minor + b.moved = 0 then delete
  when matched then update set open_minor = c.open_minor + b.moved
  when not matched and b.moved <> 0 then
    insert (tenant_id, id, open_minor, currency, due_on) overriding system value
    values (b.tenant_id, b.invoice_id, b.moved, b.currency, b.due_on);
  return null;
end $$
"""
MOVE_DUE_DAYS = """
create function move_due_days() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  update open_claims set due_on = new.due_on
  where tenant_id = new.tenant_id and id = new.invoice_id;
  return null;
end $$
"""


def upgrade() -> None:
    _requests()
    _decisions()
    op.create_index(
        "days_agreed_on",
        "later_due_decisions",
        ["tenant_id", "invoice_id", "due_on"],
        postgresql_where=sa.text("due_on is not null"),
    )
    wall(op, "later_due_requests", append_only=True)
    wall(op, "later_due_decisions", append_only=True)
    op.execute(
        "create policy days_are_seen_by_their_claims on later_due_decisions for select "
        "to current_user using (true)"
    )
    op.execute(KEEP_OPEN_CLAIMS)
    op.execute(MOVE_DUE_DAYS)
    op.execute(
        "create trigger claims_follow_the_day_agreed_on after insert on later_due_decisions "
        "for each row when (new.due_on is not null) execute function move_due_days()"
    )


def _requests() -> None:
    op.create_table(
        "later_due_requests",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("instead_of", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(reason) > 0", name=op.f("a_later_day_is_asked_for_with_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("later_due_requests_tenant_id_refers_to_tenants"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("later_due_requests_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("later_due_requests_tenant_id_asked_by_id_refers_to_people"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("later_due_requests_pk")),
        sa.UniqueConstraint(
            "tenant_id", "invoice_id", "nth", name="one_request_for_a_later_day_waits"
        ),
    )
    op.create_index(op.f("later_due_requests_public_id"), "later_due_requests", ["public_id"])


def _decisions() -> None:
    op.create_table(
        "later_due_decisions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("instead_of", sa.Date(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint("due_on > instead_of", name=op.f("a_day_agreed_on_is_later")),
        sa.CheckConstraint("length(says) > 0", name=op.f("a_decision_on_a_day_says_why")),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("later_due_decisions_tenant_id_refers_to_tenants"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["later_due_requests.tenant_id", "later_due_requests.id"],
            name=op.f("a_decision_is_on_a_request_for_a_later_day"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("later_due_decisions_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("later_due_decisions_pk")),
        sa.UniqueConstraint(
            "tenant_id", "request_id", name="a_request_for_a_later_day_is_decided_once"
        ),
    )


def downgrade() -> None:
    op.execute(AS_BEFORE)
    op.drop_table("later_due_decisions")
    op.execute("drop function move_due_days()")
    op.drop_table("later_due_requests")
