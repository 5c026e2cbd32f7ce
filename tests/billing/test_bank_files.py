"""The bank's files: each row that came in once, whatever is sent in, or nothing of the file."""

import io
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from saas.billing.bank_files.camt import rows_in
from saas.billing.bank_files.rules import (
    BatchUntold,
    NoBankFile,
    NothingCameIn,
    RowUnclear,
    SaidOtherwise,
    SaidTwice,
    Told,
    minor_units,
    must_be_alike,
    must_tell,
)
from saas.billing.proof.models import findings
from saas.db import db
from saas.money import Money
from tests.billing.banking import number_of, ocr_of
from tests.billing.test_payment_races import at_once
from tests.helpcenter.making import staff_member

ONE = 373_75
API = "/api/v1/staff/bank-files"
IBAN = "SE4550000000058398257466"


def entry(reference="R1", amount="373.75", *, details="", words="", sign="CRDT", status="BOOK"):
    remittance = f"<RmtInf><Ustrd>{words}</Ustrd></RmtInf>" if words else ""
    parts = (
        details
        or f"<TxDtls><Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs>{remittance}</TxDtls>"
    )
    return f"""<Ntry><Amt Ccy="SEK">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>{status}</Sts>
      <BookgDt><Dt>2026-03-02</Dt></BookgDt><NtryDtls>{parts}</NtryDtls></Ntry>"""


def part(reference, amount, words):
    return f"""<TxDtls><Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs>
      <AmtDtls><TxAmt><Amt Ccy="SEK">{amount}</Amt></TxAmt></AmtDtls>
      <RltdPties><Dbtr><Nm>Ågrens Bageri AB</Nm></Dbtr></RltdPties>
      <RmtInf><Strd><CdtrRefInf><Ref>{words}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"""


def camt(*entries, account=f"<IBAN>{IBAN}</IBAN>", version="camt.054.001.02"):
    wraps = {"camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"), "camt.053": ("BkToCstmrStmt", "Stmt")}
    outer, inner = wraps[version[:8]]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{outer}><{inner}>
      <Acct><Id>{account}</Id></Acct>{"".join(entries)}</{inner}></{outer}></Document>"""


def told(content):
    return rows_in(content.encode())


class TestReading:
    def test_tells_what_came_in_and_is_booked(self):
        content = camt(
            entry("R1", "373.75", words="20260000001"),
            entry("R2", "10.00", sign="DBIT"),
            entry("R3", "10.00", status="PDNG"),
            entry("R4", "5", status="<Cd>BOOK</Cd>"),
        )

        assert [(t.bank_reference, t.amount, t.reference) for t in told(content)] == [
            ("R1", Money(373_75), "20260000001"),
            ("R4", Money(5_00), ""),
        ]

    @pytest.mark.parametrize("version", ["camt.053.001.02", "camt.054.001.08", "camt.053.001.08"])
    def test_whichever_message_and_version(self, version):
        [row] = told(camt(entry(), version=version))

        assert row == Told(
            account=IBAN, booked_on=date(2026, 3, 2), amount=Money(373_75), bank_reference="R1",
            reference="", payer="",
        )  # fmt: skip

    def test_a_batch_is_its_payments_each_with_its_own_reference(self):
        parts = part("T1", "300.00", "1002377") + part("T2", "73.75", "1000230001")

        rows = told(camt(entry("R1", details=parts)))

        assert [(r.bank_reference, r.amount.minor, r.reference, r.payer) for r in rows] == [
            ("T1", 300_00, "1002377", "Ågrens Bageri AB"),
            ("T2", 73_75, "1000230001", "Ågrens Bageri AB"),
        ]

    def test_a_batch_whose_payments_have_no_names_is_counted_through(self):
        parts = (part("", "300.00", "1002377") + part("", "73.75", "")).replace("<Refs>", "<R>")
        whole = entry(details=parts.replace("</Refs>", "</R>"))

        rows = told(camt(whole.replace("<BookgDt>", "<AcctSvcrRef>E1</AcctSvcrRef><BookgDt>")))

        assert [row.bank_reference for row in rows] == ["E1/1", "E1/2"]

    def test_a_batch_that_does_not_tell_its_payments_is_refused(self):
        """They would be booked once more by the file that does."""
        for many in ("2", "17"):
            with pytest.raises(BatchUntold):
                told(camt(entry(details=f"<Btch><NbOfTxs>{many}</NbOfTxs></Btch>")))
        named = "<AcctSvcrRef>E1</AcctSvcrRef><BookgDt>"
        alone = entry(details="<Btch><NbOfTxs>1</NbOfTxs></Btch>").replace("<BookgDt>", named)
        assert [row.bank_reference for row in told(camt(alone))] == ["E1"]

    def test_the_account_may_be_a_giro(self):
        [row] = told(camt(entry(), account="<Othr><Id>50501055</Id></Othr>"))

        assert row.account == "50501055"

    @pytest.mark.parametrize(
        "unclear",
        [
            entry(amount="1.005"),
            entry(amount="0"),
            entry(amount="-5"),
            entry(reference=""),
            entry().replace("2026-03-02", "yesterday"),
            entry(details=part("T1", "300.00", "") + part("T2", "73.74", "")),
        ],
    )
    def test_a_row_that_is_unclear_is_refused_by_its_place(self, unclear):
        with pytest.raises(RowUnclear) as refused:
            told(camt(entry("R9", "1.00"), unclear))
        assert refused.value.row == 2

    @pytest.mark.parametrize(
        "content", ["", "not XML", "<Document/>", "<a><b></a>", "%PDF-1.7", "[]"]
    )
    def test_anything_else_is_no_file_of_a_bank_s(self, content):
        with pytest.raises(NoBankFile):
            told(content)

    def test_nothing_outside_the_file_is_read(self):
        """XXE and entities that grow: a document type is refused, whatever is in it."""
        for entity in ('SYSTEM "file:///etc/passwd"', '"&x;&x;&x;&x;"', '"harmless"'):
            content = camt(entry(words="&x;")).replace(
                "<Document", f"<!DOCTYPE d [<!ENTITY x {entity}>]><Document", 1
            )
            with pytest.raises(NoBankFile):
                told(content)


class TestTheRules:
    @pytest.mark.parametrize(
        ("written", "minor"),
        [("1", 100), ("1.5", 150), ("1.50", 150), ("1.05000", 105), (" 7.00 ", 700),
         ("1.005", None), ("1,50", None), ("", None), ("1e3", None), ("-1", None), ("٣", None)],
    )  # fmt: skip
    def test_an_amount_has_at_most_two_decimals(self, written, minor):
        assert minor_units(written) == minor

    def test_a_reference_names_one_row_of_an_account(self):
        rows = told(camt(entry("R1"), entry("R1")))

        must_tell(rows[:1])
        must_tell([rows[0], replace(rows[0], account="5050-1055")])
        with pytest.raises(SaidTwice):
            must_tell(rows)
        with pytest.raises(NothingCameIn):
            must_tell([])

    def test_a_row_says_the_same_each_time(self):
        must_be_alike("R1", number="B1", booked=Money(5), told=Money(5))
        with pytest.raises(SaidOtherwise):
            must_be_alike("R1", number="B1", booked=Money(5), told=Money(6))


@pytest.fixture
def sven(database):
    return staff_member()


@pytest.fixture
def program(api_as, sven, invoices):
    return api_as(sven)


def sends(program, content, name="day.xml"):
    return program.post(API, json={"name": name, "content": content})


def rows(program, state):
    return program.get(f"/api/v1/staff/bank-payments?state={state}").json["data"]


class TestAFile:
    def test_is_booked_matched_and_the_rest_waits(
        self,
        program,
        alice,
        invoices,
        open_now,
        tell_all,
    ):
        content = camt(
            entry("R1", words=ocr_of(invoices[2], alice)),
            entry("R2", "400.00", words=f"Kundnr {number_of(alice)}"),
            entry("R3", "12.00", words="Tack!"),
        )
        answer = sends(program, content)
        assert (answer.status_code, answer.json["file"]["rows"]) == (201, 3)
        assert [each["state"] for each in answer.json["booked"]] == ["waiting"] * 3
        assert answer.json["unsought"] == 3

        tell_all()

        file = program.get(f"{API}/{answer.json['file']['id']}").json
        assert [each["state"] for each in file["booked"]] == ["matched", "matched", "waiting"]
        assert file["unsought"] == 0
        assert open_now(*invoices) == [0, 2 * ONE - 400_00, 0, 0]
        assert findings() == []

    def test_sent_again_or_in_another_message_books_nothing_again(
        self,
        program,
        alice,
        invoices,
        open_now,
        tell_all,
    ):
        sends(program, camt(entry("R1", words=invoices[0])))
        tell_all()

        again = sends(program, camt(entry("R1"), entry("R2"), version="camt.053.001.08"))
        tell_all()

        assert (again.json["file"]["rows"], len(again.json["booked"])) == (2, 1)
        assert open_now(*invoices) == [0, ONE, ONE, 0]
        assert [row["bank_reference"] for row in rows(program, "waiting")] == ["R2"]

    def test_with_a_row_that_cannot_be_books_nothing(self, program, invoices):
        sends(program, camt(entry("R0", "5.00")))
        for wrong, problem in (
            (camt(entry("R1"), entry("R2", "1.005")), "row-unclear"),
            (camt(entry("R1"), entry("R0", "6.00")), "said-otherwise"),
            (camt(entry("R1"), entry("R1")), "said-twice"),
            (camt(entry("R1"), account="<IBAN>DE89370400440532013000</IBAN>"), "not-our-account"),
            (camt(entry("R1").replace("2026-03-02", "2026-03-03")), "day-to-come"),
            (camt(entry("R1", sign="DBIT")), "nothing-came-in"),
            ("<a/>", "no-bank-file"),
        ):
            answer = sends(program, wrong)
            assert (answer.status_code, answer.json["type"]) == (409, f"/problems/{problem}")
        assert [row["bank_reference"] for row in rows(program, "waiting")] == ["R0"]
        assert len(program.get(API).json["data"]) == 1

    def test_sent_in_by_two_at_once_is_booked_once(
        self,
        app,
        program,
        alice,
        invoices,
        open_now,
        tell_all,
    ):
        content = camt(*(entry(f"R{n}", words=invoices[n]) for n in range(3)))

        answers = at_once([lambda: sends(program, content) for _ in range(3)])
        tell_all()

        assert {a.status_code for a in answers} == {201}
        assert sum(len(a.json["booked"]) for a in answers) == 3
        assert open_now(*invoices) == [0, 0, 0, 0]
        assert findings() == []

    def test_is_told_once_in_effect(
        self,
        app,
        program,
        alice,
        invoices,
        open_now,
        tell_all,
        owner_engine,
    ):
        sends(program, camt(entry("R1", words=invoices[0])))
        tell_all()
        with owner_engine.begin() as owner:
            owner.execute(text("update deliveries set done_at = null"))
        tell_all()

        assert open_now(*invoices) == [0, ONE, ONE, 0]

    def test_what_the_agency_sent_is_known_by_its_name(self, app, program, invoices):
        before = app.config["SETTINGS"]
        app.config["SETTINGS"] = replace(before, collection_agency_name="Ågrens bageri AB")
        try:
            parts = part("T1", "373.75", invoices[0])
            answer = sends(program, camt(entry("R1", details=parts)))
        finally:
            app.config["SETTINGS"] = before
        assert [each["from_agency"] for each in answer.json["booked"]] == [True]

    def test_is_sent_in_on_the_page(self, as_user, sven, invoices, tell_all):

        browser = as_user(sven)
        content = camt(entry("R1", words=invoices[0]), entry("R2", words="Tack")).encode()

        answer = browser.post(
            "/staff/bank-files",
            {"file": (io.BytesIO(content), "day.xml")},
            content_type="multipart/form-data",
        )
        assert answer.status_code == 303
        fresh = browser.get(answer.headers["Location"]).text
        tell_all()

        page = browser.get(answer.headers["Location"]).text
        assert "We are finding whose the rows are: 0 of 2" in fresh
        assert 'data-refresh="3"' in fresh
        assert "data-refresh" not in page
        assert "We could not tell whose every row is." in page
        assert "Ågrens Bageri AB" in page
        assert "Waits for us to say whose it is" in page
        assert "day.xml" in browser.get("/staff/bank-files").text
        empty = browser.post("/staff/bank-files", {}, content_type="multipart/form-data")
        assert empty.status_code == 409
        assert "not a file of the bank" in empty.text

    def test_is_not_for_customers(self, api_as, as_user, alice, invoices):
        assert sends(api_as(alice), camt(entry())).status_code == 404
        assert as_user(alice).get("/staff/bank-files").status_code == 404
        db.session.rollback()
