"""Documents written by hand: credit notes with a reason, corrections, and series of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REASONS = (
    "buyer_wrong",
    "reference_missing",
    "vat_wrong",
    "price_wrong",
    "not_delivered",
    "charged_twice",
    "goodwill",
)


def upgrade() -> None:
    for table, column in (
        ("invoices", "agreement_id"),
        ("invoices", "step"),
        ("invoice_lines", "agreement_id"),
    ):
        op.alter_column(table, column, nullable=True)
    op.add_column(
        "invoices",
        sa.Column(
            "reason",
            sa.Enum(
                *REASONS,
                name="creditreason_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column("invoices", sa.Column("made_by_name", sa.Text(), nullable=True))
    op.add_column("invoices", sa.Column("replaces_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("invoices_tenant_id_replaces_id_refers_to_invoices"),
        "invoices",
        "invoices",
        ["tenant_id", "replaces_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "an_invoice_is_replaced_once",
        "invoices",
        ["tenant_id", "replaces_id"],
        unique=True,
        postgresql_where=sa.text("replaces_id is not null"),
    )
    op.create_check_constraint(
        op.f("a_step_is_that_of_an_agreement"),
        "invoices",
        "(agreement_id is null) = (step is null)",
    )
    op.add_column(
        "invoice_lines",
        sa.Column("covers", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.add_column("invoice_lines", sa.Column("credits_line_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("invoice_lines_tenant_id_credits_line_id_refers_to_invoice_lines"),
        "invoice_lines",
        "invoice_lines",
        ["tenant_id", "credits_line_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint(
        op.f("only_an_agreement_is_covered"),
        "invoice_lines",
        "agreement_id is not null or not covers",
    )
    op.create_index(
        "credits_of_a_line",
        "invoice_lines",
        ["tenant_id", "credits_line_id"],
        unique=False,
        postgresql_where=sa.text("credits_line_id is not null"),
    )
    for added in (
        sa.Column("series", sa.Text(), server_default="", nullable=False),
        sa.Column("credit_series", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="SEK", nullable=False),
        sa.Column("countries", sa.Text(), server_default="", nullable=False),
        sa.Column("accent", sa.Text(), server_default="", nullable=False),
        sa.Column("terms_words", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("sellers", added)
    op.create_check_constraint(
        op.f("a_series_is_letters"),
        "sellers",
        "series ~ '^[A-Z]{0,3}$' and credit_series ~ '^[A-Z]{0,3}$'",
    )
    op.create_unique_constraint("a_series_is_one_seller_s", "sellers", ["series"])


def downgrade() -> None:
    op.drop_constraint("a_series_is_one_seller_s", "sellers")
    op.drop_constraint("a_series_is_letters", "sellers")
    for column in ("series", "credit_series", "currency", "countries", "accent", "terms_words"):
        op.drop_column("sellers", column)
    op.drop_index("credits_of_a_line", "invoice_lines")
    op.drop_constraint("only_an_agreement_is_covered", "invoice_lines")
    op.drop_column("invoice_lines", "credits_line_id")
    op.drop_column("invoice_lines", "covers")
    op.drop_constraint("a_step_is_that_of_an_agreement", "invoices")
    op.drop_index("an_invoice_is_replaced_once", "invoices")
    op.drop_column("invoices", "replaces_id")
    op.drop_column("invoices", "made_by_name")
    op.drop_column("invoices", "reason")
