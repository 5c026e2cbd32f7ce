from datetime import timedelta

import pytest
from lxml import html

from saas.dates import now
from saas.db import db
from saas.scope import tenant_scope
from saas.tenants.people.models import Person
from tests import factories
from tests.billing import making


@pytest.fixture
def ways(as_user):
    """The words of the places somebody is shown on a page, and the one where they are."""

    def shown(person, path):
        page = html.fromstring(as_user(person).get(path).text)
        links = page.xpath("//nav[@class='side-navigation']//a")
        here = [a.text_content().strip() for a in links if a.get("aria-current")]
        return [a.text_content().strip() for a in links], here

    return shown


class TestTheNavigation:
    def test_shows_somebody_what_they_may_see(self, ways, alice, bob):
        assert "Cards" in ways(alice, "/overview")[0]
        assert "Cards" not in ways(bob, "/overview")[0]
        assert "Invoices" not in ways(bob, "/overview")[0]

    def test_leads_somebody_without_a_seat_to_what_they_may_look_at(self, ways, bakery, alice):
        olle = factories.person(of=bakery, name="Olle", role="owner")
        with tenant_scope(bakery.id):
            Person.find(olle.id).read_only_since = now()
            db.session.commit()
        assert "Invoices" in ways(olle, "/invoices")[0]
        assert "Cards" not in ways(olle, "/invoices")[0]

    @pytest.mark.parametrize(
        ("path", "place"),
        [
            ("/overview", "Overview"),
            ("/plan/notice", "Plan"),
            ("/plans", "Plan"),
            ("/statement", "Invoices"),
            ("/payments", "Mass payment"),
            ("/help/users", "Help"),
            ("/help/contact", "Help"),
        ],
    )
    def test_marks_the_place_one_is_at(self, ways, alice, path, place):
        assert ways(alice, path)[1] == [place]

    def test_says_how_many_invoices_are_overdue(self, ways, alice, bob, charlie, clock):
        due_on = making.invoice(by=alice).due_on
        making.invoice(by=charlie, today=due_on)
        clock.set(due_on)
        assert "Mass payment" in ways(alice, "/overview")[0]

        clock.set(due_on + timedelta(days=1))

        assert "Mass payment1 overdue" in ways(alice, "/overview")[0]
        assert "Mass payment" in ways(charlie, "/overview")[0]
        assert not [each for each in ways(bob, "/overview")[0] if "overdue" in each]

    def test_of_a_visitor_leads_in(self, visitor, database):
        page = html.fromstring(visitor.get("/").text)
        assert {"/login", "/register", "/plans"} <= set(page.xpath("//header//a/@href"))
