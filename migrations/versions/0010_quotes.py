"""Quotes: questions for them, drafts, what was sent, the answers, and what became of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import wall

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WALLED = ("quote_requests", "quote_drafts")
APPEND_ONLY = ("quotes", "quote_answers", "quoted_agreements")


def upgrade() -> None:
    op.create_table(
        "quotes",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("plan_name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("seat_fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("seats_included", sa.BigInteger(), nullable=False),
        sa.Column("cadence_months", sa.BigInteger(), nullable=False),
        sa.Column(
            "billed",
            sa.Enum(
                "in_advance",
                "in_arrears",
                "prebilled",
                name="timing_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_calendar", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column(
            "notice_kind",
            sa.Enum(
                "none",
                "months_from_receipt",
                "whole_calendar_months",
                "renewal_deadline",
                "contract",
                name="noticekind_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("notice_months", sa.BigInteger(), nullable=False),
        sa.Column("notice_days", sa.BigInteger(), nullable=False),
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
        sa.Column("bound_months", sa.BigInteger(), nullable=False),
        sa.Column("bound_until", sa.Date(), nullable=True),
        sa.Column("renews_months", sa.BigInteger(), nullable=False),
        sa.Column("features", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_by_name", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "fee_minor >= 0 and seat_fee_minor >= 0", name=op.f("quoted_prices_are_not_negative")
        ),
        sa.CheckConstraint("seats_included > 0", name=op.f("a_quote_includes_a_seat")),
        sa.CheckConstraint(
            "starts_on >= valid_through", name=op.f("a_quote_is_accepted_before_it_starts")
        ),
        sa.CheckConstraint("version > 0", name=op.f("versions_are_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["accounts.id"], name=op.f("quotes_sent_by_id_refers_to_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("quotes_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("quotes_pk")),
        sa.UniqueConstraint(
            "tenant_id", "number", "version", name="one_quote_per_number_and_version"
        ),
    )
    op.create_index(op.f("quotes_public_id"), "quotes", ["public_id"], unique=False)
    op.create_table(
        "quote_answers",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("quote_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "accepted",
                "declined",
                "withdrawn",
                name="answer_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("terms_of_service", sa.Text(), server_default="", nullable=False),
        sa.Column("by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("by_person_id", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(answer = 'accepted') = (starts_on is not null)",
            name=op.f("an_acceptance_says_from_when"),
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"],
            ["accounts.id"],
            name=op.f("quote_answers_by_account_id_refers_to_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_id"],
            ["quotes.tenant_id", "quotes.id"],
            name=op.f("quote_answers_tenant_id_quote_id_refers_to_quotes"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("quote_answers_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("quote_answers_pk")),
        sa.UniqueConstraint("tenant_id", "quote_id", name="a_quote_is_answered_once"),
    )
    op.create_table(
        "quote_drafts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("contents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("drafted_by_name", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(sent_at, discarded_at) < 2", name=op.f("a_draft_is_sent_or_thrown_away")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["tenants.id"], name=op.f("quote_drafts_customer_id_refers_to_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "drafted_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("quote_drafts_tenant_id_drafted_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("quote_drafts_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("quote_drafts_pk")),
    )
    op.create_index(op.f("quote_drafts_public_id"), "quote_drafts", ["public_id"], unique=False)
    op.create_table(
        "quote_requests",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("wished_start", sa.Date(), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(answered_at, withdrawn_at) < 2",
            name=op.f("answered_or_taken_back_never_both"),
        ),
        sa.CheckConstraint("people > 0", name=op.f("a_quote_is_for_somebody")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("quote_requests_tenant_id_asked_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("quote_requests_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("quote_requests_pk")),
    )
    op.create_index(
        "one_waiting_quote_request_per_company",
        "quote_requests",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("answered_at is null and withdrawn_at is null"),
    )
    op.create_index(op.f("quote_requests_public_id"), "quote_requests", ["public_id"], unique=False)
    op.create_table(
        "quoted_agreements",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("quote_id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("quoted_agreements_tenant_id_agreement_id_refers_to_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_id"],
            ["quotes.tenant_id", "quotes.id"],
            name=op.f("quoted_agreements_tenant_id_quote_id_refers_to_quotes"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("quoted_agreements_tenant_id_refers_to_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("quoted_agreements_pk")),
        sa.UniqueConstraint("tenant_id", "quote_id", name="a_quote_becomes_one_agreement"),
    )
    for table in WALLED:
        wall(op, table)
    for table in APPEND_ONLY:
        wall(op, table, append_only=True)


def downgrade() -> None:
    for table in ("quoted_agreements", "quote_answers", "quotes", "quote_requests", "quote_drafts"):
        op.drop_table(table)
