from types import SimpleNamespace

import pytest
from flask import url_for

from tests.layout.conftest import form

ALICE = SimpleNamespace(name="Alice", is_staff=False, account=SimpleNamespace(email="a@b.example"))
BAKERY = SimpleNamespace(name="Bageriet AB", customer_number="1004")
WAYS = [
    ("", [SimpleNamespace(url="/overview", label="Overview", active=True, badge=None)]),
    (
        "Getting paid",
        [
            SimpleNamespace(
                url="/mass-payment",
                label="Mass payment",
                active=False,
                badge=2,
                waiting=SimpleNamespace(words="overdue"),
            )
        ],
    ),
]


class TestThePage:
    def test_begins_with_a_way_past_the_navigation(self, page):
        tree = page("layout/page.html")
        assert tree.xpath("(//body//a)[1]/@href") == ["#main"]
        assert tree.xpath("//main[@id='main']")

    def test_says_error_first_when_a_form_was_wrong(self, page):
        assert page("layout/page.html", form=form()).xpath("string(//title)") == "Kundzon"
        wrong = page("layout/page.html", form=form(errors={"x": ["No."]}))
        assert wrong.xpath("string(//title)").startswith("Error: ")

    def test_speaks_the_readers_language(self, page):
        assert page("layout/page.html", language="sv").get("lang") == "sv"

    @pytest.mark.parametrize(
        ("chosen", "written"), [("dark", "dark"), ("auto", None), (None, None)]
    )
    def test_wears_the_colours_the_reader_chose(self, page, chosen, written):
        assert page("layout/page.html", theme=chosen).get("data-bs-theme") == written

    def test_offers_a_visitor_to_log_in_or_register(self, page):
        links = page("layout/page.html").xpath("//header//a/@href")
        assert {"/login", "/register", "/help"} <= set(links)

    def test_shows_who_is_here_and_for_whom(self, page):
        tree = page("layout/page.html", me=ALICE, company=BAKERY, navigation=WAYS)
        head = tree.xpath("string(//header)")
        assert "Alice" in head
        assert "Bageriet AB" in head
        assert "1004" in head
        assert tree.xpath("//form[@action='/logout'][@method='post']")

    def test_marks_where_one_is_and_what_waits(self, page):
        tree = page("layout/page.html", me=ALICE, navigation=WAYS)
        side = tree.xpath("//nav[@class='side-navigation']")[0]
        assert side.xpath(".//a[@aria-current='page']/@href") == ["/overview"]
        assert side.xpath("string(.//*[@class='badge-count'])") == "2 overdue"
        assert side.xpath(".//ul/@aria-label") == ["Getting paid"]

    def test_leads_back_here_after_another_language(self, page):
        tree = page("layout/page.html", language="en", languages={"sv": "Svenska", "en": "English"})
        (switch,) = tree.xpath("//form[@action='/language']")
        assert switch.xpath(".//input[@name='next']/@value") == ["/people?page=2"]
        assert switch.xpath(".//button[@aria-pressed='true']/@value") == ["en"]

    def test_shows_the_clock_of_a_demo_only_in_a_demo(self, page):
        assert not page("layout/page.html").xpath("//form[@action='/demo/clock']")
        tree = page("layout/page.html", demo={"today": "14 March 2026"})
        assert "14 March 2026" in tree.xpath("string(//aside)")
        (clock,) = tree.xpath("//form[@action='/demo/clock']")
        assert clock.xpath(".//button/@value") == ["1 day", "1 month", "3 months"]
        assert clock.xpath(".//input[@name='next']/@value") == ["/people?page=2"]


class TestARefusalAsAPage:
    def test_says_the_sentence_and_shows_the_way_out(self, page):
        refusal = SimpleNamespace(
            text="All seats are taken.", way_out=("change.compare", "Upgrade")
        )
        tree = page("layout/refusal.html", refusal=refusal, status=409)
        assert tree.xpath("string(//*[@role='alert'])") == "All seats are taken."
        assert tree.xpath("//main//a[@href='/plan']/text()") == ["Upgrade"]


class TestAnErrorPage:
    @pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 429, 500, 503])
    def test_says_what_happened_and_where_to_go(self, page, status):
        tree = page("layout/error.html", status=status, title="Away", text="Try again.")
        assert tree.xpath("string(//h1)") == "Away"
        assert "Try again." in tree.xpath("string(//main)")
        assert tree.xpath("//main//a")


class TestALetter:
    def test_says_its_subject_and_paragraphs_and_nothing_unescaped(self, page):
        tree = page("layout/mail.html", subject="Hello", paragraphs=["<b>You</b>", "Bye"])
        assert tree.xpath("string(//h1)") == "Hello"
        assert not tree.xpath("//b")

    def test_makes_addresses_into_links(self, page):
        tree = page("layout/mail.html", subject="x", paragraphs=["See https://x.example/1"])
        assert tree.xpath("//a/@href") == ["https://x.example/1"]


class TestTheStyleGuide:
    def test_has_no_two_things_of_one_name(self, page):
        ids = page("layout/styleguide.html", me=ALICE, navigation=WAYS).xpath("//@id")
        assert len(ids) == len(set(ids))

    def test_shows_every_macro_there_is(self, bare):
        source = bare.jinja_loader.get_source(bare.jinja_env, "layout/styleguide.html")[0]
        for room in ("forms", "parts", "plans", "charts", "documents"):
            module = bare.jinja_env.get_template(f"layout/{room}.html")
            with bare.test_request_context("/"):
                macros = {
                    name
                    for name, each in vars(module.module).items()
                    if type(each).__name__ == "Macro"
                }
            shown = {name for name in macros if name in source and not name.startswith("_")}
            assert macros - shown <= {"hidden_field", "page_heading"}, room


class TestItsAddresses:
    def test_are_those_of_the_doors(self, bare, page):
        with bare.test_request_context("/"):
            served = {
                url_for("static", filename="tokens.css"),
                url_for("bootstrap.static", filename="css/bootstrap.min.css"),
            }
        assert served <= set(page("layout/page.html").xpath("//link/@href"))
