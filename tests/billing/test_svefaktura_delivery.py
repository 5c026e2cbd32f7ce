"""Svefaktura as the way invoices come: chosen, tested, handed over, answered, fallen back from."""

import json
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from saas.billing.access_point.folder import FolderAccessPoint
from saas.billing.access_point.port import Consignment
from saas.billing.delivery.actions import activate_e_invoices, choose_delivery, choose_format
from saas.billing.delivery.jobs import read_receipts
from saas.billing.delivery.models import DeliveryChoice
from saas.billing.delivery.rules import Stage
from saas.billing.dispatches.models import Dispatch
from saas.billing.dispatches.rules import Fate, Way
from saas.billing.e_invoice.formats import BASIC_INVOICE, BASIC_INVOICE_PROCESS, Format
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.billing.events import EInvoiceReady
from saas.billing.svefaktura.rules import OnlyInSweden
from saas.dates import now, today
from saas.db import db
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from tests import factories
from tests.billing import making
from tests.billing.sfti import broken
from tests.helpcenter.making import staff_member

PAGE, DOOR = "/company/delivery", "/api/v1/company/delivery"
BAKERY = ElectronicAddress("0007", "5560160680")
ORDER = {
    "way": "e_invoice", "format": "svefaktura_1", "scheme": "0007", "identifier": "5560160680",
}  # fmt: skip


@pytest.fixture
def network(app, settings, tmp_path, monkeypatch):
    """An access point in a folder."""
    connected = replace(settings, access_point_folder=str(tmp_path))
    monkeypatch.setitem(app.config, "SETTINGS", connected)
    return tmp_path


@pytest.fixture
def chooses(alice):
    """Alice has the bakery's invoices come as Svefaktura, tested already where told so."""

    def choose(*, format_=Format.SVEFAKTURA, active=True, reference="Inköp 7"):
        with tenant_scope(alice.tenant_id):
            our_company().reference = reference
            choose_delivery(
                way=Way.E_INVOICE, also_to=(), specification_to=(), address=BAKERY,
                format_=format_, by=alice, now=now(),
            )  # fmt: skip
            if active:
                activate_e_invoices(by=alice, now=now())
                db.session.execute(db.text("update deliveries set done_at = now()"))
            db.session.commit()

    return choose


@pytest.fixture
def issued(alice, tell_all):
    """An invoice of the bakery, issued and told of."""

    def issue():
        row = making.invoice(by=alice, today=today())
        tell_all()
        return row

    return issue


@pytest.fixture
def sendings(alice):
    """Every sending of the bakery: (way, format, fate, test)."""

    def told():
        with tenant_scope(alice.tenant_id):
            rows = db.session.scalars(db.select(Dispatch).order_by(Dispatch.id)).all()
            said = [(row.way.value, row.format, row.fate.value, row.is_test) for row in rows]
        db.session.rollback()
        return said

    return told


def waybills(network):
    return [json.loads(file.read_text()) for file in sorted((network / "waybills").iterdir())]


def answer(network, status, reason=""):
    (network / "receipts").mkdir(exist_ok=True)
    for bill in waybills(network):
        said = {"document": bill["document"], "status": status, "reason": reason}
        (network / "receipts" / f"{bill['document']}.json").write_text(json.dumps(said))
    read_receipts(today())
    db.session.commit()


class TestOtherPeople:
    def test_charlies_format_is_his_own(self, api_as, alice, charlie):
        assert api_as(alice).put(DOOR, json=ORDER).json["format"] == "svefaktura_1"

        assert api_as(charlie).get(DOOR).json["format"] == "peppol_bis_billing_3"

    def test_bob_may_not_choose(self, as_user, api_as, bob):
        assert api_as(bob).put(DOOR, json=ORDER).status_code == 403
        assert as_user(bob).post(PAGE, ORDER).status_code == 403

    def test_the_desk_is_for_staff(self, as_user, alice, bakery):
        path = f"/staff/delivery/{bakery.customer_number}/format"

        assert as_user(alice).post(path, {"format": "svefaktura_1"}).status_code == 404


class TestTheWayThere:
    def test_while_it_is_tested_a_pdf_comes_as_well(
        self, chooses, issued, network, mails, sendings
    ):
        chooses(active=False)
        issued()

        assert len(mails()) == 1
        [file] = (network / "test").iterdir()
        assert file.name.endswith(".svefaktura.xml")
        assert broken(file.read_bytes()) == []
        assert sendings() == [
            ("mail", None, "sent", False),
            ("e_invoice", Format.SVEFAKTURA, "sent", True),
        ]

    def test_once_active_it_comes_alone_with_its_waybill(
        self, chooses, issued, network, mails, sendings
    ):
        chooses()
        invoice = issued()

        [file] = (network / "out").iterdir()
        [bill] = waybills(network)
        assert mails() == []
        assert f"<ID>{invoice.number}</ID>" in file.read_text()
        assert broken(file.read_bytes()) == []
        assert bill == {
            "document": file.name.removesuffix(".svefaktura.xml"),
            "file": f"out/{file.name}",
            "format": "svefaktura_1",
            "document_type": f"{BASIC_INVOICE}::Invoice##{BASIC_INVOICE}::1.0",
            "process": BASIC_INVOICE_PROCESS,
            "sender": "0007:5566778899",
            "recipient": "0007:5560160680",
        }
        assert sendings() == [("e_invoice", Format.SVEFAKTURA, "sent", False)]

    def test_peppol_has_a_waybill_too(self, chooses, issued, network):
        chooses(format_=Format.PEPPOL_BIS)
        issued()

        [bill] = waybills(network)
        assert bill["format"] == "peppol_bis_billing_3"
        assert bill["document_type"].endswith("peppol.eu:2017:poacc:billing:3.0::2.1")
        assert (network / bill["file"]).name == f"{bill['document']}.xml"

    def test_a_receipt_is_noted(self, chooses, issued, network, sendings, tell_all):
        chooses()
        issued()

        answer(network, "accepted")
        tell_all()

        assert sendings() == [("e_invoice", Format.SVEFAKTURA, "accepted", False)]

    def test_one_refused_comes_as_pdf_with_the_reason(
        self, alice, chooses, issued, network, mails, tell_all
    ):
        chooses()
        invoice = issued()

        answer(network, "rejected", "Reads no Svefaktura")
        tell_all()

        assert "Reads no Svefaktura" in mails()[0].body
        with tenant_scope(alice.tenant_id):
            first, _second = Dispatch.of_invoice(invoice.id)
            assert first.fate is Fate.REJECTED

    def test_without_a_reference_a_pdf_comes_instead(self, chooses, issued, network, mails):
        chooses(reference="")
        issued()

        assert "Er referens saknas" in mails()[0].body
        assert not (network / "out").exists()

    def test_what_waits_goes_in_the_format_it_was_begun_in(
        self, alice, chooses, network, tell_all, sendings
    ):
        chooses()
        invoice = making.invoice(by=alice, today=today())
        chooses(format_=Format.PEPPOL_BIS)
        with tenant_scope(alice.tenant_id):
            begun = Dispatch.begin(
                invoice.id, Way.E_INVOICE, fate=Fate.WAITING, now=now(), recipient=str(BAKERY),
                format_=Format.SVEFAKTURA,
            )  # fmt: skip
            announce(EInvoiceReady(begun.id))
            db.session.commit()
        tell_all()

        assert sendings() == [("e_invoice", Format.SVEFAKTURA, "sent", False)]
        assert len(list((network / "out").glob("*.svefaktura.xml"))) == 1

    def test_the_same_again_is_the_same_file(self, tmp_path):
        point = FolderAccessPoint(tmp_path)
        one = Consignment(
            name="dis_1", extension="svefaktura.xml", content=b"<a/>", format="svefaktura_1",
            document_type="t", process="p", sender="", recipient="0007:5560160680", is_test=False,
        )  # fmt: skip

        point.send(one)
        point.send(one)

        assert [file.name for file in (tmp_path / "out").iterdir()] == ["dis_1.svefaktura.xml"]
        assert [file.name for file in (tmp_path / "waybills").iterdir()] == ["dis_1.json"]
        with pytest.raises(ValueError, match="cannot be the name"):
            point.send(replace(one, name="../x"))


class TestChoosing:
    def test_another_format_is_tested_anew(self, alice, chooses):
        chooses(format_=Format.PEPPOL_BIS)
        with tenant_scope(alice.tenant_id):
            assert DeliveryChoice.ours().stage is Stage.ACTIVE

        chooses(active=False)

        with tenant_scope(alice.tenant_id):
            assert DeliveryChoice.ours().stage is Stage.TEST

    def test_on_the_page(self, as_user, api_as, alice, network):
        browser = as_user(alice)
        assert "An older format between companies in Sweden" in browser.get(PAGE).text

        assert browser.post(PAGE, ORDER).status_code == 303

        assert api_as(alice).get(DOOR).json["format"] == "svefaktura_1"
        assert [each["rule"] for each in api_as(alice).get(DOOR).json["obstacles"]] == ["R-79"]

    def test_what_is_tested_is_told_by_its_name(self, as_user, alice, chooses, network):
        chooses(active=False)

        assert "as a test e-invoice in Svefaktura 1.0" in as_user(alice).get(PAGE).text

    def test_peppol_where_nothing_is_said(self, api_as, alice):
        order = {name: said for name, said in ORDER.items() if name != "format"}

        assert api_as(alice).put(DOOR, json=order).json["format"] == "peppol_bis_billing_3"

    def test_a_format_nobody_has(self, as_user, api_as, alice):
        assert api_as(alice).put(DOOR, json=ORDER | {"format": "edifact"}).status_code == 422
        answer = as_user(alice).post(PAGE, ORDER | {"format": "edifact"})
        assert "Choose one of the formats" in answer.text

    def test_a_company_abroad_has_peppol_alone(self, as_user, api_as, database):
        company = factories.company(name="Oy Ab", org_number="20774740", country="FI")
        fia = factories.person(of=company, name="Fia")

        refused = api_as(fia).put(DOOR, json=ORDER)

        assert refused.status_code == 409
        assert "companies in Sweden" in refused.text
        assert 'value="svefaktura_1"' not in as_user(fia).get(PAGE).text
        with tenant_scope(company.id), pytest.raises(OnlyInSweden):
            choose_format(format_=Format.SVEFAKTURA, by=fia, now=now())

    def test_deliveries_tell_their_format(self, api_as, alice, chooses, issued, network):
        chooses(active=False)
        number = issued().number

        told = api_as(alice).get(f"/api/v1/invoices/{number}/deliveries").json["data"]

        assert [(each["way"], each["format"]) for each in told] == [
            ("mail", None),
            ("e_invoice", "svefaktura_1"),
        ]


class TestTheDesk:
    @pytest.fixture
    def staff(self, database, as_user):
        return as_user(staff_member("Sven"))

    def test_shows_the_format_and_changes_it(self, staff, api_as, alice, bakery, chooses):
        chooses(active=False)
        assert "Svefaktura 1.0" in staff.get("/staff/delivery").text
        path = f"/staff/delivery/{bakery.customer_number}/format"

        assert staff.post(path, {"format": "peppol_bis_billing_3"}).status_code == 303

        assert api_as(alice).get(DOOR).json["format"] == "peppol_bis_billing_3"
        assert "Change to Svefaktura 1.0" in staff.get("/staff/delivery").text
        staff.post(path, {"format": "peppol_bis_billing_3"})
        staff.post(path, {"format": "edifact"})
        assert api_as(alice).get(DOOR).json["format"] == "peppol_bis_billing_3"

    def test_a_company_that_has_chosen_nothing_has_no_format_to_change(self, alice):
        with tenant_scope(alice.tenant_id):
            assert not choose_format(format_=Format.SVEFAKTURA, by=alice, now=now())

    def test_what_was_refused_tells_its_format_and_offers_the_other(
        self, staff, bakery, chooses, issued, network, tell_all
    ):
        chooses()
        issued()
        answer(network, "rejected", "Reads no Svefaktura")
        tell_all()

        page = staff.get("/staff/delivery").text

        assert "Reads no Svefaktura" in page
        assert "Svefaktura 1.0" in page
        assert "Change to Peppol BIS Billing 3.0" in page
        path = f"/staff/delivery/{bakery.customer_number}/format"
        staff.post(path, {"format": "peppol_bis_billing_3"})
        page = staff.get("/staff/delivery").text
        assert "Reads no Svefaktura" in page
        assert "Change to Peppol" not in page


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("way", "format_"), [(Way.E_INVOICE, None), (Way.MAIL, "svefaktura_1")]
    )
    def test_an_e_invoice_has_a_format_and_nothing_else_has(self, alice, way, format_):
        invoice = making.invoice(by=alice, today=today())

        with tenant_scope(alice.tenant_id), pytest.raises(IntegrityError, match="has_a_format"):
            Dispatch.begin(
                invoice.id, way, fate=Fate.SENT, now=now(), recipient="x", format_=format_
            )
        db.session.rollback()
