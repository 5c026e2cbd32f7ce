"""The tenants' floor: registrations, partners, claims, requests to join, terms, resets, tries."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import open_table, wall

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WALLED = (
    "partners",
    "partner_announcements",
    "registrations",
    "claims",
    "join_requests",
    "resets",
)
KEEP_AN_OWNER = """
create function keep_an_owner() returns trigger language plpgsql as $$
begin
  perform 1 from people
    where tenant_id = old.tenant_id and role = 'owner' and removed_at is null
      and read_only_since is null
    order by id for update;
  if not found then
    raise exception 'a company keeps an owner who can act'
      using errcode = 'integrity_constraint_violation', constraint = 'company_keeps_an_owner';
  end if;
  return null;
end $$
"""
OWNERS_ARE_KEPT = """
create constraint trigger company_keeps_an_owner after update on people
  for each row when (
    old.role = 'owner' and old.removed_at is null and old.read_only_since is null
    and (new.role <> 'owner' or new.removed_at is not null or new.read_only_since is not null))
  execute function keep_an_owner()
"""


def upgrade() -> None:
    op.add_column(
        "accounts", sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "tries",
        sa.Column("guarded", sa.Text(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guarded", "mark", name=op.f("tries_pk")),
    )
    op.create_index(op.f("tries_tried_at"), "tries", ["tried_at"], unique=False)
    op.create_table(
        "partners",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contact_url", sa.Text(), server_default="", nullable=False),
        sa.Column("shows_contact", sa.Boolean(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("partners_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("partners_pk")),
        sa.UniqueConstraint("tenant_id", "name", name="one_partner_per_name"),
    )
    op.create_index(op.f("partners_key_hash"), "partners", ["key_hash"], unique=False)
    op.create_index(op.f("partners_public_id"), "partners", ["public_id"], unique=False)
    op.create_table(
        "registrations",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("org_number", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), server_default="", nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("terms_edition", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("became_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["became_id"], ["tenants.id"], name=op.f("registrations_became_id_refers_to_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("registrations_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("registrations_pk")),
    )
    op.create_index("registrations_link", "registrations", ["token_hash"], unique=True)
    op.create_index(
        "registrations_unfinished",
        "registrations",
        ["email", "country", "org_number", "suffix"],
        unique=False,
    )
    op.create_table(
        "resets",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("resets_account_id_refers_to_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("resets_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("resets_pk")),
    )
    op.create_index("resets_link", "resets", ["token_hash"], unique=True)
    op.create_table(
        "claims",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "occupant",
            sa.Enum(
                "nobody",
                "company",
                "partner",
                name="occupant_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "wish",
            sa.Enum(
                "coexist",
                "move",
                "take over",
                name="wish_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "coexist",
                "moved",
                "joined",
                "rejected",
                name="outcome_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(outcome is null) = (decided_at is null)", name=op.f("a_decision_has_an_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("claims_tenant_id_decided_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "registration_id"],
            ["registrations.tenant_id", "registrations.id"],
            name=op.f("claims_tenant_id_registration_id_refers_to_registrations"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("claims_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("claims_pk")),
    )
    op.create_index(op.f("claims_public_id"), "claims", ["public_id"], unique=False)
    op.create_index(
        "one_open_claim_per_registration",
        "claims",
        ["tenant_id", "registration_id"],
        unique=True,
        postgresql_where=sa.text("outcome is null"),
    )
    op.create_table(
        "join_requests",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("vouched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "approved",
                "declined",
                name="joinoutcome_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(outcome is null) = (answered_at is null)", name=op.f("an_answer_has_an_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "answered_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("join_requests_tenant_id_answered_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("join_requests_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("join_requests_pk")),
    )
    op.create_index(op.f("join_requests_answer_by"), "join_requests", ["answer_by"], unique=False)
    op.create_index(op.f("join_requests_public_id"), "join_requests", ["public_id"], unique=False)
    op.create_index(
        "one_open_join_request_per_address",
        "join_requests",
        ["tenant_id", "email"],
        unique=True,
        postgresql_where=sa.text("outcome is null"),
    )
    op.create_table(
        "partner_announcements",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("org_number", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), server_default="", nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "partner_id"],
            ["partners.tenant_id", "partners.id"],
            name=op.f("partner_announcements_tenant_id_partner_id_refers_to_partners"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("partner_announcements_tenant_id_refers_to_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("partner_announcements_pk")),
    )
    op.create_index(
        "one_announcement_in_force_per_partner_and_number",
        "partner_announcements",
        ["tenant_id", "country", "org_number", "suffix", "partner_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "terms_acceptances",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("terms_acceptances_tenant_id_person_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("terms_acceptances_tenant_id_refers_to_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("terms_acceptances_pk")),
        sa.UniqueConstraint(
            "tenant_id", "person_id", "edition", name="one_acceptance_per_person_and_edition"
        ),
    )

    for table in WALLED:
        wall(op, table)
    wall(op, "terms_acceptances", append_only=True)
    open_table(op, "tries")
    number_customers()
    op.execute(KEEP_AN_OWNER)
    op.execute(OWNERS_ARE_KEPT)


def number_customers() -> None:
    """Customer numbers begin at 100001 and may have gaps; the runtime role draws both numbers."""
    op.execute("create sequence customer_numbers start with 100001")
    for sequence in ("customer_numbers", "tenants_id_seq"):
        op.execute(f"grant usage on sequence {sequence} to saas_runtime")


def downgrade() -> None:
    op.execute("drop trigger company_keeps_an_owner on people")
    op.execute("drop function keep_an_owner()")
    op.execute("drop sequence customer_numbers")
    op.execute("revoke usage on sequence tenants_id_seq from saas_runtime")
    for table in (
        "terms_acceptances",
        "partner_announcements",
        "join_requests",
        "claims",
        "resets",
        "registrations",
        "partners",
        "tries",
    ):
        op.drop_table(table)
    op.drop_column("accounts", "password_changed_at")
