from datetime import UTC, date, datetime

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import Babel, force_locale
from jinja2 import DictLoader
from marshmallow import Schema, fields

from saas.web import phrases
from saas.web.schema_sentences import SENTENCES
from saas.web.words import day, say

TEMPLATES = {
    "page.html": "{{ _('Hello %(name)s', name=name) }}",
    "plain.html": "{{ _('100 %% <b>sure</b>') }}",
    "open.html": "{{ _('Hello %(name)s') }}",
    "trans.html": "{% trans n=name %}Hello {{ n }}{% endtrans %}",
    "letter.txt": "{{ _('Hello %(name)s', name=name) }}",
}


@pytest.fixture(scope="module")
def speaking(tmp_path_factory):
    """An application that speaks English and a little Swedish."""
    app = Flask("speaking")
    folder = tmp_path_factory.mktemp("words")
    _translate(folder / "sv" / "LC_MESSAGES", {"Hello %(name)s": "Hej %(name)s"})
    Babel(app, default_locale="en", default_translation_directories=str(folder))
    app.jinja_loader = DictLoader(TEMPLATES)
    phrases.init_app(app)
    return app


@pytest.fixture
def drawn(speaking):
    def draw(template, language="en", **context):
        with speaking.app_context(), force_locale(language):
            return speaking.jinja_env.get_template(template).render(context)

    return draw


class TestASentenceOfATemplate:
    def test_is_said_in_the_readers_language_each_time(self, drawn):
        said = [drawn("page.html", language, name="Eva") for language in ("sv", "en", "sv", "en")]
        assert said == ["Hej Eva", "Hello Eva", "Hej Eva", "Hello Eva"]

    def test_escapes_what_is_put_in_but_only_in_html(self, drawn):
        assert drawn("page.html", name="<b>") == "Hello &lt;b&gt;"
        assert drawn("letter.txt", name="<b>") == "Hello <b>"

    def test_keeps_its_own_marks_and_its_per_cent(self, drawn):
        assert drawn("plain.html") == "100 % <b>sure</b>"

    def test_is_never_shown_with_a_place_left_open(self, drawn):
        with pytest.raises(KeyError):
            drawn("open.html")

    def test_may_be_written_as_a_block(self, drawn):
        assert drawn("trans.html", name="<b>") == "Hello &lt;b&gt;"


def _translate(folder, words):
    catalog = Catalog(locale="sv")
    for sentence, said in words.items():
        catalog.add(sentence, said)
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalog)


class TestWhatMarshmallowSaysByItself:
    USED = (fields.Field, fields.Boolean, fields.Email, fields.Integer, fields.List, fields.Dict)

    def test_is_swedish_to_a_swede(self, app):
        said = {s for field in self.USED for s in field.default_error_messages.values()}
        said |= set(Schema._default_error_messages.values())

        assert said <= set(SENTENCES)
        with app.test_request_context(headers={"Accept-Language": "sv"}):
            assert [s for s in SENTENCES if say(s) == s] == []


class TestADay:
    @pytest.mark.parametrize(
        ("of", "said"),
        [
            (date(2026, 3, 1), "1 March 2026"),
            ("2026-03-01", "1 March 2026"),
            (datetime(2026, 3, 1, 22, 59, tzinfo=UTC), "1 March 2026"),
            (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), "2 March 2026"),
            (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), "2 July 2026"),
        ],
    )
    def test_of_an_instant_is_the_one_it_was_in_stockholm(self, app, of, said):
        with app.test_request_context(headers={"Accept-Language": "en"}):
            assert day(of) == said
