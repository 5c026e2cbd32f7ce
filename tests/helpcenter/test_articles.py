"""Finding answers by one's own words, each with a door that opens for the reader."""

import re
from datetime import date

import pytest

from saas.dates import now
from saas.db import db
from saas.helpcenter.articles.content import SECTIONS
from saas.helpcenter.articles.rules import found_in
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from tests import factories
from tests.licensing.making import agreed

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


def doors_on(page):
    """What each answer leads to on its own, by its key; None where it has no door."""
    rows = re.findall(r'<div class="summary-row" id="([^"]+)">(.*?)</div>', page, re.DOTALL)
    found = {}
    for key, row in rows:
        links = re.findall(r'<a href="([^"]+)"', row.partition('<p class="hint">')[0])
        found[key] = links[0].replace("&amp;", "&") if links else None
    return found


class TestTheDoors:
    @pytest.fixture(params=["with a seat", "read-only"])
    def reader(self, request, bakery, alice):
        """Somebody of a role, who has a seat or may only look."""
        agreed(alice, extra_seats=1)

        def of(role):
            person = factories.person(of=bakery, name=f"A {role}", role=role)
            if request.param == "read-only":
                with tenant_scope(bakery.id):
                    Person.find(person.id).read_only_since = now()
                    db.session.commit()
            return person

        return of

    @pytest.mark.parametrize("role", Role)
    def test_are_shown_exactly_to_those_whom_they_let_in(self, app, as_user, reader, role):
        browser = as_user(reader(role))
        page = browser.get("/help").text
        shown = doors_on(page)
        rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
        for section in SECTIONS:
            for answer in section.answers:
                status = browser.get(shown[answer.key] or rules[answer.endpoint]).status_code
                assert status == (200 if shown[answer.key] else 403), answer.key
        refused = "Your access does not include this. Ask one of your administrators."
        assert page.count(refused) == list(shown.values()).count(None)

    @pytest.mark.parametrize("role", Role)
    def test_above_the_answers_let_the_reader_in_too(self, as_user, reader, role):
        browser = as_user(reader(role))
        main = browser.get("/help").text.split("<main", 1)[1].split("</main>", 1)[0]
        for link in set(re.findall(r'href="(/[^"]*)"', main)):
            assert browser.get(link.replace("&amp;", "&")).status_code == 200, link

    @pytest.mark.parametrize("role", Role)
    def test_to_us_have_a_form_for_those_who_may_ask_and_addresses_for_all(
        self, as_user, reader, role
    ):
        person = reader(role)
        page = as_user(person).get("/help/contact").text
        assert ('name="message"' in page) is (
            role is not Role.AUDITOR and person.read_only_since is None
        )
        assert 'href="mailto:' in page

    @pytest.mark.parametrize("ceased_on", [None, date(2026, 3, 1), date(2026, 3, 31)])
    def test_to_a_change_are_closed_to_an_estate_which_is_told_what_it_can_do(
        self, as_user, alice, ceased_on
    ):
        with tenant_scope(alice.tenant_id):
            our_company().ceased_on = ceased_on
            db.session.commit()
        page = as_user(alice).get("/help").text
        over = ceased_on == date(2026, 3, 1)
        closed = {key for key, door in doors_on(page).items() if door is None}
        assert closed == ({"users", "leaving"} if over else set())
        assert ('href="/help/users"' in page, "Its last day was 1 March" in page) == (
            not over,
            over,
        )
        assert 'href="/help/contact"' in page

    def test_are_all_shown_to_a_visitor_whom_they_ask_to_log_in(self, visitor, database):
        shown = doors_on(visitor.get("/help", headers=ENGLISH).text)
        assert None not in shown.values()
        assert "/login" in visitor.get(shown["cards"]).location
