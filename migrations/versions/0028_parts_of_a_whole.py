"""A part refers to the whole that says whose it is; triggers look rows up by their keys."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PARTS = ("deliveries", "invoice_lines", "ledger_postings")

# A session keeps the plan a trigger had when a table was empty. Reading that from end to end
# for each row of a statement makes a statement of many rows take their number squared.
LOOKING_UP = ("keep_open_claims", "added_lines_sum_to_the_net")


def upgrade() -> None:
    for table in PARTS:
        op.drop_constraint(f"{table}_tenant_id_refers_to_tenants", table, type_="foreignkey")
    for function in LOOKING_UP:
        op.execute(f"alter function {function}() set enable_seqscan = off")


def downgrade() -> None:
    for function in LOOKING_UP:
        op.execute(f"alter function {function}() reset enable_seqscan")
    for table in PARTS:
        op.create_foreign_key(
            f"{table}_tenant_id_refers_to_tenants", table, "tenants", ["tenant_id"], ["id"]
        )
