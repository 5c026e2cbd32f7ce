import gzip
from functools import partial

import pytest
from flask import Flask, render_template_string

from saas.web import assets

CSS = "p { color: red; }\n" * 200


@pytest.fixture
def house(tmp_path):
    """An application with one stylesheet, one picture and one page."""
    (tmp_path / "a.css").write_text(CSS)
    (tmp_path / "a.png").write_bytes(b"\x89PNG" * 100)
    app = Flask("served", static_folder=str(tmp_path), static_url_path="/static")
    app.add_url_rule("/", "page", lambda: "word " * 300)
    assets.init_app(app)
    return app


@pytest.fixture
def served(house):
    return partial(house.test_client().get, buffered=True)


PACKED = {"Accept-Encoding": "gzip, br"}


class TestWhatABrowserLoads:
    def test_comes_packed_and_is_the_same_when_unpacked(self, served):
        for _once_and_again in range(2):
            answer = served("/static/a.css", headers=PACKED)
            assert answer.content_encoding == "gzip"
            assert gzip.decompress(answer.data).decode() == CSS
            assert len(answer.data) < len(CSS) / 10
            assert answer.content_length == len(answer.data)
            assert "Accept-Encoding" in answer.vary

    def test_comes_unpacked_to_who_cannot_unpack(self, served):
        answer = served("/static/a.css")
        assert answer.content_encoding is None
        assert answer.text == CSS

    def test_is_not_packed_twice_when_it_is_a_picture(self, served):
        assert served("/static/a.png", headers=PACKED).content_encoding is None

    def test_is_kept_for_good_only_under_its_version(self, house, served):
        version = house.jinja_env.globals["assets_version"]
        assert "immutable" in served(f"/static/a.css?v={version}").headers["Cache-Control"]
        assert "immutable" not in served("/static/a.css?v=old").headers["Cache-Control"]
        assert "immutable" not in served("/static/a.css").headers["Cache-Control"]

    def test_is_not_sent_again_when_it_is_known(self, served):
        known = served("/static/a.css", headers=PACKED).headers["ETag"]
        headers = {**PACKED, "If-None-Match": known}
        again = served("/static/a.css", headers=headers)
        assert again.status_code == 304
        assert again.data == b""

    def test_is_never_a_page(self, served):
        assert served("/", headers=PACKED).content_encoding is None

    def test_that_is_missing_says_so(self, served):
        assert served("/static/none.css", headers=PACKED).status_code == 404


class TestTheVersion:
    def test_changes_with_any_file(self, tmp_path):
        (tmp_path / "a.css").write_text("a")
        before = assets.version_of(tmp_path)
        (tmp_path / "a.css").write_text("b")
        assert assets.version_of(tmp_path) != before

    def test_is_known_to_templates(self, house):
        with house.app_context():
            assert len(render_template_string("{{ assets_version }}")) == 10


def test_browsers_find_the_symbol_where_they_look_unasked(visitor):
    answer = visitor.get("/favicon.ico")
    assert answer.status_code == 301
    with visitor.get(answer.location) as symbol:
        assert symbol.mimetype == "image/svg+xml"
