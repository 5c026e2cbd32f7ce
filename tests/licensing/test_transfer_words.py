"""How the pages and letters of a transfer call each company, and what their headings say."""

import re
from datetime import date

import pytest

from saas.dates import now
from saas.db import db
from saas.licensing.transfer.actions import withdraw_transfer
from saas.licensing.transfer.models import Transfer
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests import factories
from tests.licensing.making import agreed
from tests.licensing.transferring import TO_SMITHY, offered, taken

NUMBER = "556703-7485"
DAY = date(2026, 3, 12)


@pytest.fixture
def letters(mails, tell_all):
    """What has been written to somebody about a transfer, by a word of the subject."""

    def to(email, about):
        tell_all()
        return [m.body for m in mails() if m.recipient == email and about in m.subject]

    return to


def headings(page):
    """The headings of a page's main part, as they are read."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    found = re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", main, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", inner).strip() for _level, inner in found]


class TestTheLetters:
    def test_offer_it_to_a_company_by_you_and_its_own_name_where_it_is_here(
        self, alice, charlie, smithy, letters
    ):
        agreed(alice)
        offered(alice)
        [outside] = letters("vd@smithy.example", "erbjuder er")
        assert f"vill att ert företag, {NUMBER}, tar över" in outside
        assert smithy.name not in outside
        [inside] = letters(charlie.email, "offers you")
        assert f"wants your company, {smithy.name}, to take over" in inside
        assert NUMBER not in inside

    @pytest.mark.parametrize("deed", ["taken", "withdrawn"])
    def test_tell_each_of_the_taker_as_it_knows_it(self, alice, charlie, smithy, letters, deed):
        agreed(alice)
        transfer = offered(alice)
        if deed == "taken":
            taken(transfer, charlie)
        else:
            with tenant_scope(charlie.tenant_id):
                ours = Transfer.known_to(our_company(), transfer.public_id)
                withdraw_transfer(transfer=ours, by=Person.find(charlie.id), now=now())
                db.session.commit()
        about = "is agreed" if deed == "taken" else "is withdrawn"
        [to_taker], [to_giver] = letters(charlie.email, about), letters(alice.email, about)
        assert (smithy.name in to_taker, NUMBER in to_taker) == (True, False)
        assert (smithy.name in to_giver, NUMBER in to_giver) == (False, True)


class TestThePages:
    def test_call_the_taker_by_its_name_to_itself_and_by_its_number_to_the_giver(
        self, as_user, alice, charlie, smithy
    ):
        agreed(alice)
        path = f"/transfers/{taken(offered(alice), charlie).public_id}"
        main = {who: as_user(who).get(path).text.split("<main", 1)[1] for who in (alice, charlie)}
        assert (smithy.name in main[charlie], NUMBER in main[charlie]) == (True, False)
        assert (smithy.name in main[alice], NUMBER in main[alice]) == (False, True)

    @pytest.mark.parametrize("language", ["en", "sv"])
    def test_have_one_heading_for_what_goes_over(self, as_user, bakery, smithy, language):
        giver = factories.person(of=bakery, name="Gun", language=language)
        taker = factories.person(of=smithy, name="Tor", language=language)
        agreed(giver)
        gives, takes = as_user(giver), as_user(taker)
        start = gives.get("/transfers/start").text
        check = gives.post("/transfers/start", {**TO_SMITHY, "country": "SE"}).text
        known = offered(giver).public_id
        said = "går över" if language == "sv" else "goes over"
        for page in (
            start,
            check,
            gives.get(f"/transfers/{known}").text,
            takes.get(f"/transfers/{known}").text,
            takes.get(f"/transfers/{known}/accept").text,
        ):
            assert sum(said in heading for heading in headings(page)) == 1, headings(page)
