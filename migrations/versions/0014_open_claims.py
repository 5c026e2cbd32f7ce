"""What is open on each invoice, written by the ledger itself; and what lists are found by."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Runs as the tables' owner, whose policy lets it see every tenant's claims: the statement that
# books may be that of a run through all of them.
KEEP_OPEN_CLAIMS = """
create function keep_open_claims() returns trigger language plpgsql
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
FROM_THE_LEDGER = """
insert into open_claims (tenant_id, id, open_minor) overriding system value
select tenant_id, invoice_id, sum(amount_minor) from ledger_postings
where account = 'receivable' group by tenant_id, invoice_id having sum(amount_minor) <> 0
"""


def upgrade() -> None:
    op.create_table(
        "open_claims",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("open_minor <> 0", name=op.f("a_claim_is_open_by_something")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("open_claims_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("open_claims_pk")),
    )
    op.execute("alter table ledger_postings no force row level security")
    op.execute(FROM_THE_LEDGER)
    op.execute("alter table ledger_postings force row level security")
    wall(op, "open_claims")
    op.execute("revoke insert, update, delete on open_claims from saas_runtime, saas_platform")
    op.execute(
        "create policy claims_are_kept_for_all on open_claims to current_user "
        "using (true) with check (true)"
    )
    op.execute(KEEP_OPEN_CLAIMS)
    op.execute(
        "create trigger open_claims_follow_the_ledger after insert on ledger_postings "
        "referencing new table as booked for each statement execute function keep_open_claims()"
    )
    op.create_index(
        "invoices_by_day",
        "invoices",
        ["tenant_id", "issued_on", "id"],
        postgresql_include=["total_minor", "kind", "currency"],
    )
    op.create_index(
        "credit_notes_by_day",
        "invoices",
        ["tenant_id", "issued_on", "id"],
        postgresql_where=sa.text("kind = 'credit_note'"),
    )
    op.create_index(
        "invoices_by_purchase_order",
        "invoices",
        ["tenant_id", sa.text("(snapshot ->> 'order_reference')")],
        postgresql_where=sa.text("snapshot ->> 'order_reference' is not null"),
    )
    op.create_index(
        "credit_on_an_account",
        "ledger_postings",
        ["tenant_id", "currency"],
        postgresql_where=sa.text("account = 'credits'"),
        postgresql_include=["amount_minor"],
    )


def downgrade() -> None:
    op.drop_index("credit_on_an_account", "ledger_postings")
    op.drop_index("invoices_by_purchase_order", "invoices")
    op.drop_index("credit_notes_by_day", "invoices")
    op.drop_index("invoices_by_day", "invoices")
    op.execute("drop trigger open_claims_follow_the_ledger on ledger_postings")
    op.execute("drop function keep_open_claims()")
    op.drop_table("open_claims")
