"""The format of each e-invoice that was sent, and Svefaktura as one a company can choose.

E-invoices sent until now were Peppol BIS Billing 3.0: there was no other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KNOWN = "format_is_one_we_know"
PEPPOL, SVEFAKTURA = "peppol_bis_billing_3", "svefaktura_1"


def upgrade() -> None:
    op.drop_constraint(KNOWN, "delivery_choices")
    op.create_check_constraint(
        op.f(KNOWN), "delivery_choices", f"format in ('{PEPPOL}', '{SVEFAKTURA}')"
    )
    formats = sa.Enum(
        PEPPOL, SVEFAKTURA, name=KNOWN, native_enum=False, create_constraint=True, length=40
    )
    op.add_column("dispatches", sa.Column("format", formats, nullable=True))
    op.execute("alter table dispatches no force row level security")
    op.execute(f"update dispatches set format = '{PEPPOL}' where way = 'e_invoice'")
    op.execute("alter table dispatches force row level security")
    op.create_check_constraint(
        op.f("an_e_invoice_has_a_format"),
        "dispatches",
        "(way = 'e_invoice') = (format is not null)",
    )


def downgrade() -> None:
    op.drop_column("dispatches", "format")
    op.execute("alter table delivery_choices no force row level security")
    op.execute(f"update delivery_choices set format = '{PEPPOL}', stage = 'test' "
               f"where format = '{SVEFAKTURA}'")  # fmt: skip
    op.execute("alter table delivery_choices force row level security")
    op.drop_constraint(KNOWN, "delivery_choices")
    op.create_check_constraint(op.f(KNOWN), "delivery_choices", f"format in ('{PEPPOL}')")
