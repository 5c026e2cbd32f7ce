"""What is open knows its currency and its due day, so that adding it up reads nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Runs as the tables' owner, who may see every tenant's invoices and claims: the statement that
# books may be that of a run through all of them.
KEEP_OPEN_CLAIMS = """
create or replace function keep_open_claims() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
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
AS_BEFORE = """
create or replace function keep_open_claims() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
  merge into open_claims c using (
    select tenant_id, invoice_id, sum(amount_minor)::bigint as moved from booked
    where account = 'receivable' group by tenant_id, invoice_id
  ) b on c.tenant_id = b.tenant_id and c.id = b.invoice_id
  when matched and c.open_minor + b.moved = 0 then delete
  when matched then update set open_minor = c.open_minor + b.moved
  when not matched and b.moved <> 0 then
    insert (tenant_id, id, open_minor) overriding system value
    values (b.tenant_id, b.invoice_id, b.moved);
  return null;
end $$
"""


def upgrade() -> None:
    op.execute(
        "create policy invoices_are_seen_by_their_claims on invoices for select to current_user "
        "using (true)"
    )
    op.add_column("open_claims", sa.Column("currency", sa.Text(), nullable=True))
    op.add_column("open_claims", sa.Column("due_on", sa.Date(), nullable=True))
    op.execute(
        "update open_claims c set currency = i.currency, due_on = i.due_on from invoices i "
        "where i.tenant_id = c.tenant_id and i.id = c.id"
    )
    op.alter_column("open_claims", "currency", nullable=False)
    op.alter_column("open_claims", "due_on", nullable=False)
    op.execute(KEEP_OPEN_CLAIMS)


def downgrade() -> None:
    op.execute(AS_BEFORE)
    op.drop_column("open_claims", "due_on")
    op.drop_column("open_claims", "currency")
    op.execute("drop policy invoices_are_seen_by_their_claims on invoices")
