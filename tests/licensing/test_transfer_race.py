"""An agreement is offered to one company at a time, and goes over once, whoever is told of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from saas.dates import now
from saas.db import db
from saas.errors import Refusal
from saas.licensing.agreement.models import Agreement
from saas.licensing.transfer import actions
from saas.licensing.transfer.actions import offer_transfer, withdraw_transfer
from saas.licensing.transfer.carrying_out import carry_out
from saas.licensing.transfer.models import Transfer
from saas.licensing.transfer.rules import TransferState
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.org_numbers.rules import OrgNumber
from saas.tenants.people.models import Person
from tests import factories
from tests.licensing.making import agreed
from tests.licensing.transferring import offered, taken

HANDS = 5
GUARD = "one_open_transfer_per_agreement"
DAY = date(2026, 3, 12)


@pytest.fixture
def at_once(app):
    """Begin deeds at the same moment, each in a hand of its own; what became of each."""
    gate = Barrier(HANDS)

    def one(deed):
        with app.app_context():
            gate.wait(timeout=20)
            try:
                deed()
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return refusal.code
            finally:
                db.session.remove()
        return "done"

    def all_of(*deeds):
        with ThreadPoolExecutor(HANDS) as hands:
            return list(hands.map(one, deeds))

    return all_of


def offering(by):
    """A deed: offer the agreement of `by`'s company to the smithy."""
    tenant_id, person_id = by.tenant_id, by.id

    def offer():
        with tenant_scope(tenant_id):
            offer_transfer(
                number=OrgNumber("SE", factories.SMITHY),
                email="vd@smithy.example",
                effective_on=DAY,
                by=Person.find(person_id),
                now=now(),
            )

    return offer


def transfers():
    with tenant_scope(OPERATOR):
        found = db.session.scalar(select(func.count()).select_from(Transfer))
    db.session.commit()
    return found


class TestOffering:
    @pytest.fixture
    def without_turns(self, monkeypatch):
        """Nobody waits for the company's row, and everybody looks before anybody writes."""
        everybody_looked, look = Barrier(HANDS), actions.offered_since

        def offered_since(*args):
            found = look(*args)
            everybody_looked.wait(timeout=20)
            return found

        monkeypatch.setattr(actions, "take_turns", our_company)
        monkeypatch.setattr(actions, "offered_since", offered_since)

    def test_one_of_many_offers_stands(self, at_once, alice):
        agreed(alice)
        came = at_once(*[offering(alice)] * HANDS)
        assert sorted(came) == ["done", *["transfer-exists"] * (HANDS - 1)]
        assert transfers() == 1

    def test_the_index_alone_is_enough(self, at_once, alice, without_turns):
        agreed(alice)
        came = at_once(*[offering(alice)] * HANDS)
        assert came.count("done") == 1

    def test_without_either_all_stand(self, at_once, alice, without_turns, owner_engine):
        """The control."""
        agreed(alice)
        with owner_engine.begin() as owner:
            definition = owner.scalar(
                text("select indexdef from pg_indexes where indexname = :name"), {"name": GUARD}
            )
            owner.execute(text(f"drop index {GUARD}"))
        try:
            assert at_once(*[offering(alice)] * HANDS) == ["done"] * HANDS
        finally:
            with owner_engine.begin() as owner:
                owner.execute(text("truncate transfers cascade"))
                owner.execute(text(definition))


class TestTheDay:
    def test_told_by_many_it_goes_over_once(self, at_once, alice, charlie, clock):
        agreed(alice)
        transfer_id = taken(offered(alice, effective_on=DAY), charlie).id
        clock.set(DAY)

        def tell():
            with tenant_scope(OPERATOR):
                carry_out(transfer_id=transfer_id, fee_called="A transfer", now=now())

        assert at_once(*[tell] * HANDS) == ["done"] * HANDS
        with tenant_scope(charlie.tenant_id):
            assert db.session.scalar(select(func.count()).select_from(Agreement)) == 1
        with tenant_scope(alice.tenant_id):
            assert Agreement.holding_on(DAY) is None
        db.session.commit()

    def test_it_is_withdrawn_or_goes_over_never_both(self, at_once, alice, charlie, clock):
        agreed(alice)
        transfer = taken(offered(alice, effective_on=DAY), charlie)
        transfer_id, known = transfer.id, transfer.public_id
        tenant_id, person_id = alice.tenant_id, alice.id
        clock.set(DAY)

        def tell():
            with tenant_scope(OPERATOR):
                carry_out(transfer_id=transfer_id, fee_called="A transfer", now=now())

        def withdraw():
            with tenant_scope(tenant_id):
                ours = Transfer.known_to(our_company(), known)
                withdraw_transfer(transfer=ours, by=Person.find(person_id), now=now())

        came = at_once(tell, withdraw, tell, withdraw, tell)
        db.session.expunge_all()
        with tenant_scope(OPERATOR):
            state = Transfer.find(transfer_id).state(DAY)
        with tenant_scope(charlie.tenant_id):
            moved = Agreement.holding_on(DAY) is not None
        db.session.commit()
        assert state is (TransferState.DONE if moved else TransferState.WITHDRAWN)
        assert [came[1], came[3]].count("done") == (0 if moved else 1)
