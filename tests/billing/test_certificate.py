"""A certificate says that no number is missing, and cannot say so of a register with a hole."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from saas.billing.certificate.models import certificate_of
from saas.billing.certificate.pdf import certificate_pdf
from saas.billing.certificate.rules import Certificate, Registered, certified
from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.seller.actions import ensure_seller
from saas.billing.totals.rules import CreditReason, InvoiceKind
from saas.errors import NotFound
from saas.money import Money
from saas.scope import tenant_scope
from tests.billing import making
from tests.helpcenter.making import staff_member

MARCH = date(2026, 3, 1)


def document(position, *, total=125, day=MARCH):
    return Registered(
        position=position,
        number=f"2026{position:07}",
        kind=InvoiceKind.INVOICE,
        issued_on=day,
        net=Money(total - 25),
        vat=Money(25),
        rounding=Money(0),
        sha256=f"{position:064x}",
    )


def of(documents):
    blank = Certificate(seller="A", org_number="1", series="", fiscal_year=2026)
    return certified(blank, documents)


class TestARegister:
    def test_that_is_whole_is_certified(self):
        made = of([document(1), document(2)])

        assert (made.is_complete, made.count) == (True, 2)
        assert (made.first, made.last) == ("20260000001", "20260000002")
        assert made.sums[InvoiceKind.INVOICE, "SEK"].total == Money(250)

    @given(st.data(), st.integers(2, 30))
    def test_that_lost_changed_or_swapped_one_is_found_out(self, data, size):
        whole = [document(position) for position in range(1, size + 1)]
        at = data.draw(st.integers(0, size - 1))
        sealed = of(whole).register_hash

        lost = of(whole[:at] + whole[at + 1 :])
        changed = of([*whole[:at], replace(whole[at], sha256="0"), *whole[at + 1 :]])

        assert lost.register_hash != sealed
        assert lost.missing == ([at + 1] if at < size - 1 else [])
        assert changed.register_hash != sealed

    def test_with_days_that_go_back_is_not_certified(self):
        made = of([document(1), document(2, day=date(2026, 2, 1))])

        assert (made.is_complete, made.out_of_order) == (False, [2])

    def test_says_apart_what_is_missing_and_what_is_out_of_order(self, database):
        made = of([document(1), document(3), document(4, day=date(2026, 2, 1))])

        paper = certificate_pdf(made, ensure_seller(), on=MARCH, language="en")

        said = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
        told = " ".join(said.split())
        assert "2 are missing" in told
        assert "Dated before the number ahead of them: 4." in told


class TestACertificate:
    @pytest.fixture
    def series(self, alice, charlie):
        mine = making.invoice(by=alice, today=MARCH)
        making.invoice(by=charlie, today=MARCH)
        with tenant_scope(alice.tenant_id):
            because = Because(reason=CreditReason.GOODWILL, words="", by_name="Sven")
            credit_invoice(mine.number, because, today=MARCH)
            making.db.session.commit()

    def test_is_of_every_company_s_documents(self, series, database):
        made = certificate_of(ensure_seller(), 2026)

        assert (made.count, made.is_complete) == (3, True)
        assert made.sums[InvoiceKind.CREDIT_NOTE, "SEK"].total == Money(-373_75)
        assert certificate_of(ensure_seller(), 2026).register_hash == made.register_hash
        with pytest.raises(NotFound):
            certificate_of(ensure_seller(), 2025)

    def test_is_the_staff_s_on_paper_and_as_json(self, series, as_user, api_as, charlie):
        sven, path = staff_member(), "certificates/main/2026/main"

        listed = as_user(sven).get("/staff/certificates").text
        paper = as_user(sven).get(f"/staff/{path}.pdf")
        told = api_as(sven).get(f"/api/v1/staff/{path}").json

        assert as_user(charlie).get(f"/staff/{path}.pdf").status_code == 404
        assert "2026" in listed
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.data)).pages)
        assert "20260000003" in said
        assert told["register_hash"][:20] in said.replace("\n", "")
        assert (told["complete"], told["count"]) == (True, 3)
        assert api_as(sven).get("/api/v1/staff/certificates/x/2026/main").status_code == 404

    def test_is_made_by_command(self, series, saas, tmp_path):
        paper = tmp_path / "certificate.pdf"

        told = saas("accounting", "certificate", "--year", "2026")
        saas("accounting", "certificate", "--year", "2026", "-o", paper)
        none = saas("accounting", "certificate", "--series", "Z")

        assert json.loads(told.output)["complete"] is True
        assert paper.read_bytes().startswith(b"%PDF")
        assert none.exit_code == 2
