"""E-invoices: valid by the network's rules, exact, and told of beforehand where they cannot be."""

import os
from base64 import b64decode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from saas.billing.delivery.written import e_invoice_of
from saas.billing.documents.paying import ways_to_pay
from saas.billing.documents.pdf import invoice_pdf
from saas.billing.e_invoice.formats import Format
from saas.billing.e_invoice.rules import Mend
from saas.billing.electronic_address.rules import (
    SCHEMES,
    ElectronicAddress,
    IdentifierMistyped,
    SchemeUnknown,
    address_by_number,
    electronic_address,
)
from saas.billing.ubl.rules import faults
from saas.billing.ubl.writing import e_invoice
from tests.billing import ubl_corpus as corpus
from tests.billing.peppol import broken
from tests.billing.ubl_corpus import document, line

BAKERY = ElectronicAddress("0007", "5560160680")
SIZE = int(os.environ.get("UBL_CORPUS", "60"))


def address_of(said):
    return address_by_number(said["buyer"]["org_number"], country=said["buyer"]["country"])


def sent(said, to=None):
    return e_invoice(said, to=to or address_of(said), say=str)


def told(xml, path):
    """The texts at a path of local names, such as LegalMonetaryTotal/PayableAmount."""
    where = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
    return [each.text for each in etree.fromstring(xml).xpath(f"//{where}")]


KINDS = {
    "a Swedish buyer": document([line(299_00)]),
    "a Norwegian buyer, outside Swedish VAT": document([line(299_00)], country="NO"),
    "a Finnish buyer, reverse charge": document([line(299_00)], country="FI"),
    "a Belgian buyer, reverse charge": document([line(299_00)], country="BE"),
    "a German buyer, reverse charge": document([line(299_00)], country="DE"),
    "a German buyer whose number is unproven": document([line(299_00)], country="DE", proven=False),
    "three rates": document([line(100), line(33), line(7)], rates=(25, 12, 6)),
    "one of the lower rates": document([line(299_00)], rates=(12,)),
    "a part of a month": document([line(120_48, price=249_00, days=15)]),
    "a credit beside its charge": document(
        [line(-120_48, quantity=-1, price=249_00), line(289_84)]
    ),
    "a credit note": document([line(-299_00, quantity=-1)]),
    "a credit note in three rates": document(
        [line(-100, quantity=-1), line(-33, quantity=-3), line(-7, quantity=-1)], rates=(25, 12, 6)
    ),
    "a credit note abroad": document([line(-299_00, quantity=-1)], country="FI"),
    "a credit note outside VAT": document([line(-299_00, quantity=-1)], country="NO"),
    "allowances": document([line(299_00), line(49_00)], allowances=(10_00, 1)),
    "whole kronor": document([line(446_775)], in_whole=True),
    "whole kronor, downwards": document([line(101)], in_whole=True),
    "nothing to pay": document([line(299_00), line(-299_00, quantity=-1)]),
    "500 lines": document([line(n) for n in range(1, 501)]),
    "a purchase order and no reference": document([line(1)], order="PO 7", attention=""),
    "plusgiro besides": document([line(1)], seller=replace(corpus.SELLER, plusgiro="28 65 43-4")),
    "plusgiro alone": document(
        [line(1)],
        seller=replace(corpus.SELLER, plusgiro="28 65 43-4", bankgiro="", iban="", bic=""),
    ),
    "no F-tax": document([line(1)], seller=replace(corpus.SELLER, f_skatt=False)),
    "a sole trader": document([line(1)], org_number="880320-****", vat_number=""),
    "a reminder fee": document([line(299_00), corpus.fee()]),
    "a reminder fee beside three rates": document(
        [line(100), line(33), line(7), corpus.fee(), corpus.fee()], rates=(25, 12, 6)
    ),
    "a reminder fee beside reverse charge": document([line(299_00), corpus.fee()], country="FI"),
    "a reminder fee outside VAT": document([line(299_00), corpus.fee()], country="NO"),
    "a reminder fee in whole kronor": document([line(101), corpus.fee()], in_whole=True),
    "a credit note of a reminder fee": document([corpus.fee(-60_00)]),
    "in euro, to Belgium": document([line(299_00)], country="BE", currency="EUR"),
    "in euro, to Germany, unproven": document(
        [line(299_00), line(49_00)],
        country="DE",
        proven=False,
        currency="EUR",
        allowances=(10_00,),
    ),
    "in euro, from a seller with every account": document(
        [line(299_00)],
        currency="EUR",
        seller=replace(corpus.SELLER, plusgiro="28 65 43-4", swish="123 456 78 90"),
    ),
    "a credit note in euro": document([line(-299_00, quantity=-1)], country="FI", currency="EUR"),
    "signs that XML minds": document([line(1)], name="<&>\"'\x00\x0b ]]> \ufeffÅ"),
}


class TestTheRulesOfTheNetwork:
    @pytest.mark.parametrize("said", KINDS.values(), ids=KINDS)
    def test_every_kind_of_invoice_breaks_none(self, said):
        to = address_of(said) or ElectronicAddress("0088", "7300009000005")

        assert broken(sent(said, to)) == {}
        assert faults(said, to=to) == []

    @pytest.mark.parametrize("seed", range(SIZE))
    def test_nor_does_any_drawn_at_random(self, seed):
        said = corpus.drawn(seed)

        assert broken(sent(said)) == {}
        assert faults(said, to=address_of(said)) == []

    def test_the_judge_is_awake(self):
        xml = sent(KINDS["a Swedish buyer"])

        assert "SE-R-001" in broken(xml.replace(b"SE556677889901", b"SE5566778899"))


class TestItsContent:
    def test_totals_are_the_invoices_own(self):
        xml = sent(document([line(4_467_75)], in_whole=True))

        assert told(xml, "TaxTotal/TaxAmount") == ["1116.94"]
        assert told(xml, "LegalMonetaryTotal/TaxInclusiveAmount") == ["5584.69"]
        assert told(xml, "LegalMonetaryTotal/PayableRoundingAmount") == ["0.31"]
        assert told(xml, "LegalMonetaryTotal/PayableAmount") == ["5585.00"]

    def test_a_prorated_line_is_one_piece_at_its_amount(self):
        xml = sent(document([line(120_48, quantity=2, price=249_00, days=15)]))

        assert told(xml, "InvoicedQuantity") == ["1"]
        assert told(xml, "PriceAmount") == ["120.48"]
        assert told(xml, "Item/Description") == [
            str(line(1, quantity=2, price=249_00, days=15).explanation)
        ]

    def test_a_whole_line_keeps_its_quantity(self):
        xml = sent(document([line(98_00, quantity=2, price=49_00)]))

        assert (told(xml, "InvoicedQuantity"), told(xml, "PriceAmount")) == (["2"], ["49.00"])

    def test_a_credit_note_counts_what_it_gives_back_as_positive(self):
        xml = sent(document([line(-98_00, quantity=-2, price=49_00)]))

        assert told(xml, "CreditNoteTypeCode") == ["381"]
        assert (told(xml, "CreditedQuantity"), told(xml, "PayableAmount")) == (["2"], ["122.50"])
        assert told(xml, "BillingReference/InvoiceDocumentReference/ID") == ["20260000101"]
        assert told(xml, "PaymentMeans/PaymentMeansCode") == []

    def test_it_is_paid_by_bankgiro_under_the_ocr_number(self):
        xml = sent(document([line(1)]))

        assert told(xml, "FinancialInstitutionBranch/ID") == ["SE:BANKGIRO", "ESSESESS"]
        assert told(xml, "PayeeFinancialAccount/ID") == ["50501055", "SE4550000000058398257466"]
        assert told(xml, "PaymentMeans/PaymentID") == ["2026000012339"] * 2

    @pytest.mark.parametrize(
        ("country", "reference"),
        [("BE", "+++026/0000/12362+++"), ("DE", "RF4920260000123"), ("SE", "RF4920260000123")],
    )
    def test_in_euro_it_is_paid_by_iban_under_a_reference_that_banks_check(
        self, country, reference
    ):
        xml = sent(document([line(1)], country=country, currency="EUR"))

        assert told(xml, "PayeeFinancialAccount/ID") == ["SE4550000000058398257466"]
        assert told(xml, "FinancialInstitutionBranch/ID") == ["ESSESESS"]
        assert told(xml, "PaymentMeans/PaymentID") == [reference]

    @pytest.mark.parametrize("said", KINDS.values(), ids=KINDS)
    def test_it_is_paid_as_the_paper_says(self, said):
        printed = {way.kind: way.value for way in ways_to_pay(said)}
        asks = said["kind"] == "invoice" and said["totals"]["total_minor"] > 0

        xml = sent(said, address_of(said) or BAKERY)

        accounts = [printed[kind] for kind in ("bankgiro", "plusgiro", "iban") if kind in printed]
        compact = ["".join(c for c in each if c.isalnum()) for each in accounts]
        assert told(xml, "PayeeFinancialAccount/ID") == (compact if asks else [])
        named = printed.get("ocr") or printed["reference"]
        assert told(xml, "PaymentMeans/PaymentID") == ([named] * len(compact) if asks else [])

    def test_the_corpus_holds_both_currencies(self):
        assert {corpus.drawn(seed)["currency"] for seed in range(SIZE)} == {"SEK", "EUR"}

    def test_the_same_snapshot_is_the_same_bytes(self):
        assert sent(corpus.drawn(7)) == sent(corpus.drawn(7))

    def test_a_sole_traders_number_is_not_told(self):
        assert b"880320" not in sent(KINDS["a sole trader"], BAKERY)


class TestThePdfWithin:
    @pytest.mark.parametrize("kind", ["a Swedish buyer", "a credit note"])
    def test_is_the_same_document_and_breaks_no_rule(self, kind):
        said = KINDS[kind]

        xml = e_invoice(said, to=address_of(said), say=str, pdf=b"%PDF-1.7 of a page")

        assert broken(xml) == {}
        within = "AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject"
        [carried] = told(xml, within)
        assert b64decode(carried) == b"%PDF-1.7 of a page"
        [found] = etree.fromstring(xml).iter("{*}EmbeddedDocumentBinaryObject")
        assert found.get("mimeCode") == "application/pdf"
        assert found.get("filename") == f"{said['number']}.pdf"
        assert told(xml, "AdditionalDocumentReference/ID") == [said["number"]]

    def test_is_that_of_the_invoice_when_it_is_sent(self):
        said = KINDS["a Swedish buyer"]

        xml = e_invoice_of(said, address_of(said), Format.PEPPOL_BIS)

        [carried] = told(xml, "Attachment/EmbeddedDocumentBinaryObject")
        assert b64decode(carried) == invoice_pdf(said)
        assert broken(xml) == {}


def changed(**changes):
    """A plant: put something else in the snapshot at dotted places."""

    def plant(said):
        for path, value in changes.items():
            *way, last = path.split("__")
            within = said
            for step in way:
                within = within[int(step) if step.isdigit() else step]
            within[last] = value
        return said

    return plant


def without_lines(said):
    return said | {"lines": []}


PLANTED = {
    "no reference": ("PEPPOL-EN16931-R003", Mend.INVOICE_DETAILS, changed(buyer__attention=" ")),
    "no name": ("BR-07", Mend.HOUSE, changed(buyer__name="")),
    "no VAT number abroad": ("BR-AE-02", Mend.INVOICE_DETAILS, changed(buyer__vat_number="")),
    "seller's VAT number cut short": (
        "SE-R-001", Mend.SELLER, changed(seller__vat_number="SE5566778899"),
    ),
    "seller without VAT number": ("BR-S-02", Mend.SELLER, changed(seller__vat_number="")),
    "seller's number mistyped": (
        "SE-R-013", Mend.SELLER, changed(seller__org_number="556677-8890"),
    ),
    "seller without name": ("BR-06", Mend.SELLER, changed(seller__name=" ")),
    "no account": ("BR-61", Mend.SELLER, changed(seller__bankgiro="", seller__iban="")),
    "no account for euro": ("BR-61", Mend.SELLER, changed(currency="EUR", seller__iban="")),
    "bankgiro mistyped": ("SE-R-007", Mend.SELLER, changed(seller__bankgiro="5050-1056")),
    "no line": ("BR-16", Mend.HOUSE, without_lines),
    "no number": ("BR-02", Mend.HOUSE, changed(number="")),
    "no due day": ("BR-CO-25", Mend.HOUSE, changed(due_on="")),
    "a line without words": (
        "BR-25", Mend.HOUSE, changed(lines__0__title={"sentence": " ", "values": {}}),
    ),
    "a period backwards": ("BR-30", Mend.HOUSE, changed(lines__0__until="2025-01-01")),
    "an unknown category": ("BR-CL-17", Mend.HOUSE, changed(vat__0__category="Z")),
    "a rate Sweden has not": ("SE-R-006", Mend.HOUSE, changed(vat__0__percent=24)),
    "net an öre off": ("BR-CO-13", Mend.HOUSE, changed(totals__net_minor=299_01)),
    "VAT an öre off": ("BR-CO-14", Mend.HOUSE, changed(totals__vat_minor=74_76)),
    "VAT of a rate an öre off": ("BR-CO-17", Mend.HOUSE, changed(vat__0__vat_minor=74_76)),
    "base an öre off": ("BR-S-08", Mend.HOUSE, changed(vat__0__base_minor=299_01)),
    "to pay an öre off": ("BR-CO-16", Mend.HOUSE, changed(totals__total_minor=373_76)),
    "rounding nobody sees": ("BR-CO-16", Mend.HOUSE, changed(totals__rounding_minor=1)),
    "a line of another rate": (
        "BR-CO-18", Mend.HOUSE, changed(lines__0__vat={"category": "S", "percent": 12}),
    ),
    "a line's amount changed": ("BR-CO-13", Mend.HOUSE, changed(lines__0__net_minor=1)),
    "a negative price": (
        "BR-27", Mend.HOUSE, changed(lines__0__unit_price_minor=-299_00, lines__0__quantity=-1),
    ),
}  # fmt: skip


class TestBeforeItIsSent:
    @pytest.mark.parametrize(("rule", "mend", "plant"), PLANTED.values(), ids=PLANTED)
    def test_a_planted_fault_is_told_with_where_to_mend_it(self, rule, mend, plant):
        abroad = "DE" if rule == "BR-AE-02" else "SE"
        said = plant(document([line(299_00)], country=abroad))

        found = {fault.rule: fault for fault in faults(said, to=BAKERY)}

        assert rule in found
        assert found[rule].mend is mend
        assert str(found[rule].says)

    def test_a_missing_address_is_told(self):
        found = faults(document([line(1)]), to=None)

        assert [(each.rule, each.mend) for each in found] == [
            ("PEPPOL-EN16931-R010", Mend.DELIVERY)
        ]

    def test_a_credit_note_of_nothing_is_told(self):
        said = document([line(-1, quantity=-1)]) | {"credits": []}

        assert [each.rule for each in faults(said, to=BAKERY)] == ["BR-55"]

    def test_what_is_outside_vat_stands_alone(self):
        said = document([line(100)], country="NO")
        said["vat"].append(document([line(100)])["vat"][0])

        assert "BR-O-11" in {each.rule for each in faults(said, to=BAKERY)}

    def test_a_rate_where_none_is_charged(self):
        said = document([line(100)], country="FI")
        said["vat"][0]["percent"] = said["lines"][0]["vat"]["percent"] = 25

        assert "BR-AE-08" in {each.rule for each in faults(said, to=BAKERY)}

    def test_a_rate_told_twice(self):
        said = document([line(100)])
        said["vat"] *= 2

        assert "BR-S-08" in {each.rule for each in faults(said, to=BAKERY)}

    def test_an_allowance_says_why(self):
        said = document([line(100)], allowances=(1,))
        said["allowances"][0]["reason"]["sentence"] = ""

        assert "BR-33" in {each.rule for each in faults(said, to=BAKERY)}


class TestAddresses:
    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_an_example_is_read_as_it_stands(self, scheme):
        example = SCHEMES[scheme].example

        assert electronic_address(scheme, f" {example.lower()} ").identifier == example

    @given(st.sampled_from(sorted(SCHEMES)), st.text(max_size=20))
    def test_whatever_is_typed_is_read_or_refused(self, scheme, written):
        try:
            read = electronic_address(scheme, written)
        except IdentifierMistyped:
            return
        assert electronic_address(scheme, read.identifier) == read

    def test_a_location_number_has_thirteen_digits(self):
        with pytest.raises(IdentifierMistyped):
            electronic_address("0088", "73513537")

    def test_a_scheme_nobody_has(self):
        with pytest.raises(SchemeUnknown):
            electronic_address("1234", "5560566258")

    def test_a_masked_number_gives_no_address(self):
        assert address_by_number("880320-****", country="SE") is None
        assert address_by_number("1", country="US") is None
