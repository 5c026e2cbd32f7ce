"""Agreeing to a plan: the preview is the charge, and the database keeps the timeline."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from saas.dates import now, today
from saas.db import db
from saas.errors import NotAllowed
from saas.licensing.agreement.models import Agreement, AgreementTerm, current_plan, current_terms
from saas.licensing.catalogue.models import SoldEdition, SoldEditionChanged, as_sold, note_sale
from saas.licensing.change.actions import change_plan, preview_change
from saas.licensing.change.rules import Standing, preview
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.lines.rules import Item
from saas.licensing.ordering.rules import NothingChanges, PlanSellsNoSeats
from saas.licensing.seats.models import SeatCount, seats_at, seats_that_do_not_add_up
from saas.licensing.termination.actions import give_notice
from saas.licensing.vat.rules import vat_decision
from saas.money import Money
from saas.scope import all_tenants, tenant_scope
from tests.licensing.making import BASIC, ENTERPRISE, FREE, PREMIUM, agreed


def previewed(by, edition=BASIC, extra_seats=0):
    return preview_change(edition_key=edition.key, extra_seats=extra_seats, by=by, now=now())


class TestAnotherCompany:
    def test_has_its_own_agreement_or_none(self, alice, charlie):
        agreed(alice)

        with tenant_scope(charlie.tenant_id):
            assert current_terms(today()) is None
            assert current_plan(today()) == FREE


class TestPreview:
    def test_of_a_first_plan_charges_a_whole_month_with_tax(self, inside, alice):
        offer = previewed(alice, BASIC, extra_seats=1)

        assert [(line.item, line.net.minor) for line in offer.lines] == [
            (Item.PLAN, 24900),
            (Item.SEATS, 4900),
        ]
        assert (offer.now.net, offer.now.vat) == (Money.sek(298), Money(7450))
        assert offer.standing.monthly == offer.now
        assert offer.standing.next_on == date(2026, 4, 2)

    def test_of_an_upgrade_is_to_the_ore_of_domain_4(self, inside, alice, clock):
        clock.set(date(2026, 3, 1))
        agreed(alice)
        clock.set(date(2026, 3, 17))

        offer = previewed(alice, PREMIUM)

        assert [line.net.minor for line in offer.lines] == [-12048, 28984]

    def test_writes_nothing(self, inside, alice):
        previewed(alice)

        assert Agreement.holding_on(today()) is None
        assert db.session.scalar(select(SeatCount)) is None

    def test_has_the_same_fingerprint_while_nothing_changes(self, inside, alice, clock):
        before = previewed(alice).fingerprint

        assert previewed(alice).fingerprint == before
        assert previewed(alice, extra_seats=1).fingerprint != before
        clock.set(date(2026, 3, 3))
        assert previewed(alice).fingerprint != before

    def test_during_notice_charges_to_the_last_day_only(self, inside, alice, clock):
        clock.set(date(2026, 3, 1))
        agreed(alice)
        give_notice(by=alice, now=now())
        clock.set(date(2026, 5, 22))

        offer = previewed(alice, BASIC, extra_seats=1)

        assert [(line.starts_on, line.until) for line in offer.lines] == [
            (date(2026, 5, 22), date(2026, 6, 1))
        ]
        clock.set(date(2026, 6, 1))
        last = previewed(alice, BASIC, extra_seats=1)
        assert (last.lines[0].until, last.standing.next_on) == (date(2026, 6, 2), None)

    def test_is_of_a_change(self, inside, alice):
        agreed(alice, edition=PREMIUM, extra_seats=1)

        with pytest.raises(NothingChanges):
            previewed(alice, PREMIUM, 1)

    def test_is_not_for_everybody(self, inside, bob):
        with pytest.raises(NotAllowed):
            previewed(bob)


class TestChange:
    def test_starts_an_agreement_with_the_seats_of_its_plan(self, inside, alice):
        agreement = agreed(alice, extra_seats=1)

        assert agreement.started_on == date(2026, 3, 2)
        assert current_plan(today()) == BASIC
        assert seats_at(now()).entitled == 3
        assert db.session.scalar(select(SeatCount.entitled)) == 3

    def test_adds_terms_and_closes_those_before(self, inside, alice, clock):
        agreed(alice)
        clock.set(date(2026, 3, 17))
        agreement = agreed(alice, edition=PREMIUM, extra_seats=2)

        timeline = agreement.timeline()

        assert [(t.edition, t.starts_on, t.until) for t in timeline.terms] == [
            (BASIC.key, date(2026, 3, 2), date(2026, 3, 17)),
            (PREMIUM.key, date(2026, 3, 17), None),
        ]
        assert seats_at(now()).entitled == 4

    def test_twice_on_a_day_keeps_the_last_word(self, inside, alice):
        agreed(alice)
        agreed(alice, extra_seats=1)
        agreement = agreed(alice, edition=PREMIUM, extra_seats=1)

        assert [t.edition for t in agreement.timeline().terms if not t.is_empty] == [PREMIUM.key]

    def test_refuses_what_was_not_shown(self, inside, alice):
        shown = previewed(alice).fingerprint

        with pytest.raises(PreviewOutdated):
            change_plan(edition_key=PREMIUM.key, extra_seats=0, shown=shown, by=alice, now=now())

    def test_refuses_what_was_shown_before_something_else_was_agreed(self, inside, alice):
        shown = previewed(alice, PREMIUM).fingerprint
        agreed(alice)

        with pytest.raises(PreviewOutdated):
            change_plan(edition_key=PREMIUM.key, extra_seats=0, shown=shown, by=alice, now=now())

    def test_works_on_the_day_after_a_notice_before_its_calendar_has_run(
        self, inside, alice, clock
    ):
        agreed(alice)
        give_notice(by=alice, now=now())
        db.session.commit()
        clock.set(date(2026, 6, 3))

        agreement = agreed(alice, edition=PREMIUM)

        assert agreement.started_on == date(2026, 6, 3)
        both = db.session.scalars(select(Agreement).order_by(Agreement.id))
        assert [a.timeline().terms[0].until for a in both] == [date(2026, 6, 3), None]

    def test_keeps_the_ledger_true(self, alice):
        agreed(alice)
        agreed(alice, extra_seats=5)

        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []


class TestTheDatabase:
    """What must never be is refused below us, whatever the code above does."""

    def test_holds_one_set_of_terms_on_a_day(self, inside, alice):
        agreement = agreed(alice)
        row = agreement.terms[0]
        again = {c.key: getattr(row, c.key) for c in AgreementTerm.__table__.columns}
        again |= {"id": row.id + 1, "starts_on": date(2026, 5, 1)}

        with pytest.raises(IntegrityError, match="terms_never_overlap"):
            db.session.execute(AgreementTerm.__table__.insert().values(**again))

    @pytest.mark.parametrize(
        "deed",
        [
            update(AgreementTerm).values(fee_minor=1),
            update(AgreementTerm).values(until=date(2026, 9, 1), extra_seats=9),
            delete(AgreementTerm),
        ],
    )
    def test_never_edits_terms(self, inside, alice, deed):
        agreed(alice)

        with pytest.raises(IntegrityError, match="terms are closed once"):
            db.session.execute(deed)

    def test_closes_terms_once(self, inside, alice):
        agreed(alice)
        db.session.execute(update(AgreementTerm).values(until=date(2026, 9, 1)))

        with pytest.raises(IntegrityError, match="terms are closed once"):
            db.session.execute(update(AgreementTerm).values(until=date(2026, 10, 1)))

    def test_never_edits_an_agreement(self, inside, alice, owner_engine):
        agreed(alice)

        with owner_engine.connect() as owner:
            owner.execute(text("set local session_replication_role = origin"))
            with pytest.raises(IntegrityError, match="never edited"):
                owner.execute(text("update agreements set started_on = '2020-01-01'"))


class TestSoldEditions:
    def test_are_kept_as_they_were_sold(self, inside, alice):
        agreed(alice)

        assert as_sold(BASIC.key)["monthly_fee"] == "249.00 SEK"
        assert as_sold(PREMIUM.key) is None

    def test_never_change(self, database):
        note_sale(BASIC, at=now())
        note_sale(BASIC, at=now())

        with pytest.raises(SoldEditionChanged, match="list a new edition"):
            note_sale(replace(BASIC, seats_included=9), at=now())
        assert db.session.scalars(select(SoldEdition.key)).all() == [BASIC.key]

    def test_enterprise_sells_no_seats_over_the_counter(self, inside, alice):
        with pytest.raises(PlanSellsNoSeats):
            preview(
                Standing(),
                edition=ENTERPRISE,
                extra_seats=1,
                day=today(),
                vat=vat_decision(country="SE", vat_number_proven=False, on=today()),
            )
