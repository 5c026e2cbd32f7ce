"""Purchase orders, invoices that wait for one, and a word before an invoice comes."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("invoice_wishes", "purchase_orders", "held_invoices", "coming_notices")


def upgrade() -> None:
    op.create_table(
        "invoice_wishes",
        *_of_a_tenant("invoice_wishes"),
        sa.Column("demands_order", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("told_ahead", sa.Boolean(), server_default="true", nullable=False),
        sa.UniqueConstraint("tenant_id", name=op.f("one_set_of_wishes_per_company")),
    )
    op.create_table(
        "purchase_orders",
        *_of_a_tenant("purchase_orders"),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("cap_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("an_order_ends_after_it_begins")),
        sa.CheckConstraint("cap_minor > 0", name=op.f("a_cap_leaves_room_for_something")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("one_purchase_order_per_number")),
        _of_an_agreement("purchase_orders"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "added_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("purchase_orders_tenant_id_added_by_id_refers_to_people"),
        ),
    )
    op.create_index(op.f("purchase_orders_public_id"), "purchase_orders", ["public_id"])
    op.create_table(
        "held_invoices",
        *_of_a_tenant("held_invoices"),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("held_since", sa.Date(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        _of_an_agreement("held_invoices"),
    )
    op.create_index(
        "one_hold_per_agreement",
        "held_invoices",
        ["tenant_id", "agreement_id"],
        unique=True,
        postgresql_where=sa.text("lifted_on is null"),
    )
    op.create_table(
        "coming_notices",
        *_of_a_tenant("coming_notices"),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("comes_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint(
            "tenant_id",
            "agreement_id",
            "comes_on",
            name=op.f("a_coming_invoice_is_told_of_once"),
        ),
        _of_an_agreement("coming_notices"),
    )
    for table in TABLES:
        wall(op, table)


def _of_a_tenant(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f(f"{table}_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"{table}_pk")),
    )


def _of_an_agreement(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "agreement_id"],
        ["agreements.tenant_id", "agreements.id"],
        name=op.f(f"{table}_tenant_id_agreement_id_refers_to_agreements"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
