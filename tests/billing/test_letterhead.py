"""A seller's logo, colours and terms: on paper, on the page, and on nobody's older invoice."""

import io
import zlib
from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy.exc import DBAPIError

from saas.billing.documents.pdf import invoice_pdf
from saas.billing.invoices.models import Invoice
from saas.billing.letterhead.rules import (
    HardToRead,
    LinkWithoutWords,
    Look,
    NotAColour,
    TintHardToRead,
    TintNotAColour,
    colour,
    contrast,
    look,
)
from saas.billing.letterhead_desk.actions import choose_look
from saas.billing.logos.models import keep, logo_called
from saas.billing.logos.rules import LARGEST, LogoTooLarge, NotALogo, NotOnlyShapes, logo_in
from saas.billing.seller.actions import ensure_seller, name_seller
from saas.billing.seller.models import EXAMPLE, Seller, seller_in
from saas.billing.seller.rules import LetterheadDetails
from saas.dates import now
from saas.db import db
from saas.errors import NotFound
from saas.scope import tenant_scope
from tests.billing import making
from tests.billing.test_documents import SELLER, content, tags_of
from tests.documents.test_typesetting import words_of
from tests.helpcenter.making import staff_member

SQUARE = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" width="40" height="10">
  <defs><linearGradient id="g"><stop stop-color="#0a5c36"/></linearGradient></defs>
  <style>.a { fill: url(#g) }</style>
  <rect\tclass="a" width="40" height="10"/><path d="M2 2h6v6z" style="fill:url('#g')"/>
</svg>"""


def chunk(kind, told):
    """A chunk of a PNG: its length, its kind, what it tells, and its sum."""
    sum_ = zlib.crc32(kind + told).to_bytes(4, "big")
    return len(told).to_bytes(4, "big") + kind + told + sum_


DOT = b"\x89PNG\r\n\x1a\n" + b"".join(
    (
        chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])),
        chunk(b"IDAT", zlib.compress(b"\x00\x0a\x5c\x36")),
        chunk(b"IEND", b""),
    )
)
CHOSEN = {"logo": "", "accent": "", "tint": "", "terms_sv": "", "terms_en": "", "terms_link": ""}
GREEN = {
    "accent": "#0a5c36", "tint": "#EAF6EF", "terms_sv": "Våra villkor gäller.",
    "terms_en": "Our terms apply.", "terms_link": "https://kundzon.example/villkor",
}  # fmt: skip


def inside_svg(shape):
    return SQUARE.replace(b"</svg>", shape.encode() + b"</svg>")


@pytest.fixture
def sven(as_user, database):
    return as_user(staff_member())


@pytest.fixture
def dressed(database):
    """The seller, with all there is to choose."""
    seller = ensure_seller()
    logo = keep(logo_in(SQUARE), now=now())
    choose_look(seller, look(**CHOSEN | GREEN | {"logo": logo}))
    db.session.commit()
    return seller


def test_is_the_staff_s(as_user, charlie):
    ensure_seller()
    db.session.commit()

    assert as_user(charlie).get("/staff/sellers/main/look").status_code == 404
    assert as_user(charlie).post("/staff/sellers/main/look", GREEN).status_code == 404
    assert as_user(charlie).get("/staff/sellers/main/specimen.pdf").status_code == 404
    assert Seller.called("main").look.is_plain


class TestColours:
    @pytest.mark.parametrize("written", ["#1D3FBB", "1d3fbb", " #1d3fbb "])
    def test_are_written_as_on_the_web(self, written):
        assert colour(written, wrong=NotAColour) == "#1d3fbb"

    def test_may_be_short(self):
        assert colour("#13b", wrong=NotAColour) == "#1133bb"
        assert colour("", wrong=NotAColour) == ""

    def test_black_on_white_is_the_most_there_is(self):
        assert contrast("#000000", "#ffffff") == pytest.approx(21)
        assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)

    @given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
    def test_contrast_is_mutual_and_never_below_one(self, one, other):
        there, back = (
            (f"#{each:06x}" for each in (one, other)),
            (f"#{each:06x}" for each in (other, one)),
        )

        assert contrast(*there) == contrast(*back) >= 1

    @pytest.mark.parametrize(
        ("wrong", "refused"),
        [
            ({"accent": "red"}, NotAColour),
            ({"tint": "#12345"}, TintNotAColour),
            ({"accent": "#ffcc00"}, HardToRead),
            ({"tint": "#808080"}, TintHardToRead),
            ({"tint": "#111111"}, TintHardToRead),
            ({"accent": "#6b6b6b", "tint": "#dfe3f0"}, TintHardToRead),
            ({"terms_link": "https://x.example"}, LinkWithoutWords),
        ],
    )
    def test_that_nobody_can_read_are_refused(self, wrong, refused):
        with pytest.raises(refused) as why:
            look(**CHOSEN | wrong)

        assert type(why.value) is refused
        assert why.value.field == next(reversed(wrong)).replace("terms_link", "terms_sv")

    def test_the_house_s_own_can_be_read(self):
        assert look(**CHOSEN) == Look()
        assert look(**CHOSEN | {"accent": "#767676"[:7].replace("76", "5a")}).accent == "#5a5a5a"

    def test_an_accent_too_light_for_the_house_s_tint_is_told_of_as_such(self):
        with pytest.raises(HardToRead) as why:
            look(**CHOSEN | {"accent": "#757575"})

        assert (why.value.ground, why.value.field) == ("#eef2fd", "accent")


class TestLogos:
    def test_may_be_shapes_or_pixels(self):
        assert logo_in(SQUARE).kind == "svg"
        assert logo_in(DOT).kind == "png"
        assert 'href="data:image/png;base64,' in logo_in(DOT).drawing
        assert logo_in(DOT).kind.mime_type == "image/png"

    @pytest.mark.parametrize(
        "shape",
        [
            "<script>alert(1)</script>",
            "<image href='https://x.example/a.png'/>",
            "<text>Kundzon</text>",
            "<foreignObject/>",
            "<a href='https://x.example'><path/></a>",
            "<use href='other.svg#a'/>",
            "<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='https://x.example#a'/>",
            "<path onclick='alert(1)'/>",
            "<path style='fill:url(https://x.example)'/>",
            "<path fill=\"url( 'data:a')\"/>",
            "<style>@import 'a.css';</style>",
            "<style>.a { fill: u\\72l(a) }</style>",
            "<style>@im<!-- -->port 'a.css';</style>",
            "<style><g/></style>",
            "<x:thing xmlns:x='urn:x'/>",
            "<?php hello ?>",
            "<animate attributeName='href'/>",
        ],
    )
    def test_do_nothing_and_fetch_nothing(self, shape):
        with pytest.raises(NotOnlyShapes):
            logo_in(inside_svg(shape))

    def test_may_use_their_own_shapes(self):
        assert logo_in(inside_svg("<!-- ours --><use href='#g'/>")).kind == "svg"

    def test_have_no_entities(self):
        grows = SQUARE.replace(b'<?xml version="1.0"?>', b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>')
        with pytest.raises(NotOnlyShapes, match="DOCTYPE"):
            logo_in(grows)

    @pytest.mark.parametrize(
        "broken",
        [
            b"",
            b"GIF89a",
            b"<svg>",
            b"<html/>",
            DOT[:20],
            b"\xff\xfe<svg/>",
            DOT[:16] + bytes(20),
            DOT[:-4],
            DOT[:-1],
        ],
    )
    def test_are_drawings(self, broken):
        with pytest.raises(NotALogo):
            logo_in(broken)

    def test_are_small(self):
        wide = DOT[:16] + (2001).to_bytes(4, "big") + DOT[20:]
        for large in (wide, SQUARE + b" " * LARGEST):
            with pytest.raises(LogoTooLarge):
                logo_in(large)

    def test_are_kept_once_and_never_edited(self, database, owner_engine):
        first, again = (keep(logo_in(SQUARE), now=now()) for _ in range(2))
        db.session.commit()

        assert first == again == logo_in(SQUARE).sha256
        assert logo_called(first).content == SQUARE
        for deed in ("update logos set content = 'x'", "delete from logos"):
            with pytest.raises(DBAPIError), owner_engine.begin() as behind:
                behind.exec_driver_sql(deed)
        with pytest.raises(NotFound):
            logo_called("0" * 64)


class TestOnPaper:
    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_logo_colours_and_terms_are_set(self, dressed, language):
        seller = LetterheadDetails(**asdict(SELLER), look=dressed.look)

        plain = invoice_pdf(content(language=language))
        paper = invoice_pdf(content(seller=seller, language=language))

        words = words_of(paper)
        assert (GREEN["terms_sv"] if language == "sv" else GREEN["terms_en"]) in words
        assert "kundzon.example/villkor" in words
        assert "/Figure" in tags_of(paper)
        assert b"<pdfaid:part>3</pdfaid:part>" in paper
        assert GREEN["terms_en"] not in words_of(plain)
        [link] = [
            note.get_object()["/A"]["/URI"]
            for note in PdfReader(io.BytesIO(paper)).pages[0].get("/Annots", [])
        ]
        assert link == GREEN["terms_link"]

    def test_a_png_is_drawn_too(self, dressed):
        logo = keep(logo_in(DOT), now=now())
        seller = LetterheadDetails(**asdict(SELLER), look=replace(dressed.look, logo=logo))

        images = PdfReader(io.BytesIO(invoice_pdf(content(seller=seller)))).pages[0]

        assert invoice_pdf(content(seller=seller)) == invoice_pdf(content(seller=seller))
        assert "/Resources" in images

    def test_an_invoice_keeps_the_look_it_was_issued_with(self, dressed, alice):
        before = making.invoice(by=alice, today=date(2026, 2, 1))
        with tenant_scope(alice.tenant_id):
            issued = Invoice.numbered(before.number).snapshot
            paper = invoice_pdf(issued)
            choose_look(Seller.called("main"), Look(accent="#000000"))
            db.session.commit()
            after = Invoice.numbered(before.number).snapshot

        assert after == issued
        assert after["seller"]["look"]["accent"] == GREEN["accent"]
        assert invoice_pdf(after) == paper

    def test_a_seller_without_a_look_says_nothing_of_it(self, alice):
        number = making.invoice(by=alice, today=date(2026, 2, 1)).number
        with tenant_scope(alice.tenant_id):
            assert "look" not in Invoice.numbered(number).snapshot["seller"]


class TestOnThePage:
    def test_shows_logo_colours_and_terms(self, dressed, alice, as_user):
        number = making.invoice(by=alice, today=date(2026, 2, 1)).number

        page = as_user(alice).get(f"/invoices/{number}").text

        assert f"/letterhead/logo/{dressed.logo}" in page
        assert "/letterhead/0a5c36-eaf6ef.css" in page
        assert 'href="https://kundzon.example/villkor"' in page

    def test_what_it_fetches_is_kept_and_harmless(self, dressed, visitor):
        logo = visitor.get(f"/letterhead/logo/{dressed.logo}")
        colours = visitor.get("/letterhead/0a5c36-0.css")

        assert logo.data == SQUARE
        assert logo.mimetype == "image/svg+xml"
        assert "sandbox" in logo.headers["Content-Security-Policy"]
        assert "immutable" in logo.headers["Cache-Control"]
        assert "#0a5c36" in colours.text
        assert colours.mimetype == "text/css"
        assert visitor.get("/letterhead/logo/" + "0" * 64).status_code == 404
        assert visitor.get("/letterhead/red;}-0.css").status_code == 404


class TestTheStaffsPage:
    def test_shows_before_it_holds(self, sven):
        ensure_seller()
        db.session.commit()

        shown = sven.post(
            "/staff/sellers/main/look",
            GREEN | {"then": "show", "file": (io.BytesIO(SQUARE), "logo.svg")},
        )

        assert shown.status_code == 200, shown.text
        assert "data:image/png;base64," in shown.text
        assert Seller.called("main").look.is_plain
        logo = logo_in(SQUARE).sha256
        assert f'name="logo" value="{logo}"' in shown.text
        saved = sven.post("/staff/sellers/main/look", GREEN | {"logo": logo})
        db.session.expire_all()
        assert saved.status_code == 302
        assert Seller.called("main").look == look(**CHOSEN | GREEN | {"logo": logo})
        assert sven.get("/staff/sellers/main/specimen.pdf").data.startswith(b"%PDF")

    def test_takes_the_logo_away(self, sven, dressed):
        sven.post(
            "/staff/sellers/main/look", GREEN | {"logo": dressed.logo, "without_logo": "true"}
        )

        db.session.expire_all()
        assert Seller.called("main").logo is None

    def test_keeps_the_look_when_details_change(self, sven, dressed):
        page = sven.get("/staff/sellers/main").text
        assert "Kundzon Exempel AB" in page
        name_seller(*seller_in(EXAMPLE))

        assert not Seller.called("main").look.is_plain

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            ({"accent": "#ffcc00"}, 409),
            ({"terms_link": "javascript:alert(1)"}, 422),
            ({"terms_link": "http://x.example"}, 422),
            ({"logo": "../../etc"}, 422),
            ({"logo": "0" * 64}, 409),
        ],
    )
    def test_says_what_is_wrong(self, sven, wrong, status):
        ensure_seller()
        db.session.commit()

        assert sven.post("/staff/sellers/main/look", GREEN | wrong).status_code == status
        assert Seller.called("main").look.is_plain

    def test_refuses_a_drawing_that_cannot_be_printed(self, sven):
        ensure_seller()
        db.session.commit()
        broken = DOT.replace(DOT[33:-12], chunk(b"IDAT", b"not packed"))
        assert logo_in(broken).kind == "png"

        answer = sven.post("/staff/sellers/main/look", {"file": (io.BytesIO(broken), "logo.png")})

        assert answer.status_code == 409, answer.text
        assert sven.get("/staff/sellers/nobody/look").status_code == 404
