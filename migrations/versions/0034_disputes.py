"""Disputes of invoices: what is open knows how much of it is held until somebody decides."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

# What is held of an open dispute is never more than is open, and follows it down and up again.
KEEP_OPEN_CLAIMS = """
create or replace function keep_open_claims() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  merge into open_claims c using (
    select m.tenant_id, m.invoice_id, m.moved, i.currency,
      coalesce(greatest((
        select max(d.due_on) from later_due_decisions d
        where d.tenant_id = m.tenant_id and d.invoice_id = m.invoice_id and d.due_on is not null
      ), (
        select max(d.due_on) from dispute_decisions d
        where d.tenant_id = m.tenant_id and d.invoice_id = m.invoice_id and d.due_on is not null
      )), i.due_on) as due_on,
      exists (
        select from collection_handovers h
        where h.tenant_id = m.tenant_id and h.invoice_id = m.invoice_id and not exists (
          select from recall_decisions d
          where d.tenant_id = h.tenant_id and d.handover_id = h.id and d.outcome = 'recalled'
        )
      ) as at_agency,
      coalesce((
        select sum(d.amount_minor)::bigint from disputes d
        where d.tenant_id = m.tenant_id and d.invoice_id = m.invoice_id and not exists (
          select from dispute_decisions e
          where e.tenant_id = d.tenant_id and e.dispute_id = d.id
        )
      ), 0) as disputed
    from (
      select tenant_id, invoice_id, sum(amount_minor)::bigint as moved from booked
      where account = 'receivable' group by tenant_id, invoice_id
    ) m join invoices i on i.tenant_id = m.tenant_id and i.id = m.invoice_id
  ) b on c.tenant_id = b.tenant_id and c.id = b.invoice_id
  when matched and c.open_minor + b.moved = 0 then delete
  when matched then update set open_minor = c.open_minor + b.moved,
    disputed_minor = greatest(0, least(b.disputed, c.open_minor + b.moved))
  when not matched and b.moved <> 0 then
    insert (tenant_id, id, open_minor, currency, due_on, at_agency, disputed_minor)
    overriding system value
    values (b.tenant_id, b.invoice_id, b.moved, b.currency, b.due_on, b.at_agency,
      greatest(0, least(b.disputed, b.moved)));
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
HOLD_DISPUTED = """
create function hold_disputed_claims() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  update open_claims set disputed_minor = greatest(0, least(new.amount_minor, open_minor))
  where tenant_id = new.tenant_id and id = new.invoice_id;
  return null;
end $$
"""
LET_GO_OF_DISPUTED = """
create function let_go_of_disputed_claims() returns trigger language plpgsql
security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  update open_claims set disputed_minor = 0, due_on = coalesce(new.due_on, due_on)
  where tenant_id = new.tenant_id and id = new.invoice_id;
  return null;
end $$
"""


def upgrade() -> None:
    op.add_column(
        "open_claims",
        sa.Column("disputed_minor", sa.BigInteger(), server_default="0", nullable=False),
    )
    op.create_check_constraint(
        op.f("no_more_is_disputed_than_is_open"),
        "open_claims",
        "disputed_minor between 0 and greatest(open_minor, 0)",
    )
    _disputes()
    _decisions()
    for table in ("disputes", "dispute_decisions"):
        wall(op, table, append_only=True)
        op.execute(
            f"create policy {table}_are_seen_by_their_claims on {table} for select "
            "to current_user using (true)"
        )
    op.execute(KEEP_OPEN_CLAIMS)
    op.execute(HOLD_DISPUTED)
    op.execute(LET_GO_OF_DISPUTED)
    op.execute(
        "create trigger claims_hold_what_is_disputed after insert on disputes "
        "for each row execute function hold_disputed_claims()"
    )
    op.execute(
        "create trigger claims_let_go_of_what_is_decided after insert on dispute_decisions "
        "for each row execute function let_go_of_disputed_claims()"
    )


def _disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by_id", sa.BigInteger(), nullable=False),
        sa.Column("raised_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("something_is_disputed")),
        sa.CheckConstraint("line > 0", name=op.f("disputed_lines_are_counted_from_one")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("a_dispute_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("disputes_tenant_id_refers_to_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("disputes_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "raised_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("disputes_tenant_id_raised_by_id_refers_to_people"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("disputes_pk")),
        sa.UniqueConstraint(
            "tenant_id", "invoice_id", "nth", name="one_dispute_of_an_invoice_is_open"
        ),
    )
    op.create_index(op.f("disputes_public_id"), "disputes", ["public_id"])


def _decisions() -> None:
    op.create_table(
        "dispute_decisions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("dispute_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", _outcomes(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("instead_of", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        *_checks(),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("dispute_decisions_tenant_id_refers_to_tenants"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispute_id"],
            ["disputes.tenant_id", "disputes.id"],
            name=op.f("a_decision_is_on_a_dispute"),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                ["invoices.tenant_id", "invoices.id"],
                name=op.f(f"dispute_decisions_tenant_id_{column}_refers_to_invoices"),
            )
            for column in ("invoice_id", "credit_note_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("dispute_decisions_pk")),
        sa.UniqueConstraint("tenant_id", "dispute_id", name="a_dispute_is_decided_once"),
    )
    op.create_index(
        "days_after_a_dispute",
        "dispute_decisions",
        ["tenant_id", "invoice_id", "due_on"],
        postgresql_where=sa.text("due_on is not null"),
    )


def _outcomes() -> sa.Enum:
    name = "disputeoutcome_is_one_we_know"
    words = ("upheld", "declined", "withdrawn")
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _checks() -> list[sa.CheckConstraint]:
    said = {
        "who_is_right_is_credited": "(outcome = 'upheld') = (credit_note_id is not null)",
        "a_day_is_moved_by_declining_and_only_later": (
            "due_on is null or (outcome = 'declined' and due_on > instead_of)"
        ),
        "a_dispute_is_decided_with_a_reason": "outcome = 'withdrawn' or length(says) > 0",
    }
    return [sa.CheckConstraint(what, name=op.f(name)) for name, what in said.items()]


def downgrade() -> None:
    op.execute(AS_BEFORE)
    op.drop_table("dispute_decisions")
    op.drop_table("disputes")
    op.execute("drop function let_go_of_disputed_claims()")
    op.execute("drop function hold_disputed_claims()")
    op.drop_constraint(op.f("no_more_is_disputed_than_is_open"), "open_claims", type_="check")
    op.drop_column("open_claims", "disputed_minor")
