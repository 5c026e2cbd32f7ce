"""R2 at its small size: issuers are killed, and no number is missing.

ISSUER_KILLS says how often (25 times unless it says so).
"""

import os
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from saas.billing.proof.models import findings
from saas.billing.seller.actions import ensure_seller
from saas.db import db
from tests import factories
from tests.billing import making

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("ISSUER_KILLS", "25"))
COMPANIES = 6
MONTHS = 18  # from January 2026 until July 2027: two fiscal years


def environment(settings):
    given = {k.upper(): str(v) for k, v in asdict(settings).items() if v}
    return os.environ | given | {"PYTHONPATH": str(Path.cwd())}


def test_killing_issuers_leaves_no_gap_no_double_and_nothing_unissued(
    database, settings, owner_engine
):
    for n in range(COMPANIES):
        company = factories.company(name=f"Company {n}", org_number=f"55600000{n:02}")
        boss = factories.person(of=company, email=f"boss{n}@example.org")
        making.agreement(by=boss, started_on=date(2026, 1, 1 + n), extra_seats=n % 3)
    ensure_seller()
    db.session.commit()

    fire = subprocess.run(
        [sys.executable, "-m", "tests.billing.killed", str(KILLS)],
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=60 + KILLS,
        check=False,
    )

    assert (fire.returncode, fire.stdout.strip()) == (0, str(KILLS)), fire.stderr[-3000:]
    assert findings() == []
    with owner_engine.connect() as owner:
        series = owner.execute(
            text(
                "select fiscal_year, count(*), min(position), max(position) "
                "from given_numbers group by 1 order by 1"
            )
        ).all()
        issued, bought = owner.execute(
            text("select count(*), count(distinct (agreement_id, issued_on)) from invoices")
        ).one()
    assert [(count, low, high) for _, count, low, high in series] == [
        (count, 1, count) for _, count, _, _ in series
    ]
    assert len(series) == 2
    assert issued == sum(count for _, count, _, _ in series)
    assert issued >= COMPANIES * MONTHS
    assert bought <= issued


def test_the_proof_sees_a_gap(inside, alice, owner_engine):
    """The negative control: take a number and throw it away, with the guards asleep."""
    making.invoice(by=alice)
    with owner_engine.begin() as owner:
        owner.execute(text("set local session_replication_role = replica"))
        owner.execute(text("update number_series set next = next + 1"))

    assert findings() == ["Series 2026 of seller 1: 1 numbers were given where the next is 3."]


def test_the_proof_sees_what_was_changed(inside, alice, owner_engine):
    invoice = making.invoice(by=alice)
    db.session.rollback()
    with owner_engine.begin() as owner:
        owner.execute(text("set local session_replication_role = replica"))
        owner.execute(
            text('update invoices set snapshot = snapshot || \'{"due_on": "2030-01-01"}\'')
        )
        owner.execute(text("update invoice_lines set net_minor = net_minor + 1"))
        owner.execute(text("update ledger_postings set amount_minor = -1 where account = 'vat'"))
        owner.execute(text("delete from given_numbers"))

    found = findings()

    assert f"Invoice {invoice.number} does not say what it said when it was issued." in found
    assert f"Invoice {invoice.number}: its lines sum to 29901, its net is 29900." in found
    assert f"Invoice {invoice.number} is not in the register of numbers." in found
    assert any("is out by" in sentence for sentence in found)
