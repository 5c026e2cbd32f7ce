"""The main pages for those who need them otherwise: larger, in colours of their own, on paper."""

import io
import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from pypdf import PdfReader

from saas.demo.logins import PASSWORD
from tests.e2e.crowding import crowded
from tests.e2e.deeds import logs_in
from tests.e2e.inspector import COLOURS

GUIDE, WHITE = "/styleguide", "rgb(255, 255, 255)"
PAGES = {
    None: ("/", "/register", "/login", GUIDE),
    "alice@bageriet.example": (
        *("/overview", "/people", "/plan", "/plan/notice", "/invoices", "/mass-payment", "/cards"),
        *("/help", "/help/users", "/requests", "/company", "/statement", "/costs"),
    ),
    "stina@kundzon.example": ("/staff", "/staff/requests", "/staff/bank-payments"),
}
everybody = pytest.mark.parametrize("email", PAGES, ids=["a visitor", "an owner", "staff"])


def visits(person, email, **media):
    """The page, once at each of their main addresses and, for an owner, at an invoice."""
    if email:
        logs_in(person, email, PASSWORD)  # on a screen: on paper there is nothing to press
    person.page.emulate_media(**media)
    for path in PAGES[email]:
        person.goes_to(path)
        yield person.page
        if path == "/invoices":
            person.goes_to(person.page.locator("main tbody a").first.get_attribute("href"))
            yield person.page


def faint(page):
    """The text of a page that does not stand out from its ground, as axe-core sees it."""
    page.evaluate(AXE_SCRIPT)
    answer = page.evaluate("options => axe.run(options)", COLOURS)
    return [f"{page.url}: {n['html']}" for v in answer["violations"] for n in v["nodes"]]


def with_text_twice_as_large(page):
    page.evaluate("document.documentElement.style.fontSize = '200%'")


class TestTwiceAsLarge:
    """WCAG 2.2, 1.4.4: text of twice the size, or the whole page, and nothing is lost."""

    @everybody
    def test_all_can_be_read(self, someone, email):
        found = []
        for page in visits(someone(), email):
            with_text_twice_as_large(page)
            found += crowded(page)
            page.evaluate("document.documentElement.style.fontSize = ''")
            page.set_viewport_size({"width": 640, "height": 450})  # 1280 pixels, magnified
            found += crowded(page)
            page.set_viewport_size({"width": 1280, "height": 900})
        assert not found, "\n".join(found)

    @pytest.mark.parametrize(
        "style",
        [
            "height: 8px; overflow: hidden",
            "min-width: 3000px; text-align: end",
            "transform: scale(6)",
        ],
    )
    def test_what_cannot_be_read_is_seen(self, someone, style):
        reader = someone()
        reader.goes_to(GUIDE)
        assert not crowded(reader.page)
        reader.page.locator("main h2").first.evaluate(
            "(box, css) => box.style.cssText = css", style
        )
        assert crowded(reader.page)


class TestColoursOfTheReader:
    """Forced colours, as Windows' contrast themes set them."""

    @everybody
    def test_all_text_stands_out(self, someone, email):
        pages = visits(someone(), email, forced_colors="active", color_scheme="dark")
        found = [said for page in pages for said in faint(page)]
        assert not found, "\n".join(found)

    @pytest.mark.parametrize("forced", ["none", "active"])
    @pytest.mark.parametrize("scheme", ["dark", "light"])
    def test_the_key_of_the_seats_is_in_the_colours_of_their_bar(self, someone, forced, scheme):
        person = someone()
        person.page.emulate_media(forced_colors=forced, color_scheme=scheme)
        person.goes_to(GUIDE)
        of_bar = person.page.evaluate(COLOURS_OF, ["", None, "fill"])
        of_key = person.page.evaluate(COLOURS_OF, ["-key .key", "::before", "backgroundColor"])
        assert of_bar == of_key
        assert len(set(of_bar)) == 3

    @pytest.mark.parametrize("forced", ["none", "active"])
    @pytest.mark.parametrize("scheme", ["dark", "light"])
    def test_what_is_drawn_stands_out_from_what_it_is_drawn_on(self, someone, forced, scheme):
        person = someone()
        person.page.emulate_media(forced_colors=forced, color_scheme=scheme)
        person.goes_to(GUIDE)
        for what, property_ in DRAWN.items():
            ground, drawn = person.page.locator(what).first.evaluate(ON_GROUND, property_)
            assert contrast(drawn, ground) >= 3, f"{what} is {drawn} on {ground}"

    def test_where_one_is_and_what_is_chosen_is_told_by_a_line(self, someone):
        person = someone()
        person.page.emulate_media(forced_colors="active")
        logs_in(person, "alice@bageriet.example", PASSWORD)
        for what in ".side-navigation [aria-current]", ".choice-row [aria-pressed=true]":
            box = person.page.locator(what).first
            assert box.evaluate("box => parseFloat(getComputedStyle(box).outlineWidth)") >= 2


COLOURS_OF = """([part, pseudo, property]) => ["used", "held", "free"].map(kind => getComputedStyle(
    document.querySelector(`.seats${part}-${kind}`), pseudo)[property])"""
ON_GROUND = """(box, property) => {
    let under = box;
    const clear = (part) => /^rgba.*, 0\\)$/.test(getComputedStyle(part).backgroundColor);
    while (clear(under)) under = under.parentElement;
    return [getComputedStyle(under).backgroundColor, getComputedStyle(box)[property]];
}"""
DRAWN = {
    ".chart-bar": "fill",
    ".chart-bar-last": "fill",
    ".chart-line-limit": "stroke",
    ".chart-line-value": "stroke",
    ".chart-label": "fill",
    ".seats-used": "fill",
    ".seats-held": "fill",
    "main .icon": "stroke",
}


def contrast(one, other):
    """The contrast ratio of WCAG 2.2 of two opaque colours, as a browser writes them."""
    dark, light = sorted(
        luminance(*map(int, re.findall(r"\d+", each)[:3])) for each in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def luminance(*channels):
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * c for part, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_contrast_is_that_of_wcag():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.01)


class TestOnPaper:
    """Printed, a page has what it says and no doors, in ink on white, and no empty sheet."""

    DOORS = "header a, nav a, .footer a, .demo-bar button, .breadcrumbs a, main .btn, .links a"

    @everybody
    def test_a_page_is_printed_without_its_doors(self, someone, email):
        found = []
        for page in visits(someone(), email, media="print", color_scheme="dark"):
            doors = [each for each in page.locator(self.DOORS).all() if each.is_visible()]
            found += [f"{page.url}: {each.inner_text()}" for each in doors]
            found += [f"{page.url}: {said}" for said in page.evaluate(ROWS_OF_DOORS)]
            sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages]
            found += [
                f"{page.url}: sheet {n} is empty" for n, s in enumerate(sheets, 1) if len(s) < 9
            ]
            heading = page.locator("h1").first.inner_text().split()[0]
            found += [] if heading in sheets[0] else [f"{page.url}: {heading} is not on sheet 1"]
        assert not found, "\n".join(found)

    def test_it_is_ink_on_white_for_who_reads_in_the_dark_too(self, someone):
        reader = someone()
        reader.page.emulate_media(media="print", color_scheme="dark")
        reader.goes_to(GUIDE)
        assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") == WHITE
        assert not faint(reader.page)

    def test_on_a_screen_the_doors_are_there(self, someone):
        person = someone()
        logs_in(person, "alice@bageriet.example", PASSWORD)
        person.goes_to("/invoices")
        assert sum(each.is_visible() for each in person.page.locator(self.DOORS).all()) > 10
        assert person.page.evaluate(ROWS_OF_DOORS)


# Paragraphs and cells that are nothing but links to elsewhere: doors in a row.
ROWS_OF_DOORS = """() => [...document.querySelectorAll("main p, main td")].filter(each => {
    const links = [...each.querySelectorAll("a, button")].filter(link => link.checkVisibility());
    const said = links.reduce((left, link) => left.replace(link.innerText, ""), each.innerText);
    return each.checkVisibility() && links.length > 1 && !/\\p{L}|\\d/u.test(said);
}).map(each => each.innerText)"""
