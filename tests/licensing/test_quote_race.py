"""A quote is answered once, whoever answers at the same moment; and it becomes one agreement."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from saas.dates import now
from saas.db import db
from saas.errors import Refusal
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.licensing.quotes import actions
from saas.licensing.quotes.actions import (
    accept_quote,
    decline_quote,
    preview_quote,
    withdraw_quote,
)
from saas.licensing.quotes.models import Quote, QuoteAnswer, QuotedAgreement
from saas.licensing.quoting.actions import draft_quote, send_quote
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests.helpcenter.making import staff_member
from tests.licensing.quoting import offered, sent_quote

HANDS = 6
GUARD = "a_quote_is_answered_once"


class Rush:
    """Many hands at one quote of the bakery's."""

    def __init__(self, app, alice, quote, staff):
        self.app, self.alice_id, self.tenant_id = app, alice.id, alice.tenant_id
        self.number, self.staff_id = quote.number, staff.id
        self.gate = Barrier(HANDS)

    def at_once(self, *deeds):
        """What became of each deed, all begun at the same moment: its name or the refusal's."""
        with ThreadPoolExecutor(HANDS) as hands:
            return list(hands.map(self._do, deeds))

    def _do(self, deed):
        with self.app.app_context(), tenant_scope(self.tenant_id):
            quote = Quote.numbered(self.number)
            self.gate.wait(timeout=20)
            try:
                getattr(self, deed)(quote)
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return refusal.code
            finally:
                db.session.remove()
        return deed

    def accept(self, quote):
        by, instant = Person.find(self.alice_id), now()
        shown = preview_quote(quote=quote, by=by, now=instant).fingerprint
        accept_quote(
            quote=quote, shown=shown, reference="", accepted=True, address="", by=by, now=instant
        )

    def decline(self, quote):
        by = Person.find(self.alice_id)
        decline_quote(quote=quote, reason="No", by=by, now=now())

    def withdraw(self, quote):
        with tenant_scope(OPERATOR):
            staff = Person.find(self.staff_id)
            assert staff.name
        withdraw_quote(quote=quote, reason="", by=staff, now=now())

    def renew(self, quote):
        with tenant_scope(OPERATOR):
            staff = Person.find(self.staff_id)
        offer, typed, _ = offered(starts_on="", features="", fee="1")
        draft = draft_quote(
            customer_id=self.tenant_id, contents=typed, by=staff, now=now(), number=quote.number
        )
        send_quote(draft=draft, offer=offer, words="", reference="", by=staff, now=now())

    def kept(self, table):
        with tenant_scope(self.tenant_id):
            found = db.session.scalar(select(func.count()).select_from(table))
        db.session.commit()
        return found


@pytest.fixture
def rush(app, alice, database):
    staff = staff_member("Signe")
    quote = sent_quote(alice, by=staff, starts_on="", features="")
    return Rush(app, alice, quote, staff)


def test_of_many_who_accept_one_does_and_there_is_one_agreement(rush):
    came = rush.at_once(*["accept"] * HANDS)

    assert came.count("accept") == 1
    assert set(came) - {"accept"} <= {"quote-closed", "preview-outdated"}
    assert [rush.kept(t) for t in (QuoteAnswer, QuotedAgreement, Agreement)] == [1, 1, 1]


@pytest.mark.parametrize("other", ["decline", "withdraw"])
def test_it_is_accepted_or_taken_back_never_both(rush, other):
    came = rush.at_once(*["accept", other] * (HANDS // 2))

    assert sum(deed in {"accept", other} for deed in came) == 1
    assert rush.kept(QuoteAnswer) == 1
    assert rush.kept(Agreement) == came.count("accept")


@pytest.fixture
def without_turns(monkeypatch):
    """Nobody waits for the company's row, and everybody looks before anybody writes."""
    everybody_looked, look = Barrier(HANDS), actions.must_be_open

    def must_be_open(*args, **kwargs):
        look(*args, **kwargs)
        everybody_looked.wait(timeout=20)

    monkeypatch.setattr(actions, "take_turns", our_company)
    monkeypatch.setattr(actions, "must_be_open", must_be_open)


def test_the_constraint_alone_is_enough(rush, without_turns):
    came = rush.at_once(*["decline"] * HANDS)
    assert came.count("decline") == 1
    assert rush.kept(QuoteAnswer) == 1


def test_without_either_everybody_answers(rush, without_turns, owner_engine):
    """The control."""
    with owner_engine.begin() as owner:
        owner.execute(text(f"alter table quote_answers drop constraint {GUARD}"))
    try:
        assert rush.at_once(*["decline"] * HANDS) == ["decline"] * HANDS
        assert rush.kept(QuoteAnswer) == HANDS
    finally:
        with owner_engine.begin() as owner:
            owner.execute(text("truncate quote_answers cascade"))
            owner.execute(
                text(
                    f"alter table quote_answers add constraint {GUARD} unique (tenant_id, quote_id)"
                )
            )


def test_what_is_accepted_is_what_was_shown_though_a_newer_version_is_sent(rush):
    came = rush.at_once("accept", *["renew"] * (HANDS - 1))

    assert came.count("renew") == HANDS - 1
    assert came[0] in {"accept", "quote-superseded"}
    assert rush.kept(Agreement) == (1 if came[0] == "accept" else 0)
    with tenant_scope(rush.tenant_id):
        fees = [t.fee_minor for t in db.session.scalars(select(AgreementTerm))]
        versions = [q.version for q in Quote.versions(rush.number)]
    assert fees in ([], [2_500_000])
    assert versions == list(range(HANDS, 0, -1))
