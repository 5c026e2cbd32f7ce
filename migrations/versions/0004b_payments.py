"""Saved cards, payments and what the gateway tells of them."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0004b"
down_revision = "0004"
branch_labels = None
depends_on = None

TENANTS_OWN = (
    "gateway_customers",
    "cards",
    "card_visits",
    "payments",
    "payment_parts",
    "gateway_news",
)


def upgrade() -> None:
    op.create_table(
        "gateway_customers",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("gateway_customers_tenant_id_refers_to_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("gateway_customers_pk")),
        sa.UniqueConstraint("tenant_id", name="a_company_is_one_customer"),
    )
    op.create_table(
        "gateway_news",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("gateway_news_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("gateway_news_pk")),
        sa.UniqueConstraint("tenant_id", "event_id", name="an_event_is_heard_once"),
    )
    op.create_table(
        "cards",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("last4", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("saved_by_id", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "saved_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("cards_tenant_id_saved_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("cards_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("cards_pk")),
    )
    op.create_index(
        "a_card_is_saved_once",
        "cards",
        ["tenant_id", "fingerprint"],
        unique=True,
        postgresql_where=sa.text("removed_at is null"),
    )
    op.create_index(op.f("cards_public_id"), "cards", ["public_id"], unique=False)
    op.create_index(
        "one_default_card_per_company",
        "cards",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("is_default and removed_at is null"),
    )
    op.create_table(
        "card_visits",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("back_to", sa.Text(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["cards.tenant_id", "cards.id"],
            name=op.f("card_visits_tenant_id_card_id_refers_to_cards"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "started_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("card_visits_tenant_id_started_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("card_visits_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("card_visits_pk")),
        sa.UniqueConstraint("tenant_id", "token", name="a_visit_is_noted_once"),
    )
    op.create_index(op.f("card_visits_public_id"), "card_visits", ["public_id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "started",
                "confirming",
                "processing",
                "settled",
                "declined",
                name="paymentstate_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sent_as", sa.Text(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("gateway_payment", sa.Text(), nullable=True),
        sa.Column("confirm_url", sa.Text(), nullable=True),
        sa.Column("decline_code", sa.Text(), nullable=True),
        sa.Column("receipt_to", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_at is not null)", name=op.f("settled_has_a_time")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_payment_pays_something")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["cards.tenant_id", "cards.id"],
            name=op.f("payments_tenant_id_card_id_refers_to_cards"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "started_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("payments_tenant_id_started_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("payments_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("payments_pk")),
        sa.UniqueConstraint("gateway_payment", name="a_gateway_payment_is_ours_once"),
        sa.UniqueConstraint("public_id", name="a_payment_has_a_name_of_its_own"),
        sa.UniqueConstraint("tenant_id", "sent_as", name="a_form_pays_once"),
    )
    op.create_index(op.f("payments_public_id"), "payments", ["public_id"], unique=False)
    op.create_index(
        "payments_without_an_end",
        "payments",
        ["started_at"],
        unique=False,
        postgresql_where=sa.text("state in ('started', 'confirming', 'processing')"),
    )
    op.create_table(
        "payment_parts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_minor", sa.BigInteger(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_part_pays_something")),
        sa.CheckConstraint(
            "settled_minor between 0 and amount_minor", name=op.f("a_part_settles_at_most_itself")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("payment_parts_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("payment_parts_tenant_id_payment_id_refers_to_payments"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("payment_parts_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("payment_parts_pk")),
    )
    op.create_index(
        "one_open_payment_per_invoice",
        "payment_parts",
        ["tenant_id", "invoice_id"],
        unique=True,
        postgresql_where=sa.text("is_open"),
    )
    op.create_index(
        "parts_of_a_payment", "payment_parts", ["tenant_id", "payment_id"], unique=False
    )
    for table in TENANTS_OWN:
        wall(op, table)


def downgrade() -> None:
    for table in reversed(TENANTS_OWN):
        op.drop_table(table)
