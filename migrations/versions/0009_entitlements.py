"""Catalogues stored; what contracts say of features, how much of them is used; signing keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import never_edited, open_table, wall

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Notice policies of sold editions were kept in Python's words; as JSON they can be compared.
POLICIES_AS_JSON = r"""
update sold_editions set contents = jsonb_set(contents, '{notice}', jsonb_build_object(
    'kind', substring(contents->>'notice' from 'NoticeKind\.[A-Z_]+: ''([a-z_]+)'''),
    'months', substring(contents->>'notice' from 'months=(\d+)')::int,
    'to_period_end', substring(contents->>'notice' from 'to_period_end=(True|False)') = 'True',
    'term', substring(contents->>'notice' from 'BindingTerm\.[A-Z]+: ''([A-Z]+)''')))
where jsonb_typeof(contents->'notice') = 'string'
"""
# The examples we ship have got more features. Only who sells the very examples is met by it.
EXAMPLES = (
    ("basic-2026", "249.00 SEK", ["web_service", "other_operators"]),
    ("premium-2026", "599.00 SEK", ["web_service", "other_operators", "invoice_printer"]),
)
ADDED = ["invoices", "people_export"]


def upgrade() -> None:
    op.create_table(
        "catalogues",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("catalogues_pk")),
    )
    open_table(op, "catalogues", append_only=True)
    never_edited(op, "catalogues")
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("signing_keys_pk")),
        sa.UniqueConstraint("key_id", name=op.f("one_signing_keys_per_key_id")),
    )
    open_table(op, "signing_keys")
    _contract_entitlements()
    op.create_table(
        "feature_usage",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "used between 0 and coalesce(most, used)", name=op.f("used_within_limit")
        ),
        sa.CheckConstraint(
            "extract(day from month) = 1", name=op.f("a_month_begins_on_its_first_day")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("feature_usage_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("feature_usage_pk")),
        sa.UniqueConstraint(
            "tenant_id", "feature", "month", name="one_count_per_feature_and_month"
        ),
    )
    wall(op, "feature_usage")
    op.execute(POLICIES_AS_JSON)
    for key, fee, features in EXAMPLES:
        op.get_bind().execute(
            sa.text(
                "update sold_editions set contents = jsonb_set(contents, '{features}', :more) "
                "where key = :key and contents->>'monthly_fee' = :fee "
                "and contents->'features' = :features"
            ).bindparams(
                sa.bindparam("more", type_=postgresql.JSONB),
                sa.bindparam("features", type_=postgresql.JSONB),
            ),
            {"key": key, "fee": fee, "features": features, "more": [*features, *ADDED]},
        )


def _contract_entitlements() -> None:
    op.create_table(
        "contract_entitlements",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("tenant_id"), "="),
            (sa.column("agreement_id"), "="),
            (sa.column("feature"), "="),
            (sa.text("daterange(starts_on, until)"), "&&"),
            using="gist",
            name="one_word_per_feature_and_day",
        ),
        sa.CheckConstraint("until >= starts_on", name=op.f("what_is_granted_ends_after_it_starts")),
        sa.CheckConstraint(
            "most >= 0 and (allowed or most is null)", name=op.f("a_limit_is_of_something")
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"],
            ["accounts.id"],
            name=op.f("contract_entitlements_by_account_id_refers_to_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("contract_entitlements_tenant_id_agreement_id_refers_to_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("contract_entitlements_tenant_id_refers_to_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("contract_entitlements_pk")),
    )
    op.create_index(op.f("contract_entitlements_public_id"), "contract_entitlements", ["public_id"])
    wall(op, "contract_entitlements")


def downgrade() -> None:
    for table in ("feature_usage", "contract_entitlements", "signing_keys", "catalogues"):
        op.drop_table(table)
