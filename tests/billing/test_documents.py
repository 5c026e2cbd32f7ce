"""What an invoice's paper and screen show of its snapshot."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
import segno
import segno.helpers
from pypdf import PdfReader
from stdnum import iso11649
from stdnum.be import ogm_vcs

from saas.billing.documents.paying import (
    epc_qr,
    payment_codes,
    swish_qr,
    using_qr,
    ways_to_pay,
)
from saas.billing.documents.rules import as_image, invoice_paper, on_screen, svg
from saas.billing.seller.models import EXAMPLE
from saas.billing.seller.reading import SellerWrong, read_seller
from saas.billing.snapshot.rules import (
    Buyer,
    Correction,
    Heading,
    Preceding,
    fingerprint,
    read,
    snapshot,
    written,
)
from saas.billing.totals.rules import InvoiceKind, Sold, totals
from saas.documents import render
from saas.documents.typesetting import HOUSE
from saas.licensing.agreement.rules import Period
from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.vat.rules import vat_decision
from saas.money import Money
from saas.text import Text
from tests.documents.test_typesetting import words_of

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
SELLER, TERMS = read_seller(EXAMPLE.read_text())
BUYER = Buyer(
    name="Ågrens Bageri AB",
    customer_number="100123",
    org_number="556016-0680",
    vat_number="SE556016068001",
    attention="Inköp",
    street="Storgatan 1",
    postcode="111 22",
    city="Stockholm",
    country="SE",
)
SWEDISH = vat_decision(country="SE", vat_number_proven=False, on=date(2026, 3, 1))


def line(quantity=1, price=299_00, item=Item.PLAN):
    return ChargeLine(
        item=item,
        edition="basic-2026",
        name="Basic",
        quantity=quantity,
        unit_price=Money(price),
        period=MARCH,
        starts_on=MARCH.starts_on,
        until=MARCH.until,
        net=Money(price) * quantity,
    )


def content(*lines, decision=SWEDISH, buyer=BUYER, language="sv", **said):
    lines = lines or (line(), line(2, 75_00, Item.SEATS))
    sums = totals([Sold(each.net, decision) for each in lines])
    heading = Heading(
        kind=sums.kind,
        number="20260000123",
        ocr="2026000012339",
        language=language,
        issued_on=date(2026, 3, 1),
        due_on=date(2026, 3, 31),
        payment_days=30,
    )
    return snapshot(
        heading,
        seller=said.pop("seller", SELLER),
        buyer=buyer,
        lines=lines,
        decision=decision,
        totals=sums,
        **said,
    )


class TestTheSnapshot:
    def test_is_plain_data(self):
        assert json.loads(json.dumps(content())) == content()

    def test_its_fingerprint_notices_any_change(self):
        assert fingerprint(content()) != fingerprint(content() | {"due_on": "2026-04-01"})
        assert fingerprint(content()) == fingerprint(dict(reversed(content().items())))

    def test_sums_each_thing_sold_in_one_row(self):
        cut = [replace(line(), until=date(2026, 3, 17), net=Money(154_32)), line(-1)]

        rows = content(*cut, line(3, 75_00, Item.SEATS))["summary"]

        assert [row["net_minor"] for row in rows] == [-299_00, 154_32, 225_00]

    def test_texts_come_back_as_they_went(self):
        said = Text(
            "%(a)s %(b)s %(c)s %(d)s",
            {"a": Money(1_50), "b": date(2026, 3, 1), "c": Text("%(n)s", {"n": 2}), "d": "x"},
        )

        assert read(json.loads(json.dumps(written(said)))) == said


def tags_of(pdf):
    """Every structure type in the document's tree of tags."""
    found, waiting = set(), [PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if not isinstance(node, dict):
            continue
        found.add(node.get("/S"))
        below = node.get("/K", [])
        below = below.get_object() if hasattr(below, "get_object") else below
        waiting += below if isinstance(below, list) else [below]
        waiting = [each for each in waiting if hasattr(each, "get_object")]
    return found


class TestUsingQr:
    def test_says_what_a_bank_needs(self):
        assert json.loads(using_qr(content())) == {
            "uqr": 1,
            "tp": 1,
            "nme": "Kundzon Exempel AB",
            "cid": "556677-8899",
            "iref": "2026000012339",
            "idt": "20260301",
            "ddt": "20260331",
            "due": pytest.approx(561.25),
            "vat": pytest.approx(112.25),
            "pt": "BG",
            "acc": "5050-1055",
        }

    def test_writes_amounts_exactly(self):
        assert '"due":561.25,"vat":112.25' in using_qr(content())

    def test_is_left_out_where_nothing_is_paid_by_bankgiro(self):
        assert using_qr(content(line(-1))) is None
        assert using_qr(content(seller=replace(SELLER, bankgiro=""))) is None
        assert using_qr(content() | {"currency": "EUR"}) is None

    def test_is_drawn(self):
        assert svg(using_qr(content())).startswith("<svg")


EURO = {"currency": "EUR"}
IN_BELGIUM = replace(BUYER, country="BE", vat_number="BE0202239951")


class TestEpcCode:
    def test_says_what_the_payments_council_wants(self):
        lines = epc_qr(content() | EURO).split("\n")

        assert lines == [
            "BCD",
            "002",
            "1",
            "SCT",
            "ESSESESS",
            "Kundzon Exempel AB",
            "SE4550000000058398257466",
            "EUR561.25",
            "",
            "RF4920260000123",
        ]
        assert iso11649.is_valid(lines[-1])

    def test_agrees_with_another_maker_of_the_code(self):
        ours = epc_qr(content() | EURO)
        theirs = segno.helpers.make_epc_qr(
            "Kundzon Exempel AB",
            "SE4550000000058398257466",
            "561.25",
            reference="RF4920260000123",
            bic="ESSESESS",
            encoding=1,
        )

        assert segno.make(ours, error="m", micro=False, encoding="utf-8").matrix == theirs.matrix

    def test_says_a_belgian_reference_freely(self):
        lines = epc_qr(content(buyer=IN_BELGIUM) | EURO).split("\n")

        assert lines[-2:] == ["", "+++026/0000/12362+++"]
        assert ogm_vcs.is_valid(lines[-1])

    def test_is_left_out_in_kronor_and_without_iban(self):
        assert epc_qr(content()) is None
        assert epc_qr(content(seller=replace(SELLER, iban="")) | EURO) is None
        assert payment_codes(content(line(-1)) | EURO) == []


class TestSwishCode:
    TAKES_SWISH = replace(SELLER, swish="123 456 78 90")

    def test_fixes_payee_amount_and_message(self):
        said = swish_qr(content(seller=self.TAKES_SWISH))

        assert said == "C1234567890;561,25;2026000012339;0"

    def test_is_left_out_where_swish_is_not_taken(self):
        assert swish_qr(content()) is None
        assert swish_qr(content(seller=self.TAKES_SWISH) | EURO) is None


class TestWaysToPay:
    def test_are_giros_with_ocr_in_kronor(self):
        kinds = [way.kind for way in ways_to_pay(content())]

        assert kinds == ["bankgiro", "ocr", "iban", "bic"]

    def test_are_accounts_with_a_checked_reference_elsewhere(self):
        ways = {way.kind: way.value for way in ways_to_pay(content(buyer=IN_BELGIUM) | EURO)}

        assert list(ways) == ["reference", "iban", "bic"]
        assert ways["reference"] == "+++026/0000/12362+++"

    def test_stand_on_the_paper_of_an_older_seller_too(self):
        old = content()
        del old["seller"]["swish"]

        assert [way.kind for way in ways_to_pay(old)] == ["bankgiro", "ocr", "iban", "bic"]
        assert as_image(using_qr(old)).startswith("data:image/svg+xml")


class TestOnPaper:
    def test_says_order_reference_and_how_euro_is_paid(self):
        abroad = content(buyer=IN_BELGIUM, order_reference="PO-4711", language="en") | EURO

        words = words_of(render(HOUSE / "documents" / "invoice.typ", invoice_paper(abroad, str)))

        for expected in ("PO-4711", "Your order", "+++026/0000/12362+++", "SEPA"):
            assert expected in words
        assert "OCR" not in words
        assert "2026000012339" not in words
        assert words.count("+++026/0000/12362+++") == 2  # in the box above, and below

    def test_says_why_it_was_made_by_hand(self):
        why = Correction(
            reason="price_wrong",
            words="Rabatten saknades.",
            replaces=Preceding("20260000099", date(2026, 2, 1)),
        )

        paper = invoice_paper(content(correction=why), str)

        words = words_of(render(HOUSE / "documents" / "invoice.typ", paper)).replace("\n", " ")
        assert "Priset var fel. Rabatten saknades. Ersätter faktura 20260000099." in words

    def test_is_the_same_to_the_byte_archivable_and_tagged(self):
        first, again = (
            render(HOUSE / "documents" / "invoice.typ", invoice_paper(content(), str))
            for _ in range(2)
        )

        assert first == again
        for mark in (b"<pdfaid:part>3</pdfaid:part>", b"<pdfuaid:part>1</pdfuaid:part>"):
            assert mark in first
        tags = tags_of(first)
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= tags
        assert len(PdfReader(io.BytesIO(first)).pages) == 2

    @pytest.mark.parametrize(
        ("language", "expected"), [("sv", ("Faktura", "561,25")), ("en", ("Invoice", "561.25"))]
    )
    def test_is_set_in_each_language(self, language, expected):
        paper = invoice_paper(content(language=language), str)

        words = words_of(render(HOUSE / "documents" / "invoice.typ", paper))

        assert all(word in words for word in expected)

    def test_a_credit_note_names_what_it_credits_and_asks_for_nothing(self):
        note = content(line(-1), credits_=[Preceding("20260000099", date(2026, 2, 1))])

        assert note["kind"] == InvoiceKind.CREDIT_NOTE
        words = words_of(render(HOUSE / "documents" / "invoice.typ", invoice_paper(note, str)))
        assert "Kreditfaktura" in words
        assert "20260000099" in words
        assert "Bankgiro 5050-1055" in words  # in the footer, and nowhere else
        assert words.count("OCR") == 0

    def test_reverse_charge_says_so_in_the_laws_words(self):
        abroad = vat_decision(country="FI", vat_number_proven=True, on=date(2026, 3, 1))
        buyer = replace(BUYER, country="FI", vat_number="FI12345671")

        paper = invoice_paper(content(decision=abroad, buyer=buyer), str)

        assert paper["buyer"]["country_name"] == "Finland"
        assert paper["totals"]["vat_minor"] == 0
        words = words_of(render(HOUSE / "documents" / "invoice.typ", paper))
        assert "Omvänd betalningsskyldighet" in words
        assert "Reverse charge" in words
        assert "FI12345671" in words

    def test_tax_charged_for_want_of_a_proven_number_says_so(self):
        unproven = vat_decision(country="FI", vat_number_proven=False, on=date(2026, 3, 1))
        buyer = replace(BUYER, country="FI", vat_number="FI12345671")

        paper = invoice_paper(content(decision=unproven, buyer=buyer, language="en"), str)

        words = words_of(render(HOUSE / "documents" / "invoice.typ", paper)).replace("\n", " ")
        assert "we have not been able to confirm your VAT number" in words
        assert "you are credited and invoiced without it" in words

    def test_tax_as_usual_is_not_explained(self):
        assert [vat["legend"] for vat in invoice_paper(content(), str)["vat"]] == [""]

    def test_a_country_we_have_no_name_for_is_shown_by_its_code(self):
        elsewhere = content(buyer=replace(BUYER, country="JP"))

        assert invoice_paper(elsewhere, str)["buyer"]["country_name"] == "JP"


class TestOnScreen:
    def test_has_amounts_days_and_sentences(self):
        shown = on_screen(content())

        assert shown["totals"]["total"] == Money.sek(561, 25)
        assert shown["due_on"] == date(2026, 3, 31)
        assert str(shown["lines"][0]["title"]) == "Basic"
        assert shown["vat"][0]["legend"] is None

    def test_has_the_laws_words_where_there_are_any(self):
        outside = vat_decision(country="NO", vat_number_proven=False, on=date(2026, 3, 1))

        assert "Outside" in str(on_screen(content(decision=outside))["vat"][0]["legend"])


class TestReadingASeller:
    def test_prints_its_numbers(self):
        written = EXAMPLE.read_text().replace("5050-1055", "5050 1055")

        seller, terms = read_seller(written)

        assert seller.bankgiro == "5050-1055"
        assert terms.payment_days == 30

    @pytest.mark.parametrize(
        ("right", "wrong", "said"),
        [
            ("5050-1055", "5050-1056", "bankgiro: 5050-1056 is not a bankgiro number"),
            ("556677-8899", "556677-8898", "org_number: This is not a correct"),
            ("payment_days = 30", "payment_days = 365", "payment_days:"),
            ('name = "Kundzon Exempel AB"', "", "name: Missing data"),
            ("f_skatt = true", "f_skatt = yes", "It is not TOML"),
            ('country = "SE"', 'country = "NO"', "country: A seller in NO cannot invoice"),
        ],
    )
    def test_names_each_wrong_value(self, right, wrong, said):
        written = EXAMPLE.read_text().replace(right, wrong)
        with pytest.raises(SellerWrong, match=said):
            read_seller(written)
