"""Finding answers by one's own words."""

import pytest

from saas.helpcenter.articles.content import SECTIONS
from saas.helpcenter.articles.rules import found_in

ENGLISH = {"Accept-Language": "en"}


def plain(sentence):
    return sentence


class TestFinding:
    @pytest.mark.parametrize(
        ("sought", "question"),
        [
            ("COLLEAGUE", "Add, change or remove a user"),
            ("cancel contract", "How do I leave a plan?"),
            ("quote", "How do I get Enterprise?"),
            ("object telephone", "When we order for you"),
            ("bankruptcy", "What if our company goes bankrupt or is wound up?"),
        ],
    )
    def test_finds_by_words_people_use(self, sought, question):
        found = [a.question for s in found_in(sought, said=plain) for a in s.answers]
        assert question in found

    def test_nothing_sought_finds_everything(self):
        assert found_in("  ", said=plain) == list(SECTIONS)

    def test_finds_by_the_reader_s_own_language(self):
        swedish = {"Leave a plan": "Säg upp en plan"}
        found = found_in("säg upp", said=lambda s: swedish.get(s, s))
        assert [a.question for s in found for a in s.answers] == ["How do I leave a plan?"]

    def test_every_word_must_be_found(self):
        assert found_in("colleague zebra", said=plain) == []


class TestThePage:
    def test_every_answer_ends_in_a_door_that_exists(self, app):
        doors = {answer.endpoint for section in SECTIONS for answer in section.answers}
        assert doors <= app.view_functions.keys()

    def test_is_open_to_visitors_and_searches(self, visitor, database):
        page = visitor.get("/help?q=notice", headers=ENGLISH).text
        assert "How do I leave a plan?" in page
        assert "How do I save or change a card?" not in page

    def test_every_answer_can_be_linked_to(self, visitor, database):
        page = visitor.get("/help", headers=ENGLISH).text
        keys = [answer.key for section in SECTIONS for answer in section.answers]
        assert all(page.count(f'id="{key}"') == 1 for key in keys)

    def test_says_so_when_nothing_is_found(self, visitor, database):
        page = visitor.get("/help?q=%3Cscript%3Ezebra", headers=ENGLISH).text
        assert "Nothing found for “&lt;script&gt;zebra”" in page

    def test_speaks_the_reader_s_language(self, visitor, database):
        page = visitor.get("/help?q=upps%C3%A4gning", headers={"Accept-Language": "sv"}).text
        assert "Hur säger vi upp ett abonnemang?" in page
        page = visitor.get("/help?q=telefon", headers={"Accept-Language": "sv"}).text
        assert "När vi beställer åt er" in page
