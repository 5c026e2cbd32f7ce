"""The billing floor: sellers and their numbers, invoices and their lines, the ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import never_edited, open_table, wall

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What is checked at commit belongs to the row, whoever's turn it is by then.
ENTRIES_SUM_TO_ZERO = """
create function entries_sum_to_zero() returns trigger language plpgsql as $$
declare
  whose text := current_setting('app.tenant_id', true);
  entry bigint := case tg_table_name when 'ledger_entries' then new.id
                  else (to_jsonb(new) ->> 'entry_id')::bigint end;
  holds boolean;
begin
  perform set_config('app.tenant_id', new.tenant_id::text, true);
  select count(*) > 0 and coalesce(bool_and(amount = 0), false) into holds from (
    select sum(amount_minor) as amount from ledger_postings
    where tenant_id = new.tenant_id and entry_id = entry group by currency) as currencies;
  perform set_config('app.tenant_id', coalesce(whose, ''), true);
  if not holds then
    raise exception 'the postings of entry % do not sum to zero', entry
      using errcode = 'integrity_constraint_violation', constraint = 'entries_sum_to_zero';
  end if;
  return null;
end $$
"""
LINES_SUM_TO_THE_NET = """
create function lines_sum_to_the_net() returns trigger language plpgsql as $$
declare
  whose text := current_setting('app.tenant_id', true);
  holds boolean;
begin
  perform set_config('app.tenant_id', new.tenant_id::text, true);
  select i.net_minor = (select sum(l.net_minor) from invoice_lines l
                        where l.tenant_id = i.tenant_id and l.invoice_id = i.id) into holds
    from invoices i where i.tenant_id = new.tenant_id and i.id = new.invoice_id;
  perform set_config('app.tenant_id', coalesce(whose, ''), true);
  if holds is not true then
    raise exception 'the lines of invoice % do not sum to its net', new.invoice_id
      using errcode = 'integrity_constraint_violation', constraint = 'lines_sum_to_the_net';
  end if;
  return null;
end $$
"""
NUMBERS_ONLY_GROW = """
create function numbers_only_grow() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.next = 1 then
    return new;
  end if;
  if tg_op = 'UPDATE' and new.next > old.next and new.last_given_on >= old.last_given_on
     and (new.seller_id, new.code, new.fiscal_year)
       = (old.seller_id, old.code, old.fiscal_year) then
    return new;
  end if;
  raise exception 'a series begins at one, only grows, and is never deleted'
    using errcode = 'integrity_constraint_violation', constraint = 'numbers_only_grow';
end $$
"""
NO_NUMBER_IS_MISSING = """
create function no_number_is_missing() returns trigger language plpgsql as $$
begin
  if (select count(*) from given_numbers g
      where g.seller_id = new.seller_id and g.code = new.code
        and g.fiscal_year = new.fiscal_year
        and g.position >= old.next and g.position < new.next) <> new.next - old.next then
    raise exception 'number % of series % was taken and not given', old.next, new.fiscal_year
      using errcode = 'integrity_constraint_violation', constraint = 'no_number_is_missing';
  end if;
  return null;
end $$
"""
TRIGGERS = (
    (
        "create constraint trigger entries_sum_to_zero after insert on ledger_entries "
        "deferrable initially deferred for each row execute function entries_sum_to_zero()"
    ),
    (
        "create constraint trigger entries_sum_to_zero after insert on ledger_postings "
        "deferrable initially deferred for each row execute function entries_sum_to_zero()"
    ),
    (
        "create constraint trigger lines_sum_to_the_net after insert on invoice_lines "
        "deferrable initially deferred for each row execute function lines_sum_to_the_net()"
    ),
    (
        "create trigger numbers_only_grow before insert or update or delete on number_series "
        "for each row execute function numbers_only_grow()"
    ),
    (
        "create constraint trigger no_number_is_missing after update on number_series "
        "deferrable initially deferred for each row execute function no_number_is_missing()"
    ),
)
FUNCTIONS = (
    ENTRIES_SUM_TO_ZERO,
    LINES_SUM_TO_THE_NET,
    NUMBERS_ONLY_GROW,
    NO_NUMBER_IS_MISSING,
)
TENANTS_OWN = ("invoices", "invoice_lines", "ledger_entries", "ledger_postings")


def upgrade() -> None:
    op.create_table(
        "sellers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("org_number", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("registered_office", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("bankgiro", sa.Text(), nullable=False),
        sa.Column("plusgiro", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=False),
        sa.Column("f_skatt", sa.Boolean(), nullable=False),
        sa.Column("payment_days", sa.BigInteger(), nullable=False),
        sa.Column("whole_kronor", sa.Boolean(), nullable=False),
        sa.Column("fiscal_year_starts_in_month", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "fiscal_year_starts_in_month between 1 and 12",
            name=op.f("a_fiscal_year_starts_in_a_month"),
        ),
        sa.CheckConstraint(
            "payment_days between 0 and 90", name=op.f("payment_terms_are_reasonable")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sellers_pk")),
        sa.UniqueConstraint("code", name=op.f("one_sellers_per_code")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invoiced",
                "credited",
                "credit_set_off",
                "paid",
                "refunded",
                name="entrykind_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column(
            "booked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("ledger_entries_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("ledger_entries_pk")),
        sa.UniqueConstraint("tenant_id", "kind", "reference", name="an_event_is_booked_once"),
    )
    op.create_table(
        "number_series",
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.BigInteger(), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.Column("last_given_on", sa.Date(), nullable=False),
        sa.CheckConstraint("next >= 1", name=op.f("numbers_begin_at_one")),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["sellers.id"], name=op.f("number_series_seller_id_refers_to_sellers")
        ),
        sa.PrimaryKeyConstraint("seller_id", "code", "fiscal_year", name=op.f("number_series_pk")),
    )
    op.create_table(
        "invoices",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invoice",
                "credit_note",
                name="invoicekind_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("ocr", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("credits_id", sa.BigInteger(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("rounding_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'credit_note') = (total_minor < 0)",
            name=op.f("only_credit_notes_are_negative"),
        ),
        sa.CheckConstraint(
            "due_on >= issued_on", name=op.f("an_invoice_is_due_after_it_is_issued")
        ),
        sa.CheckConstraint(
            "total_minor = net_minor + vat_minor + rounding_minor",
            name=op.f("net_vat_and_rounding_are_the_total"),
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["sellers.id"], name=op.f("invoices_seller_id_refers_to_sellers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("invoices_tenant_id_agreement_id_refers_to_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "credits_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("invoices_tenant_id_credits_id_refers_to_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("invoices_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("invoices_pk")),
        sa.UniqueConstraint(
            "tenant_id",
            "agreement_id",
            "step",
            name="each_invoice_of_an_agreement_builds_on_the_one_before",
        ),
        sa.UniqueConstraint("tenant_id", "seller_id", "number", name="one_invoice_per_number"),
    )
    op.create_index("invoices_by_reference", "invoices", ["tenant_id", "ocr"], unique=False)
    op.create_index(op.f("invoices_public_id"), "invoices", ["public_id"], unique=False)
    op.create_table(
        "given_numbers",
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("issued_to", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["issued_to", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name="a_number_is_given_to_an_invoice",
        ),
        sa.ForeignKeyConstraint(
            ["seller_id", "code", "fiscal_year"],
            ["number_series.seller_id", "number_series.code", "number_series.fiscal_year"],
            name="a_number_comes_from_a_series",
        ),
        sa.PrimaryKeyConstraint(
            "seller_id", "code", "fiscal_year", "position", name=op.f("given_numbers_pk")
        ),
    )
    op.create_table(
        "invoice_lines",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "plan",
                "seats",
                name="item_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("period_starts_on", sa.Date(), nullable=False),
        sa.Column("period_until", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "vat_category",
            sa.Enum(
                "S",
                "AE",
                "O",
                name="category_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vat_percent", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "period_starts_on <= starts_on and starts_on < until and until <= period_until",
            name=op.f("a_line_lies_within_its_period"),
        ),
        sa.CheckConstraint("quantity <> 0", name=op.f("a_line_is_of_something")),
        sa.CheckConstraint("unit_price_minor >= 0", name=op.f("prices_are_never_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("invoice_lines_tenant_id_agreement_id_refers_to_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("invoice_lines_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("invoice_lines_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("invoice_lines_pk")),
        sa.UniqueConstraint("tenant_id", "invoice_id", "position", name="one_line_per_position"),
    )
    op.create_index(
        "lines_of_an_agreement", "invoice_lines", ["tenant_id", "agreement_id"], unique=False
    )
    op.create_table(
        "ledger_postings",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "account",
            sa.Enum(
                "receivable",
                "card_in_transit",
                "bank",
                "revenue",
                "vat",
                "rounding",
                "credits",
                name="account_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "account <> 'receivable' or invoice_id is not null",
            name=op.f("a_receivable_is_that_of_an_invoice"),
        ),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("a_posting_moves_something")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["ledger_entries.tenant_id", "ledger_entries.id"],
            name=op.f("ledger_postings_tenant_id_entry_id_refers_to_ledger_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("ledger_postings_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("ledger_postings_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("ledger_postings_pk")),
    )
    op.create_index(
        "postings_of_an_entry", "ledger_postings", ["tenant_id", "entry_id"], unique=False
    )
    op.create_index(
        "receivable_of_an_invoice",
        "ledger_postings",
        ["tenant_id", "invoice_id"],
        unique=False,
        postgresql_where=sa.text("account = 'receivable'"),
        postgresql_include=["amount_minor"],
    )

    for table in TENANTS_OWN:
        wall(op, table, append_only=True)
    open_table(op, "given_numbers", append_only=True)
    never_edited(op, "given_numbers")
    for table in ("sellers", "number_series"):
        op.execute(f"grant select, insert, update on {table} to saas_runtime, saas_platform")
    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for table in (
        "ledger_postings",
        "invoice_lines",
        "given_numbers",
        "invoices",
        "number_series",
        "ledger_entries",
        "sellers",
    ):
        op.drop_table(table)
    for function in (
        "entries_sum_to_zero",
        "lines_sum_to_the_net",
        "numbers_only_grow",
        "no_number_is_missing",
    ):
        op.execute(f"drop function {function}()")
