"""Invoices arrive: the way that was chosen, or the next best with the reason why."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.delivery.actions import (
    activate_e_invoices,
    choose_delivery,
    note_bounce,
    note_posted,
    use_again,
)
from saas.billing.delivery.jobs import deliver_again, deliver_invoice, read_receipts
from saas.billing.delivery.rules import Addresses, Stage, TooManyRecipients, recipients, route
from saas.billing.dispatches.models import Dispatch
from saas.billing.dispatches.rules import Fate, Paper, Sent, Way
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.billing.events import DeliveryFailed, InvoiceIssued
from saas.dates import now, today
from saas.db import db
from saas.mail import MailAttachment
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.text import Text
from tests import factories
from tests.billing import making

BAKERY = ElectronicAddress("0007", factories.BAKERY)
emails = st.sampled_from(["a@x.example", "A@x.example", "b@x.example", "c@x.example", ""])


class TestTheRoute:
    @given(
        way=st.sampled_from(Way),
        stage=st.sampled_from(Stage),
        chosen=st.lists(emails, max_size=3),
        owners=st.lists(emails, max_size=2),
        bounced=st.lists(emails, max_size=3),
        obstacles=st.lists(st.just(Text("Something is missing.")), max_size=1),
    )
    def test_it_always_leads_somewhere(self, way, stage, chosen, owners, bounced, obstacles):
        addresses = Addresses(chosen=tuple(chosen), owners=tuple(owners), bounced=bounced)

        went = route(way, addresses, stage=stage, obstacles=obstacles)

        assert bool(went.mail_to) == (went.way is Way.MAIL)
        assert not {a.lower() for a in went.mail_to} & {b.lower() for b in bounced}
        assert len({a.lower() for a in went.mail_to}) == len(went.mail_to)
        assert went.way is way or went.reason
        if went.way is Way.E_INVOICE:
            assert stage is Stage.ACTIVE
            assert not obstacles

    def test_addresses_are_told_once_and_are_not_too_many(self):
        assert recipients(["a@x.example", "A@x.example"]) == ["A@x.example"]
        with pytest.raises(TooManyRecipients):
            recipients([f"{n}@x.example" for n in range(11)])


class TestTheHistory:
    def test_says_what_went_where_and_why(self):
        told = Sent(
            at=now(), way=Way.MAIL, paper=Paper.SPECIFICATION, fate=Fate.SENT,
            recipient="a@x.example", is_test=True, reason=Text("Somebody asked for it."),
        )  # fmt: skip

        assert str(told.what) == (
            "Test: Specification: Mailed to a@x.example. Somebody asked for it."
        )
        assert (told.tone, replace(told, fate=Fate.BOUNCED).tone) == ("info", "bad")

    def test_of_a_plain_sending_is_short(self):
        told = Sent(
            at=now(), way=Way.PORTAL, paper=Paper.INVOICE, fate=Fate.SENT, recipient="",
            is_test=False, reason=None,
        )  # fmt: skip

        assert str(told.what) == "Made available here"


@pytest.fixture
def network(app, settings, tmp_path, monkeypatch):
    """An access point in a folder."""
    connected = replace(settings, access_point_folder=str(tmp_path))
    monkeypatch.setitem(app.config, "SETTINGS", connected)
    return tmp_path


@pytest.fixture
def disconnect(app, network, monkeypatch):
    """Put something in the way: a file where the folder should be."""

    def block():
        blocked = network / "a file"
        blocked.write_text("")
        elsewhere = replace(app.config["SETTINGS"], access_point_folder=str(blocked))
        monkeypatch.setitem(app.config, "SETTINGS", elsewhere)

    return block


@pytest.fixture
def chooses(alice):
    """Alice says how the bakery's invoices come."""

    def choose(way, *, also_to=(), specification_to=(), address=BAKERY, reference="Inköp 7"):
        with tenant_scope(alice.tenant_id):
            our_company().reference = reference
            choose_delivery(
                way=way, also_to=also_to, specification_to=specification_to, address=address,
                by=alice, now=now(),
            )  # fmt: skip
            db.session.commit()

    return choose


@pytest.fixture
def active(alice):
    """Staff have let the tests of e-invoices be over, and nobody has been told yet."""

    def activate():
        with tenant_scope(alice.tenant_id):
            activate_e_invoices(by=alice, now=now())
            db.session.execute(db.text("update deliveries set done_at = now()"))
            db.session.commit()

    return activate


@pytest.fixture
def issued(alice, tell_all):
    """An invoice of the bakery, issued and told of; where it has gone."""

    def issue():
        row = making.invoice(by=alice, today=today())
        tell_all()
        return row

    return issue


@pytest.fixture
def sendings(alice):
    """Every sending of the bakery: (way, fate, recipient, test)."""

    def told():
        with tenant_scope(alice.tenant_id):
            rows = db.session.scalars(db.select(Dispatch).order_by(Dispatch.id)).all()
            said = [(r.way.value, r.fate.value, r.recipient, r.is_test) for r in rows]
        db.session.rollback()
        return said

    return told


@pytest.fixture
def enclosed(alice):
    """The names of the files that went with the bakery's letters."""

    def names():
        with tenant_scope(alice.tenant_id):
            files = db.session.scalars(db.select(MailAttachment).order_by(MailAttachment.id))
            told = [file.filename for file in files]
        db.session.rollback()
        return told

    return names


def answers(network, status, reason=""):
    """The operator answers every document in `out`."""
    (network / "receipts").mkdir(exist_ok=True)
    for file in (network / "out").glob("*.xml"):
        said = {"document": file.stem, "status": status, "reason": reason}
        (network / "receipts" / f"{file.stem}.json").write_text(json.dumps(said))


def listens(tell_all):
    read_receipts(today())
    db.session.commit()
    tell_all()


class TestOtherPeople:
    def test_charlies_choice_is_not_ours(self, chooses, charlie, issued, sendings):
        chooses(Way.PORTAL)
        with tenant_scope(charlie.tenant_id):
            choose_delivery(
                way=Way.PAPER, also_to=["c@x.example"], specification_to=[], address=None,
                by=charlie, now=now(),
            )  # fmt: skip
            db.session.commit()

        issued()

        assert sendings() == [("portal", "sent", "", False)]


class TestMail:
    def test_it_goes_to_the_companys_address_and_to_the_others(
        self, chooses, issued, mails, enclosed
    ):
        chooses(Way.MAIL, also_to=["chef@bageriet.example"])
        issued()

        assert [m.recipient for m in mails()] == [
            "faktura@bageriet.example",
            "chef@bageriet.example",
        ]
        assert [name[-4:] for name in enclosed()] == [".pdf", ".pdf"]

    def test_told_twice_it_is_mailed_once(self, alice, issued, mails):
        invoice = issued()
        with tenant_scope(alice.tenant_id):
            deliver_invoice(InvoiceIssued(invoice.id))
            deliver_again(DeliveryFailed(invoice.id))
            db.session.commit()

        assert len(mails()) == 1

    def test_an_address_that_bounces_is_left_out_and_the_owners_are_told(
        self, alice, chooses, issued, mails, sendings, tell_all
    ):
        issued()
        with tenant_scope(alice.tenant_id):
            noted = note_bounce(
                email="faktura@bageriet.example", reason="550", by_name="Sven", now=now()
            )
            again = note_bounce(
                email="FAKTURA@bageriet.example", reason="550", by_name="Sven", now=now()
            )
            db.session.commit()
        tell_all()

        assert (noted, again) == (True, False)
        assert [m.recipient for m in mails()] == [
            "faktura@bageriet.example",
            f"alice@{alice.tenant_id}.example",
        ]
        assert sendings()[0][1] == Fate.BOUNCED

    def test_the_others_are_not_mailed_twice(self, alice, chooses, issued, mails, tell_all):
        chooses(Way.MAIL, also_to=["chef@bageriet.example"])
        issued()
        with tenant_scope(alice.tenant_id):
            note_bounce(email="faktura@bageriet.example", reason="", by_name="S", now=now())
            db.session.commit()
        tell_all()

        assert len(mails()) == 2

    def test_an_address_can_be_used_again(self, alice, chooses, issued, mails, tell_all):
        with tenant_scope(alice.tenant_id):
            note_bounce(email="faktura@bageriet.example", reason="", by_name="S", now=now())
            use_again(email="faktura@bageriet.example", by=alice, now=now())
            db.session.commit()
        issued()

        assert [m.recipient for m in mails()] == ["faktura@bageriet.example"]


class TestTheSpecification:
    def test_a_standing_order_brings_it_at_each_invoice(self, chooses, issued, mails, enclosed):
        chooses(Way.PORTAL, specification_to=["ekonomi@bageriet.example"])
        issued()

        (letter,) = mails()
        assert letter.recipient == "ekonomi@bageriet.example"
        assert [name[-5:] for name in enclosed()] == [".xlsx"]


class TestEInvoices:
    def test_while_they_are_tested_a_pdf_comes_as_well(
        self, chooses, issued, mails, network, sendings
    ):
        chooses(Way.E_INVOICE)
        issued()

        assert len(mails()) == 1
        assert sendings()[1] == ("e_invoice", "sent", str(BAKERY), True)
        assert len(list((network / "test").glob("*.xml"))) == 1
        assert not (network / "out").exists()

    def test_once_active_they_come_alone(self, chooses, active, issued, mails, network, sendings):
        chooses(Way.E_INVOICE)
        active()
        invoice = issued()

        (file,) = (network / "out").iterdir()
        assert mails() == []
        assert sendings() == [("e_invoice", "sent", str(BAKERY), False)]
        assert f"<cbc:ID>{invoice.number}</cbc:ID>" in file.read_text()

    def test_the_end_of_the_tests_is_told(self, alice, chooses, network, mails, tell_all):
        chooses(Way.E_INVOICE)
        with tenant_scope(alice.tenant_id):
            assert activate_e_invoices(by=alice, now=now())
            assert not activate_e_invoices(by=alice, now=now())
        tell_all()

        (letter,) = mails()
        assert letter.recipient == "faktura@bageriet.example"
        assert str(BAKERY) in letter.body

    def test_another_address_is_tested_anew(self, chooses, active, issued, mails, network):
        chooses(Way.E_INVOICE)
        active()
        chooses(Way.E_INVOICE, address=ElectronicAddress("0088", "7300009000005"))
        issued()

        assert len(mails()) == 1

    @pytest.mark.parametrize(
        ("missing", "said"),
        [({"reference": ""}, "reference"), ({"address": None}, "address")],
    )
    def test_what_is_missing_is_told_and_a_pdf_comes_instead(
        self, alice, chooses, active, issued, mails, network, missing, said
    ):
        chooses(Way.E_INVOICE, **missing)
        active()
        invoice = issued()

        assert len(mails()) == 1
        with tenant_scope(alice.tenant_id):
            (dispatch,) = Dispatch.of_invoice(invoice.id)
            assert said in str(dispatch.told.what)

    def test_without_a_network_a_pdf_comes_instead(self, chooses, active, issued, mails):
        chooses(Way.E_INVOICE)
        active()
        issued()

        assert len(mails()) == 1

    def test_a_receipt_is_noted_once_and_put_away(
        self, chooses, active, issued, network, sendings, tell_all
    ):
        chooses(Way.E_INVOICE)
        active()
        issued()
        answers(network, "accepted")

        listens(tell_all)
        listens(tell_all)
        answers(network, "rejected", "Too late")
        listens(tell_all)

        assert sendings() == [("e_invoice", "accepted", str(BAKERY), False)]
        assert list((network / "receipts").glob("*.json")) == []

    def test_one_refused_comes_as_pdf_with_the_reason(
        self, alice, chooses, active, issued, network, mails, tell_all
    ):
        chooses(Way.E_INVOICE)
        active()
        invoice = issued()
        answers(network, "rejected", "No such recipient")

        listens(tell_all)
        listens(tell_all)

        assert len(mails()) == 1
        with tenant_scope(alice.tenant_id):
            first, second = Dispatch.of_invoice(invoice.id)
            assert first.fate is Fate.REJECTED
            assert "No such recipient" in str(second.told.what)
        assert "No such recipient" in mails()[0].body

    def test_what_is_no_receipt_is_left_alone(self, database, network, tell_all):
        (network / "receipts").mkdir()
        for name, said in {
            "a": "{",
            "b": "[]",
            "c": '{"document": "dis_x", "status": "x"}',
        }.items():
            (network / "receipts" / f"{name}.json").write_text(said)
        (network / "receipts" / "d.json").write_text(
            '{"document": "dis_unknown", "status": "accepted"}'
        )

        listens(tell_all)

        assert len(list((network / "receipts").iterdir())) == 4

    def test_a_folder_that_cannot_be_written_is_tried_again(
        self, chooses, active, issued, sendings, network, disconnect
    ):
        chooses(Way.E_INVOICE)
        active()
        disconnect()
        with pytest.raises(AssertionError, match=r"FileExists|NotADirectory"):
            issued()

        assert sendings()[0][1] == "waiting"


class TestPaper:
    def test_it_waits_until_it_is_posted(self, alice, chooses, issued, mails, sendings):
        chooses(Way.PAPER)
        invoice = issued()
        assert sendings() == [("paper", "waiting", "", False)]

        with tenant_scope(alice.tenant_id):
            (dispatch,) = Dispatch.of_invoice(invoice.id)
            note_posted(dispatch, now=now())
            db.session.commit()

        assert sendings() == [("paper", "sent", "", False)]
        assert mails() == []
