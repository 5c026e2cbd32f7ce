"""What an invoice's timeline asks, found at once however many invoices there are."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "requests_about_an_invoice",
        "help_requests",
        ["tenant_id", sa.text("(answers ->> 'invoice')")],
        postgresql_where=sa.text("answers ->> 'invoice' is not null"),
    )
    op.create_index("parts_of_an_invoice", "payment_parts", ["tenant_id", "invoice_id"])
    op.create_index(
        "credit_notes_of_an_invoice",
        "invoices",
        ["tenant_id", "credits_id"],
        postgresql_where=sa.text("credits_id is not null"),
    )


def downgrade() -> None:
    op.drop_index("credit_notes_of_an_invoice", "invoices")
    op.drop_index("parts_of_an_invoice", "payment_parts")
    op.drop_index("requests_about_an_invoice", "help_requests")
