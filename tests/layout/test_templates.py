"""What holds for every template and every file a browser loads."""

import ast
import gzip
import re
from pathlib import Path

import flask_bootstrap
import pytest

import saas
from saas.places import CUSTOMER, STAFF

ROOT = Path(saas.__file__).parent
TEMPLATES = sorted(ROOT.rglob("*.html"))
STATIC = ROOT / "layout" / "static"
LETTERS = {"layout/mail.html"}
BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static/bootstrap5/css/bootstrap.min.css"
OF_ANOTHER_ORIGIN = "billing/gateway/simulator/"

every_template = pytest.mark.parametrize(
    "template", TEMPLATES, ids=[str(path.relative_to(ROOT)) for path in TEMPLATES]
)


class TestATemplate:
    @every_template
    def test_has_no_script_or_style_of_its_own(self, template):
        found = _own_script_or_style(template.read_text())
        if str(template.relative_to(ROOT)) in LETTERS:
            found = [each for each in found if each.strip() != "style="]
        assert found == []

    @every_template
    def test_trusts_no_words_of_others(self, template):
        assert not re.search(r"\|\s*safe\b|autoescape false", template.read_text())

    @every_template
    def test_loads_nothing_from_elsewhere(self, template):
        assert not re.search(r"(src|href|action)=[\"'](https?:)?//", template.read_text())

    @every_template
    def test_sends_nothing_without_a_token(self, template):
        if str(template.relative_to(ROOT)).startswith(OF_ANOTHER_ORIGIN):
            return
        text = _without_comments(template.read_text())
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
            if re.search(r"method=[\"']post", form):
                assert "csrf_token" in form

    @every_template
    def test_leaves_the_names_of_the_frame_alone(self, template):
        """The header shows `company` and `me`, whatever a page calls its own things."""
        assert not re.search(r"{%-? set [^=%]*\b(company|me|navigation)\b", template.read_text())

    @every_template
    def test_offers_the_one_thing_to_do_before_the_rest(self, template):
        text = template.read_text()
        for actions in re.findall(r"{% block actions %}(.*?){% endblock %}", text, re.DOTALL):
            kinds = re.findall(r"btn-(primary|secondary|quiet)", actions)
            assert kinds == sorted(kinds, key=["primary", "secondary", "quiet"].index)

    def test_is_given_nothing_under_the_names_of_the_frame(self):
        given = {
            (path.name, keyword.arg)
            for path in ROOT.rglob("*.py")
            for call in ast.walk(ast.parse(path.read_text()))
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "render_template"
            for keyword in call.keywords
        }
        assert len(given) > 200
        assert [each for each in given if each[1] in {"company", "me", "navigation"}] == []

    @pytest.mark.parametrize(
        "bad",
        ["<p onclick='x'>", "<script>x</script>", "<p style='a'>", "<a href='javascript:x'>"],
    )
    def test_with_a_script_or_style_of_its_own_would_be_caught(self, bad):
        assert _own_script_or_style(bad)


class TestWhatABrowserLoads:
    def test_is_light_enough_for_a_first_view(self):
        """100 kB for everything (promises.md §11), of which a page's own HTML may take 10."""
        css = list(STATIC.glob("*.css"))
        scripts = list(STATIC.glob("*.js"))
        packed = sum(len(gzip.compress(path.read_bytes())) for path in [*css, *scripts, BOOTSTRAP])
        packed += len(gzip.compress((STATIC / "icons.svg").read_bytes()))
        fonts = sum(path.stat().st_size for path in STATIC.glob("fonts/*.woff2"))
        assert packed + fonts <= 90_000

    def test_has_little_script(self):
        assert sum(path.stat().st_size for path in STATIC.glob("*.js")) <= 20_000

    def test_is_there_when_a_template_names_it(self):
        named = set()
        for path in TEMPLATES:
            named |= set(re.findall(r"\{\{ base \}\}([\w./-]+)", path.read_text()))
        for path in STATIC.glob("*.css"):
            named |= set(re.findall(r"url\(\"([\w./-]+)\"\)", path.read_text()))
        assert len(named) > 10
        assert {name for name in named if not (STATIC / name).exists()} == set()

    def test_has_every_symbol_a_template_draws(self):
        drawn = set()
        for path in TEMPLATES:
            drawn |= set(re.findall(r"\bicon\([\"']([\w-]+)[\"']", path.read_text()))
            drawn |= set(re.findall(r"\}\}#([\w-]+)\"></use>", path.read_text()))
            drawn |= set(re.findall(r"\bsymbol=[\"']([\w-]+)[\"']", path.read_text()))
        known = set(re.findall(r"symbol id=\"([\w-]+)\"", (STATIC / "icons.svg").read_text()))
        drawn |= {place.icon for part in (*CUSTOMER, *STAFF) for place in part.places}
        assert len(drawn) > 20
        assert drawn <= known


class TestColours:
    """WCAG 2.2 1.4.3 and 1.4.11, computed from the tokens themselves."""

    PAPERS = ("ground", "surface", "sunken", "hover")

    @pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
    @pytest.mark.parametrize(
        "ink", ["ink", "ink-soft", "ink-faint", "accent", "good", "warn", "bad"]
    )
    def test_of_words_stand_out_from_every_paper(self, ink, theme):
        for paper in self.PAPERS:
            assert _contrast(_token(ink, theme), _token(paper, theme)) >= 4.5, paper

    @pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
    @pytest.mark.parametrize(
        ("ink", "paper"),
        [
            ("good", "good-soft"),
            ("warn", "warn-soft"),
            ("bad", "bad-soft"),
            ("accent", "accent-soft"),
            ("ink-soft", "accent-soft"),
            ("on-fill", "accent-fill"),
            ("on-fill", "accent-fill-hover"),
            ("on-fill", "bad-fill"),
            ("on-fill", "bad-fill-hover"),
        ],
    )
    def test_of_words_stand_out_from_their_own_tint(self, ink, paper, theme):
        assert _contrast(_token(ink, theme), _token(paper, theme)) >= 4.5

    @pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
    @pytest.mark.parametrize("line", ["line-strong", "focus"])
    def test_of_fields_and_focus_can_be_seen(self, line, theme):
        for paper in ("ground", "surface"):
            assert _contrast(_token(line, theme), _token(paper, theme)) >= 3

    @pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
    def test_of_what_is_drawn_can_be_seen(self, theme):
        """Bars, lines and taken seats: every colour they are given, on every paper."""
        drawn = _drawn_in()
        assert len(drawn) >= 8
        for what, colour in drawn.items():
            token = re.search(r"var\(--([\w-]+)\)$", colour)
            assert token, f"{what} is {colour}, which no token says"
            for paper in self.PAPERS:
                ratio = _contrast(_token(token[1], theme), _token(paper, theme))
                assert ratio >= 3, f"{what} is {ratio:.2f} to 1 on {paper}"

    def test_of_a_pale_bar_would_be_seen(self):
        assert _contrast("#b7c4f7", "#ffffff") < 3 < _contrast("#6d83e8", "#ffffff")


def _drawn_in():
    """What the style sheets draw figures in, by what is drawn: of bars, lines, seats and keys."""
    drawn = {}
    for sheet in ("tables.css", "parts.css"):
        ours = (STATIC / sheet).read_text().partition("@media (forced-colors")[0]
        for what, said in re.findall(r"^(\.(?:chart|seats)[^{]*) \{ (.*) \}", ours, re.MULTILINE):
            colour = re.search(r"(?:fill|stroke|background|border-top): ([^;]*)", said)
            if colour and not re.search(r"rule|label|free|seats-key li", what):
                drawn[what] = colour[1]
    return {what: colour for what, colour in drawn.items() if colour != "none"}


def _own_script_or_style(text):
    return re.findall(
        r"<style|<script(?![^>]*\bsrc=)|\son\w+=|javascript:|\sstyle=", _without_comments(text)
    )


def _without_comments(text):
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def _token(name, theme):
    text = (STATIC / "tokens.css").read_text()
    value = re.search(rf"--{name}: (?:light-dark\()?(#\w+)(?:, (#\w+)\))?;", text)
    return value[theme + 1] or value[1]


def _contrast(one, other):
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
