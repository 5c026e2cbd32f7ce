"""Many colleagues at once: the list is looked through row by row, and all come or nobody."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from saas.dates import now
from saas.db import db
from saas.errors import Refusal
from saas.licensing.guest_list.actions import Listed, invite_all
from saas.licensing.guest_list.rules import (
    MOST_BYTES,
    ColumnsMissing,
    ListHasFaults,
    ListTooLong,
    ListUnreadable,
    NoList,
    SeatsLackForList,
    rows_in,
    written_twice,
)
from saas.licensing.invitations.models import Invitation
from saas.licensing.roles.words import ROLES
from saas.licensing.seats.models import seats_at, seats_that_do_not_add_up
from saas.mail import MailAttachment
from saas.scope import all_tenants, tenant_scope
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from saas.web.words import say
from tests import factories
from tests.licensing.making import agreed

LIST = "Namn;E-post;Roll;Språk\nBo Berg;bo@x.example;medarbetare;svenska\nCia;CIA@x.example;;\n"


def seats_of(person):
    with tenant_scope(person.tenant_id):
        return seats_at(now())


def people(count):
    return [{"name": f"P{n}", "email": f"p{n}@x.example"} for n in range(count)]


def sent(browser, text, **more):
    return browser.post("/people/import", {"rows": text, **more})


class TestAnotherCompany:
    def test_fills_its_own_seats_only(self, as_user, api_as, alice, charlie):
        agreed(alice, extra_seats=3)

        page = sent(as_user(charlie), LIST)
        assert "2 seats are lacking" in page.text
        answer = api_as(charlie).post("/api/v1/invitations/list", json={"people": people(1)})
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/seat-limit-reached")
        assert seats_of(alice).pending == 0

    def test_says_nothing_of_who_is_here(self, as_user, alice, bob, charlie):
        agreed(charlie, extra_seats=1)

        page = sent(as_user(charlie), f"name,email\nBob,{bob.email}\n")
        assert "Can be invited" in page.text


class TestReadingAList:
    @pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_reads_what_spreadsheets_save(self, mark, separator):
        text = LIST.replace(";", separator).replace("\n", "\r\n").replace("Bo Berg", "Åsa Öberg")

        first, second = rows_in(text.encode(mark))
        assert first.values == {
            "name": "Åsa Öberg",
            "email": "bo@x.example",
            "role": "member",
            "language": "sv",
        }
        assert (first.number, second.number, second.values["name"]) == (2, 3, "Cia")

    def test_rows_keep_their_numbers_past_empty_ones(self):
        assert [r.number for r in rows_in(b"name,email\n\nA,a@x.se\n,\nB,b@x.se\n")] == [3, 5]

    def test_a_name_may_hold_what_separates(self):
        (row,) = rows_in(b'name,email\n"Berg, Bo\nJunior",bo@x.se\n')
        assert row.values["name"] == "Berg, Bo\nJunior"

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"", NoList),
            (b" \n\n", NoList),
            (b"name,email\n", NoList),
            (b"name,telephone\nBo,1\n", ColumnsMissing),
            (b"name,email,name\nBo,b@x.se,Bo\n", ColumnsMissing),
            (b"a" * (MOST_BYTES + 1), ListTooLong),
            (b"name,email\n" + b"A,a@x.se\n" * 501, ListTooLong),
            (b"PK\x03\x04\x00\x00", ListUnreadable),
            (b"\xff\xfe\x00", ListUnreadable),
            (b"name,email\n\x81\x8d,b@x.se\n", ListUnreadable),
            (b"\xff\xfen\x00\x00\x00", ListUnreadable),
            (b'name,email\n"Bo"x,b@x.se\n', ListUnreadable),
            (b"name,email\n" + b"B" * 1_001 + b",b@x.se\n", ListUnreadable),
        ],
    )
    def test_refuses_what_is_no_list(self, content, refusal):
        with pytest.raises(refusal):
            rows_in(content)

    @settings(deadline=None)
    @given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
    def test_anything_is_read_or_refused_and_never_breaks(self, content):
        for prefix in (b"", b"name;email\n"):
            try:
                rows = rows_in(prefix + content)
            except Refusal:
                continue
            assert rows
            assert all(row.number >= 2 and row.values.keys() >= set() for row in rows)

    @settings(deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20),
                st.integers(0, 99).map("p{}@x.example".format),
            ),
            min_size=1,
            max_size=20,
        )
    )
    def test_what_a_program_writes_is_read_as_it_was(self, written):
        out = io.StringIO()
        csv.writer(out).writerows([("name", "email"), *written])

        read = rows_in(out.getvalue().encode())
        assert [(r.values["name"], r.values["email"]) for r in read] == written

    def test_an_address_counts_once(self):
        faults = written_twice([(2, "a@x.se"), (3, "b@x.se"), (4, "a@x.se"), (5, "a@x.se")])
        assert [(f.number, f.says.values["row"]) for f in faults] == [(4, 2), (5, 2)]


class TestThePage:
    def test_shows_each_row_before_anybody_is_invited(self, as_user, alice):
        agreed(alice, extra_seats=3)
        page = sent(as_user(alice), LIST)

        assert page.status_code == 200
        assert "Bo Berg" in page.text
        assert "Invite all 2" in page.text
        assert seats_of(alice).pending == 0

    def test_a_file_is_read_and_not_kept(self, as_user, alice):
        agreed(alice, extra_seats=3)
        page = sent(as_user(alice), "", file=(io.BytesIO(LIST.encode("utf-8-sig")), "people.csv"))

        assert "Invite all 2" in page.text
        with tenant_scope(alice.tenant_id):
            assert db.session.scalars(select(MailAttachment)).all() == []

    def test_invites_everybody_with_a_letter_in_their_language(
        self, as_user, alice, mails, tell_all
    ):
        agreed(alice, extra_seats=3)
        page = as_user(alice).post("/people/import/send", {"rows": LIST, "how": "all"})
        tell_all()

        assert "2 people get an e-mail each" in page.text
        assert seats_of(alice).pending == 2
        (letter,) = [m for m in mails() if m.recipient == "bo@x.example"]
        assert "Hej Bo Berg" in letter.body

    def test_says_which_row_is_wrong_and_invites_nobody(self, as_user, alice, bob):
        agreed(alice, extra_seats=9)
        browser = as_user(alice)
        wrong = f"name,email,role\nBo,bo@x,member\n,c@x.se,\nB,{bob.email},\nD,d@x.se,king\n"

        for path in ("/people/import", "/people/import/send"):
            page = browser.post(path, {"rows": wrong, "how": "all"}).text
            assert "4 rows need your attention" in page
            assert "Write an e-mail address, such as name@example.com." in page
            assert "Write your colleague&#39;s name." in page
            assert "Somebody of the company has this address already." in page
            assert "Choose one of the roles: member" in page
        assert seats_of(alice).pending == 0

    def test_the_first_that_fit_come_and_the_rest_can_be_sent_again(self, as_user, alice):
        agreed(alice, extra_seats=1)
        browser = as_user(alice)
        text = "name,email\nA,a@x.se\nB,b@x.se\nC,c@x.se\n"

        page = sent(browser, text).text
        assert "1 seat is lacking" in page
        assert "Invite the first 2" in page
        assert "extra_seats=2" in page

        refused = browser.post("/people/import/send", {"rows": text, "how": "all"})
        assert "1 seats are lacking" in refused.text or "so 1 seats" in refused.text
        assert seats_of(alice).pending == 0

        done = browser.post("/people/import/send", {"rows": text, "how": "first"}).text
        assert seats_of(alice).pending == 2
        assert "c@x.se" in done
        assert seats_of(alice).free == 0

    def test_on_free_the_way_out_is_to_upgrade(self, as_user, alice):
        assert "Upgrade to a plan with more seats" in sent(as_user(alice), LIST).text

    def test_refuses_what_is_no_list_on_the_page(self, as_user, alice):
        browser = as_user(alice)

        assert "Choose a file, or paste the list." in sent(browser, "").text
        assert sent(browser, "no list").status_code == 409
        assert browser.post("/people/import/send", {"rows": "x"}).status_code == 409
        assert browser.post("/people/import/send", {"rows": LIST, "how": "x"}).status_code == 422
        assert browser.get("/people/import").status_code == 200

    def test_markup_in_a_name_is_shown_as_it_is(self, as_user, alice):
        agreed(alice, extra_seats=3)
        page = sent(as_user(alice), "name,email\n<script>alert(1)</script>,a@x.se\n").text

        assert "<script>alert(1)</script>" not in page
        assert "&lt;script&gt;" in page

    def test_is_not_for_members(self, as_user, api_as, alice, bob):
        assert as_user(bob).get("/people/import").status_code == 403
        assert as_user(bob).post("/people/import/send", {"rows": LIST}).status_code == 403
        answer = api_as(bob).post("/api/v1/invitations/list", json={"people": people(1)})
        assert answer.status_code == 403


class TestOverTheApi:
    PATH = "/api/v1/invitations/list"

    def test_all_or_nobody(self, api_as, alice):
        agreed(alice, extra_seats=2)
        program = api_as(alice)

        refused = program.post(self.PATH, json={"people": people(4)})
        assert (refused.status_code, refused.json["type"]) == (409, "/problems/seat-limit-reached")
        assert seats_of(alice).pending == 0

        answer = program.post(self.PATH, json={"people": people(3)})
        assert (answer.status_code, len(answer.json["invited"])) == (201, 3)
        assert answer.json["seats"]["pending"] == 3

    def test_the_first_that_fit(self, api_as, alice):
        agreed(alice)
        answer = api_as(alice).post(self.PATH, json={"people": people(3), "only_first": True}).json

        assert (len(answer["invited"]), answer["lacking"]) == (1, 2)

    def test_is_looked_through_without_inviting(self, api_as, alice):
        answer = api_as(alice).post(self.PATH, json={"people": people(3), "check_only": True})

        assert (answer.status_code, answer.json["lacking"], answer.json["invited"]) == (200, 3, [])

    def test_faults_are_told_by_row(self, api_as, alice, bob):
        agreed(alice, extra_seats=5)
        wrong = [{"name": "A", "email": bob.email}, {"name": "B", "x": 1}, *people(1)]
        answer = api_as(alice).post(self.PATH, json={"people": wrong})

        assert answer.status_code == 422
        assert [(f["row"], f["field"]) for f in answer.json["faults"]] == [
            (1, "email"),
            (2, "email"),
        ]
        assert seats_of(alice).pending == 0

    def test_bounds_what_it_reads(self, api_as, alice):
        assert api_as(alice).post(self.PATH, json={"people": []}).status_code == 422
        assert api_as(alice).post(self.PATH, json={"people": people(501)}).status_code == 422


class TestTheDeed:
    def listed(self, *emails, role=Role.MEMBER):
        return [Listed(n, f"P{n}", email, role) for n, email in enumerate(emails, start=2)]

    def test_refuses_faults_also_when_nobody_looked_first(self, inside, alice, bob):
        agreed(alice, extra_seats=5)
        wrong = self.listed("a@x.se", bob.email, "a@x.se")

        with pytest.raises(ListHasFaults) as refused:
            invite_all(listed=wrong, only_first=True, by=alice, now=now())
        assert refused.value.rows == 2
        with pytest.raises(NoList):
            invite_all(listed=[], only_first=True, by=alice, now=now())

    def test_nobody_grants_a_role_above_their_own(self, inside, bakery, alice):
        agreed(alice, extra_seats=5)
        ada = factories.person(of=bakery, name="Ada", role="admin")

        with pytest.raises(ListHasFaults):
            invite_all(
                listed=self.listed("a@x.se", role=Role.OWNER), only_first=False, by=ada, now=now()
            )

    def test_an_expired_invitation_is_no_hindrance(self, inside, alice, clock):
        agreed(alice)
        first = self.listed("a@x.se")
        invite_all(listed=first, only_first=False, by=alice, now=now())
        db.session.commit()
        with pytest.raises(ListHasFaults):
            invite_all(listed=first, only_first=False, by=alice, now=now())
        clock.set(now().date().replace(day=20))

        assert invite_all(listed=first, only_first=False, by=alice, now=now())

    def test_on_a_full_plan_nobody_comes_first_either(self, inside, alice):
        with pytest.raises(SeatsLackForList) as refused:
            invite_all(listed=self.listed("a@x.se"), only_first=True, by=alice, now=now())
        assert (refused.value.code, refused.value.lacking) == ("seat-limit-reached", 1)

    def test_what_is_counted_is_what_there_is(self, inside, alice):
        agreed(alice, extra_seats=40)
        invite_all(
            listed=self.listed(*(f"p{n}@x.se" for n in range(60))),
            only_first=True,
            by=alice,
            now=now(),
        )
        db.session.commit()

        assert seats_at(now()).free == 0
        assert len(Invitation.open()) == 41
        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []

    def test_somebody_who_was_removed_may_come_back(self, inside, as_user, alice, bob):
        agreed(alice, extra_seats=1)
        as_user(alice).post(f"/people/{bob.public_id}/remove")

        (invitation,) = invite_all(
            listed=self.listed(bob.email), only_first=False, by=Person.find(alice.id), now=now()
        )
        assert invitation.email == bob.email


class TestARoleByTheNameThatPagesGiveIt:
    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_is_read(self, app, language):
        with app.test_request_context(headers={"Accept-Language": language}):
            named = {role: say(words[0]) for role, words in ROLES.items()}

        for role, name in named.items():
            [row] = rows_in(f"namn;e-post;roll\nBo;bo@x.example;{name}\n".encode())
            assert row.values["role"] == role.value
