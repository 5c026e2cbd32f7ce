"""What the collection agency collects; and what is open knows whether it is there."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# A claim that comes back (a payment is taken back) is at the agency if it was never taken back.
KEEP_OPEN_CLAIMS = """
create or replace function keep_open_claims() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  merge into open_claims c using (
    select m.tenant_id, m.invoice_id, m.moved, i.currency,
      coalesce((
        select max(d.due_on) from later_due_decisions d
        where d.tenant_id = m.tenant_id and d.invoice_id = m.invoice_id and d.due_on is not null
      ), i.due_on) as due_on,
      exists (
        select from collection_handovers h
        where h.tenant_id = m.tenant_id and h.invoice_id = m.invoice_id and not exists (
          select from recall_decisions d
          where d.tenant_id = h.tenant_id and d.handover_id = h.id and d.outcome = 'recalled'
        )
      ) as at_agency
    from (
      select tenant_id, invoice_id, sum(amount_minor)::bigint as moved from booked
      where account = 'receivable' group by tenant_id, invoice_id
    ) m join invoices i on i.tenant_id = m.tenant_id and i.id = m.invoice_id
  ) b on c.tenant_id = b.tenant_id and c.id = b.invoice_id
  when matched and c.open_minor + b.moved = 0 then delete
  when matched then update set open_minor = c.open_minor + b.moved
  when not matched and b.moved <> 0 then
    insert (tenant_id, id, open_minor, currency, due_on, at_agency) overriding system value
    values (b.tenant_id, b.invoice_id, b.moved, b.currency, b.due_on, b.at_agency);
  return null;
end $$
"""
AS_BEFORE = """
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
HAND_CLAIMS_OVER = """
create function hand_claims_over() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  update open_claims set at_agency = true
  where tenant_id = new.tenant_id and id = new.invoice_id;
  return null;
end $$
"""
TAKE_CLAIMS_BACK = """
create function take_claims_back() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  update open_claims c set at_agency = false from collection_handovers h
  where h.tenant_id = new.tenant_id and h.id = new.handover_id
    and c.tenant_id = h.tenant_id and c.id = h.invoice_id;
  return null;
end $$
"""


def upgrade() -> None:
    op.add_column(
        "open_claims",
        sa.Column("at_agency", sa.Boolean(), server_default="false", nullable=False),
    )
    op.create_index(
        "claims_at_the_agency",
        "open_claims",
        ["tenant_id", "id"],
        postgresql_where=sa.text("at_agency"),
    )
    _handovers()
    _requests()
    _decisions()
    for table in ("collection_handovers", "recall_requests", "recall_decisions"):
        wall(op, table, append_only=True)
    for table in ("collection_handovers", "recall_decisions"):
        op.execute(
            f"create policy {table}_are_seen_by_their_claims on {table} for select "
            "to current_user using (true)"
        )
    op.execute(KEEP_OPEN_CLAIMS)
    op.execute(HAND_CLAIMS_OVER)
    op.execute(TAKE_CLAIMS_BACK)
    op.execute(
        "create trigger claims_are_handed_over after insert on collection_handovers "
        "for each row execute function hand_claims_over()"
    )
    op.execute(
        "create trigger claims_are_taken_back after insert on recall_decisions "
        "for each row when (new.outcome = 'recalled') execute function take_claims_back()"
    )


def _handovers() -> None:
    op.create_table(
        "collection_handovers",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agency_name", sa.Text(), nullable=False),
        sa.Column("agency_phone", sa.Text(), nullable=False),
        sa.Column("agency_address", sa.Text(), nullable=False),
        sa.Column("agency_url", sa.Text(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("handed_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("something_is_handed_over")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("a_handover_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("collection_handovers_tenant_id_refers_to_tenants"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("collection_handovers_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("collection_handovers_pk")),
        sa.UniqueConstraint(
            "tenant_id", "invoice_id", "nth", name="an_invoice_is_handed_over_once"
        ),
    )


def _requests() -> None:
    op.create_table(
        "recall_requests",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("a_recall_is_asked_for_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("recall_requests_tenant_id_refers_to_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "handover_id"],
            ["collection_handovers.tenant_id", "collection_handovers.id"],
            name=op.f("a_request_to_recall_is_of_a_handover"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("recall_requests_tenant_id_asked_by_id_refers_to_people"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("recall_requests_pk")),
        sa.UniqueConstraint("tenant_id", "handover_id", "nth", name="one_request_to_recall_waits"),
    )


def _decisions() -> None:
    op.create_table(
        "recall_decisions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "recalled",
                "upheld",
                name="recalloutcome_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome = 'recalled' or request_id is not null",
            name=op.f("nothing_is_upheld_unasked"),
        ),
        sa.CheckConstraint("length(says) > 0", name=op.f("a_recall_is_decided_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("recall_decisions_tenant_id_refers_to_tenants"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "handover_id"],
            ["collection_handovers.tenant_id", "collection_handovers.id"],
            name=op.f("a_recall_is_decided_of_a_handover"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["recall_requests.tenant_id", "recall_requests.id"],
            name=op.f("a_recall_is_decided_on_a_request"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("recall_decisions_pk")),
        sa.UniqueConstraint("tenant_id", "request_id", name="a_request_to_recall_is_decided_once"),
    )
    op.create_index(
        "a_handover_is_taken_back_once",
        "recall_decisions",
        ["tenant_id", "handover_id"],
        unique=True,
        postgresql_where=sa.text("outcome = 'recalled'"),
    )


def downgrade() -> None:
    op.execute(AS_BEFORE)
    op.drop_table("recall_decisions")
    op.drop_table("recall_requests")
    op.drop_table("collection_handovers")
    op.execute("drop function take_claims_back()")
    op.execute("drop function hand_claims_over()")
    op.drop_index("claims_at_the_agency", "open_claims")
    op.drop_column("open_claims", "at_agency")
