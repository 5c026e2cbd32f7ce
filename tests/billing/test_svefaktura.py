"""Svefaktura: within its schema, exact, and told of beforehand where it cannot be."""

import os
from dataclasses import replace

import pytest
from lxml import etree

from saas.billing.delivery.written import e_invoice_of, faults_of
from saas.billing.e_invoice.formats import FORMATS, Format, document_type
from saas.billing.e_invoice.rules import Mend
from saas.billing.electronic_address.rules import ElectronicAddress, address_by_number
from saas.billing.svefaktura.rules import faults
from saas.billing.svefaktura.writing import svefaktura
from tests.billing import ubl_corpus as corpus
from tests.billing.sfti import broken
from tests.billing.test_ubl import changed, told, without_lines
from tests.billing.ubl_corpus import document, line

BAKERY = ElectronicAddress("0007", "5560160680")
PLACE = ElectronicAddress("0088", "7300009000005")
SIZE = int(os.environ.get("UBL_CORPUS", "60"))
HOSTILE = "<&>\"'\x00\x0b ]]> ﻿Å <Invoice xmlns='x'/> <!-- -->"
SEK, CODE = 'amountCurrencyID="SEK"', "cac:IdentificationCode"


def sent(said, to=BAKERY):
    return svefaktura(said, to=to, say=str)


def swedish(seed):
    """The documents of the corpus in kronor to a Swedish buyer that are below zero nowhere."""
    said = corpus.drawn(seed)
    is_below = said["kind"] == "invoice" and said["totals"]["total_minor"] < 0
    is_swedish = (said["buyer"]["country"], said["currency"]) == ("SE", "SEK")
    return said if is_swedish and not is_below else None


DRAWN = {f"seed {n}": n for n in range(SIZE * 5) if swedish(n)}
KINDS = {
    "a Swedish buyer": document([line(299_00)]),
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
    "a reminder fee": document([line(299_00), corpus.fee()]),
    "a credit note of a reminder fee": document([corpus.fee(-60_00)]),
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
    "a telephone abroad": document([line(1)], seller=replace(corpus.SELLER, phone="+46 8-1 23")),
    "no telephone": document([line(1)], seller=replace(corpus.SELLER, phone="", email="")),
    "a sole trader": document([line(1)], org_number="880320-****", vat_number=""),
    "signs that XML minds": document([line(1)], name=HOSTILE, attention=HOSTILE, street=HOSTILE),
}


class TestTheRules:
    @pytest.mark.parametrize("said", KINDS.values(), ids=KINDS)
    @pytest.mark.parametrize("to", [BAKERY, PLACE], ids=str)
    def test_every_kind_of_invoice_breaks_none(self, said, to):
        assert broken(sent(said, to)) == []
        assert faults(said, to=to) == []

    @pytest.mark.parametrize("seed", DRAWN.values(), ids=DRAWN)
    def test_nor_does_any_drawn_at_random(self, seed):
        said = corpus.drawn(seed)

        assert broken(sent(said)) == []
        assert faults(said, to=BAKERY) == []

    def test_the_corpus_holds_both_kinds_and_many(self):
        kinds = [corpus.drawn(seed)["kind"] for seed in DRAWN.values()]

        assert len(kinds) >= SIZE / 2
        assert set(kinds) == {"invoice", "credit_note"}

    @pytest.mark.parametrize(
        ("rule", "was", "becomes"),
        [
            ("R-4", f"<cbc:TaxAmount {SEK}>74.75", f"<cbc:TaxAmount {SEK}>74.76"),
            ("R-8", "11122", "111 22"),
            ("R-9", "081234567", "08-1234567"),
            ("R-16", "<cbc:Percent>25", "<cbc:Percent>24"),
            ("R-20", f"PriceAmount {SEK}>299.00", f"PriceAmount {SEK}>298.99"),
            ("R-22", ">380<", ">389<"),
            ("R-27", "Numeric>1<", "Numeric>2<"),
            ("R-48", "TypeCode>1<", "TypeCode>30<"),
            ("R-49", "2026-03-31</cbc:Due", "2026-02-28</cbc:Due"),
            ("R-50", "50501055", "5050-1055"),
            ("R-59", "<cac:ID>S<", "<cac:ID>AE<"),
            ("R-69", f"ExtensionTotalAmount {SEK}>299.00", f"ExtensionTotalAmount {SEK}>299.01"),
            ("R-71", "373.75", "373.76"),
            (
                "R-88",
                "SE556677889901</cac:CompanyID><cac:TaxScheme><cac:ID>VAT<",
                "SE556677889901</cac:CompanyID><cac:TaxScheme><cac:ID>SWT<",
            ),
            ("R-100", SEK, SEK.replace("SEK", "EUR")),
            ("schema: cac:Country is empty", f"<{CODE}>SE</{CODE}>", ""),
            ("schema: cac:ID is empty", "<cac:ID>Inköp 4711<", "<cac:ID><"),
        ],
    )
    def test_the_judge_is_awake(self, rule, was, becomes):
        xml = sent(KINDS["a Swedish buyer"]).decode()
        assert was in xml

        assert rule in broken(xml.replace(was, becomes, 1).encode())

    def test_the_judge_minds_the_order(self):
        xml = sent(KINDS["a Swedish buyer"]).decode()
        first = "<InvoiceTypeCode>380</InvoiceTypeCode>"
        second = "<InvoiceCurrencyCode>SEK</InvoiceCurrencyCode>"

        turned = xml.replace(first + second, second + first)

        assert any(rule.startswith("schema: doc:Invoice holds") for rule in broken(turned.encode()))


class TestItsContent:
    @pytest.mark.parametrize("seed", list(DRAWN.values())[:20])
    def test_sums_are_the_snapshots(self, seed):
        said = corpus.drawn(seed)
        sign = -1 if said["kind"] == "credit_note" else 1
        totals = {name: minor * sign for name, minor in said["totals"].items()}

        xml = sent(said)

        def minor(path):
            return sum(round(float(text) * 100) for text in told(xml, path))

        assert minor("LegalTotal/TaxExclusiveTotalAmount") == totals["net_minor"]
        assert minor("LegalTotal/TaxInclusiveTotalAmount") == totals["total_minor"]
        assert minor("LegalTotal/RoundOffAmount") == totals["rounding_minor"]
        assert minor("TaxTotal/TotalTaxAmount") == totals["vat_minor"]
        assert len(told(xml, "InvoiceLine/ID")) == len(said["lines"])

    def test_totals_are_the_invoices_own_with_the_rounding_in_what_is_to_be_paid(self):
        xml = sent(document([line(4_467_75)], in_whole=True))

        assert told(xml, "TotalTaxAmount") == ["1116.94"]
        assert told(xml, "LegalTotal/RoundOffAmount") == ["0.31"]
        assert told(xml, "LegalTotal/TaxInclusiveTotalAmount") == ["5585.00"]

    def test_one_part_of_the_tax_for_each_rate(self):
        xml = sent(KINDS["three rates"])

        assert told(xml, "TaxSubTotal/TaxCategory/Percent") == ["25", "12", "6"]

    def test_a_credit_note_counts_what_it_gives_back_as_positive(self):
        xml = sent(document([line(-98_00, quantity=-2, price=49_00)]))

        assert told(xml, "InvoiceTypeCode") == ["381"]
        assert told(xml, "InvoicedQuantity") == ["2"]
        assert told(xml, "TaxInclusiveTotalAmount") == ["122.50"]
        assert told(xml, "InitialInvoiceDocumentReference/ID") == ["20260000101"]
        assert told(xml, "PaymentMeans/PaymentMeansTypeCode") == []
        assert told(xml, "PaymentTerms/Note") == []

    def test_it_is_paid_by_bankgiro_under_the_ocr_number(self):
        xml = sent(KINDS["plusgiro besides"])

        assert told(xml, "PayeeFinancialAccount/ID") == [
            "50501055",
            "2865434",
            "SE4550000000058398257466",
        ]
        assert told(xml, "FinancialInstitution/ID") == ["BGABSESS", "PGSISESS", "ESSESESS"]
        assert told(xml, "PaymentInstructionID") == ["2026000012339"] * 3
        assert told(xml, "DuePaymentDate") == ["2026-03-31"] * 3

    def test_the_seller_is_approved_for_f_tax_and_has_a_seat(self):
        assert told(sent(KINDS["a Swedish buyer"]), "PartyTaxScheme/ExemptionReason") == [
            "Godkänd för F-skatt"
        ]
        assert told(sent(KINDS["a Swedish buyer"]), "RegistrationAddress/CityName") == ["Stockholm"]
        assert told(sent(KINDS["no F-tax"]), "PartyTaxScheme/ExemptionReason") == []

    def test_a_reference_names_who_ordered_and_an_order_stands_on_each_line(self):
        both = sent(document([line(1), line(2)], order="PO 7"))

        assert told(both, "RequisitionistDocumentReference/ID") == ["Inköp 4711"]
        assert told(both, "OrderLineReference/OrderReference/BuyersID") == ["PO 7"] * 2
        alone = sent(KINDS["a purchase order and no reference"])
        assert told(alone, "RequisitionistDocumentReference/ID") == ["PO 7"]

    def test_a_line_tells_its_days_and_the_whole_only_those_that_are_over(self):
        ahead = sent(document([line(120_48, price=249_00, days=15)]))
        over = sent(document([line(1, first=corpus.date(2026, 1, 1))]))

        assert told(ahead, "InvoiceLine/Note") == [
            "15 of 31 days of March, 1 × 249.00 SEK, 2026-03-01 – 2026-03-15"
        ]
        assert told(ahead, "InvoicingPeriod/EndDateTime") == []
        assert told(over, "InvoicingPeriod/EndDateTime") == ["2026-01-31T00:00:00"]

    def test_a_location_number_identifies_the_buyer(self):
        xml = sent(KINDS["a Swedish buyer"], PLACE)

        [found] = etree.fromstring(xml).iterfind(".//{*}PartyIdentification/{*}ID")
        assert (found.text, found.get("identificationSchemeAgencyID")) == ("7300009000005", "9")

    def test_no_tax_says_why(self):
        said = document([line(299_00)], country="FI")
        said["buyer"]["country"] = "SE"

        xml = sent(said)

        assert told(xml, "TaxSubTotal/TaxCategory/ID") == ["E"]
        assert told(xml, "TaxSubTotal/TaxCategory/Percent") == ["0"]
        assert "everse charge" in told(xml, "TaxSubTotal/TaxCategory/ExemptionReason")[0]
        assert broken(xml) == []

    def test_the_same_snapshot_is_the_same_bytes(self):
        seed = next(iter(DRAWN.values()))

        assert sent(corpus.drawn(seed)) == sent(corpus.drawn(seed))

    def test_a_sole_traders_number_is_not_told(self):
        assert b"880320" not in sent(KINDS["a sole trader"])

    def test_hostile_text_stays_text(self):
        said = document([line(100)], allowances=(1,), name=HOSTILE, attention=HOSTILE)
        said["allowances"][0]["reason"]["sentence"] = HOSTILE

        xml = sent(said)

        assert told(xml, "BuyerParty/Party/PartyName/Name") == [
            "<&>\"' ]]> Å <Invoice xmlns='x'/> <!-- -->"
        ]
        assert len(etree.fromstring(xml).xpath("//*[local-name()='Invoice']")) == 1
        assert etree.fromstring(xml).xpath("//comment()") == []

    def test_is_in_the_language_of_its_document(self, database):
        xml = e_invoice_of(KINDS["a Swedish buyer"], BAKERY, Format.SVEFAKTURA)

        assert told(xml, "PaymentTerms/Note") == ["30 dagar netto"]
        assert broken(xml) == []


PLANTED = {
    "no reference": ("R-79", Mend.INVOICE_DETAILS, changed(buyer__attention=" ")),
    "no name": ("SFTIPartyNameType", Mend.HOUSE, changed(buyer__name=" ")),
    "a buyer abroad": ("SFTIBuyerPartyType", Mend.DELIVERY, changed(buyer__country="NO")),
    "seller without name": ("SFTIPartyNameType", Mend.SELLER, changed(seller__name="")),
    "seller's number missing": ("R-39", Mend.SELLER, changed(seller__org_number="")),
    "seller's number mistyped": ("R-39", Mend.SELLER, changed(seller__org_number="556677-8890")),
    "seller without VAT number": ("R-88", Mend.SELLER, changed(seller__vat_number="")),
    "seller's VAT number cut short": (
        "R-45", Mend.SELLER, changed(seller__vat_number="SE5566778899"),
    ),
    "no account": ("R-101", Mend.SELLER, changed(seller__bankgiro="", seller__iban="")),
    "an account nobody keeps": ("R-101", Mend.SELLER, changed(seller__bankgiro="", seller__bic="")),
    "bankgiro mistyped": ("R-50", Mend.SELLER, changed(seller__bankgiro="5050-1056")),
    "in euro": ("R-23", Mend.HOUSE, changed(currency="EUR")),
    "no line": ("R-29", Mend.HOUSE, without_lines),
    "no number": ("SFTIInvoiceType", Mend.HOUSE, changed(number="")),
    "no due day": ("R-49", Mend.HOUSE, changed(due_on="")),
    "due before it is issued": ("R-49", Mend.HOUSE, changed(due_on="2026-02-28")),
    "a line without words": (
        "R-102", Mend.HOUSE, changed(lines__0__title={"sentence": " ", "values": {}}),
    ),
    "a period backwards": ("R-81", Mend.HOUSE, changed(lines__0__until="2025-01-01")),
    "an unknown category": ("R-59", Mend.HOUSE, changed(vat__0__category="Z")),
    "no tax and no reason": ("R-91", Mend.HOUSE, changed(vat__0__category="AE")),
    "a rate Sweden has not": ("R-16", Mend.HOUSE, changed(vat__0__percent=24)),
    "below zero": ("R-105", Mend.HOUSE, changed(totals__total_minor=-1)),
    "net an öre off": ("R-70", Mend.HOUSE, changed(totals__net_minor=299_01)),
    "VAT an öre off": ("R-67", Mend.HOUSE, changed(totals__vat_minor=74_76)),
    "VAT of a rate an öre off": ("R-4", Mend.HOUSE, changed(vat__0__vat_minor=74_76)),
    "base an öre off": ("R-10", Mend.HOUSE, changed(vat__0__base_minor=299_01)),
    "to pay an öre off": ("R-71", Mend.HOUSE, changed(totals__total_minor=373_76)),
    "a line of another rate": (
        "R-106", Mend.HOUSE, changed(lines__0__vat={"category": "S", "percent": 12}),
    ),
    "a negative price": (
        "BR-27", Mend.HOUSE, changed(lines__0__unit_price_minor=-299_00, lines__0__quantity=-1),
    ),
}  # fmt: skip


class TestBeforeItIsSent:
    @pytest.mark.parametrize(("rule", "mend", "plant"), PLANTED.values(), ids=PLANTED)
    def test_a_planted_fault_is_told_with_where_to_mend_it(self, rule, mend, plant):
        found = {each.rule: each for each in faults(plant(document([line(299_00)])), to=BAKERY)}

        assert rule in found
        assert found[rule].mend is mend
        assert str(found[rule].says)

    @pytest.mark.parametrize(
        "what",
        [
            "no reference", "seller without name", "seller's number missing", "bankgiro mistyped",
            "seller's VAT number cut short", "no line", "no number", "a line without words",
            "a period backwards", "an unknown category", "a rate Sweden has not",
        ],
    )  # fmt: skip
    def test_what_every_format_asks_is_told_as_for_peppol(self, what):
        rule, mend, plant = PLANTED[what]
        said = plant(document([line(299_00)]))

        [ours] = [each for each in faults(said, to=BAKERY) if each.rule == rule]
        theirs = faults_of(said, Format.PEPPOL_BIS, to=BAKERY)

        assert (ours.says, mend) in [(each.says, each.mend) for each in theirs]
        assert rule not in {each.rule for each in theirs}

    def test_a_missing_address_is_told(self):
        found = faults(document([line(1)]), to=None)

        assert [(each.rule, each.mend) for each in found] == [
            ("SFTIPartyIdentificationType", Mend.DELIVERY)
        ]

    def test_a_credit_note_of_nothing_is_told(self):
        said = document([line(-1, quantity=-1)]) | {"credits": []}

        assert [each.rule for each in faults(said, to=BAKERY)] == ["R-2"]

    def test_a_company_abroad_is_told_of_in_words(self):
        said = document([line(1)], country="FI")

        found = faults(said, to=address_by_number("2077474-0", country="FI"))

        assert [each.rule for each in found] == ["SFTIBuyerPartyType"]
        assert "companies in Sweden" in str(found[0].says)

    def test_each_format_has_its_own(self):
        said = document([line(1)], attention="")

        assert [each.rule for each in faults_of(said, Format.PEPPOL_BIS, to=BAKERY)] == [
            "PEPPOL-EN16931-R003"
        ]
        assert [each.rule for each in faults_of(said, Format.SVEFAKTURA, to=BAKERY)] == ["R-79"]


class TestItsName:
    @pytest.mark.parametrize("format_", Format)
    @pytest.mark.parametrize("is_credit", [False, True])
    def test_the_network_knows_it_by_its_root_and_namespace(self, format_, is_credit):
        said = document([line(-1 if is_credit else 1, quantity=-1 if is_credit else 1)])
        root = etree.QName(etree.fromstring(e_invoice_of(said, BAKERY, format_)))

        known = document_type(format_, is_credit=is_credit).identifier

        assert known.startswith(f"{root.namespace}::{root.localname}##")

    def test_every_format_has_words(self):
        assert set(FORMATS) == set(Format)
