"""The licensing floor: agreements and their terms, notices, seats and their ledger, invitations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import never_edited, open_table, wall

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CLOSE_TERMS_ONCE = """
create function close_terms_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.until is null and new.until is not null
     and to_jsonb(old) - 'until' = to_jsonb(new) - 'until' then
    return new;
  end if;
  raise exception 'terms are closed once and never edited; add a row that follows them'
    using errcode = 'integrity_constraint_violation', constraint = 'terms_are_closed_once';
end $$
"""
TERMS_ARE_CLOSED_ONCE = """
create trigger terms_are_closed_once before update or delete on agreement_terms
  for each row execute function close_terms_once()
"""
WALLED = ("agreement_terms", "notices", "invitations", "seats", "seat_counts")
APPEND_ONLY = ("agreements", "seat_ledger")


def upgrade() -> None:
    op.create_table(
        "sold_editions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("contents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("first_sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("sold_editions_pk")),
        sa.UniqueConstraint("key", name=op.f("one_sold_editions_per_key")),
    )
    op.create_table(
        "seat_counts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entitled", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "taken between 0 and entitled", name=op.f("seats_taken_within_entitled")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("seat_counts_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("seat_counts_pk")),
        sa.UniqueConstraint("tenant_id", name="one_seat_count_per_company"),
    )
    op.create_table(
        "agreements",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("terms_of_service", sa.Text(), nullable=False),
        sa.Column("agreed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreed_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("agreements_tenant_id_agreed_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("agreements_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("agreements_pk")),
    )
    op.create_index(op.f("agreements_public_id"), "agreements", ["public_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "admin",
                "billing",
                "member",
                "auditor",
                name="role_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("seat_id", sa.BigInteger(), nullable=True),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("invited_email_is_lower_case")),
        sa.CheckConstraint(
            "num_nonnulls(accepted_at, revoked_at) < 2", name=op.f("accepted_or_revoked_never_both")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invited_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("invitations_tenant_id_invited_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("invitations_tenant_id_person_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("invitations_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("invitations_pk")),
        sa.UniqueConstraint("token_hash", name=op.f("one_invitations_per_token_hash")),
    )
    op.create_index(op.f("invitations_public_id"), "invitations", ["public_id"], unique=False)
    op.create_index(
        "one_pending_invitation_per_address",
        "invitations",
        ["tenant_id", "email"],
        unique=True,
        postgresql_where=sa.text("accepted_at is null and revoked_at is null"),
    )
    op.create_table(
        "seat_ledger",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "opened",
                "entitled",
                "took",
                "held",
                "accepted",
                "freed",
                "expired",
                name="seatdeed_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("entitled", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("seat_ledger_tenant_id_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("seat_ledger_tenant_id_person_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("seat_ledger_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("seat_ledger_pk")),
    )
    op.create_table(
        "seats",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(person_id, held_until) = 1", name=op.f("a_seat_is_a_person_s_or_held")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("seats_tenant_id_person_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("seats_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("seats_pk")),
    )
    op.create_index("one_seat_per_person", "seats", ["tenant_id", "person_id"], unique=True)
    op.create_table(
        "agreement_terms",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("plan_name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("seat_fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("seats_included", sa.BigInteger(), nullable=False),
        sa.Column("extra_seats", sa.BigInteger(), nullable=False),
        sa.Column(
            "notice_kind",
            sa.Enum(
                "none",
                "months_from_receipt",
                "whole_calendar_months",
                "contract",
                name="noticekind_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("notice_months", sa.BigInteger(), nullable=False),
        sa.Column("notice_to_period_end", sa.Boolean(), nullable=False),
        sa.Column(
            "notice_term",
            sa.Enum(
                "A",
                "B",
                name="bindingterm_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("agreed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("tenant_id"), "="),
            (sa.text("daterange(starts_on, until)"), "&&"),
            using="gist",
            name="terms_never_overlap",
        ),
        sa.CheckConstraint(
            "extra_seats >= 0 and seats_included >= 0", name=op.f("seats_are_counted_from_nought")
        ),
        sa.CheckConstraint(
            "fee_minor >= 0 and seat_fee_minor >= 0", name=op.f("prices_are_not_negative")
        ),
        sa.CheckConstraint("until >= starts_on", name=op.f("terms_end_after_they_start")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreed_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("agreement_terms_tenant_id_agreed_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("agreement_terms_tenant_id_agreement_id_refers_to_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("agreement_terms_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("agreement_terms_pk")),
    )
    op.create_table(
        "notices",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("given_by_id", sa.BigInteger(), nullable=False),
        sa.Column("given_by_name", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("last_day >= received_on", name=op.f("notice_looks_ahead")),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_at, withdrawn_by_id) in (0, 2)",
            name=op.f("a_withdrawal_says_when_and_by_whom"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("notices_tenant_id_agreement_id_refers_to_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "given_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("notices_tenant_id_given_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "withdrawn_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("notices_tenant_id_withdrawn_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("notices_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("notices_pk")),
        sa.UniqueConstraint("number", name=op.f("one_notices_per_number")),
    )
    op.create_index(op.f("notices_public_id"), "notices", ["public_id"], unique=False)
    op.create_index(
        "one_open_notice_per_agreement",
        "notices",
        ["tenant_id", "agreement_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_index(
        "seats_held_until",
        "seats",
        ["held_until"],
        unique=False,
        postgresql_where=sa.text("held_until is not null"),
    )
    for table in WALLED:
        wall(op, table)
    for table in APPEND_ONLY:
        wall(op, table, append_only=True)
    open_table(op, "sold_editions", append_only=True)
    never_edited(op, "sold_editions")
    op.execute(CLOSE_TERMS_ONCE)
    op.execute(TERMS_ARE_CLOSED_ONCE)


def downgrade() -> None:
    for table in (
        "notices",
        "agreement_terms",
        "seats",
        "seat_ledger",
        "invitations",
        "agreements",
        "seat_counts",
        "sold_editions",
    ):
        op.drop_table(table)
    op.execute("drop function close_terms_once()")
