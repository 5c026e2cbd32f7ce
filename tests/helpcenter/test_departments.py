"""Departments: which of us answers what, whose queue it is in, and where one came from."""

from dataclasses import replace

import pytest

from saas.dates import now
from saas.db import db
from saas.helpcenter.articles.content import SECTIONS
from saas.helpcenter.articles.rules import KEYS, article_called
from saas.helpcenter.departments.reading import (
    EXAMPLE,
    DepartmentsWrong,
    departments,
    read_departments,
)
from saas.helpcenter.departments.rules import Topic, topic_in, topic_of, who_takes
from saas.helpcenter.forms.contact.actions import write_to_staff
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.queue.models import queue
from saas.scope import all_tenants, tenant_scope
from tests.helpcenter.making import question, staff_member

LETTER = {"subject": "It is wrong", "message": "Two are charged."}
API = "/api/v1/departments"
QUEUE = "/staff/requests"
ROW = """
[[department]]
code = "{code}"
name = {{ en = "All of us", sv = "Alla vi" }}
hours = {{ en = "Always", sv = "Alltid" }}
mail = "{mail}"
topics = [{topics}]
"""
ALL = ", ".join(f'"{topic.value}"' for topic in Topic)


def row(code="all", mail="all@x.example", topics=ALL):
    return ROW.format(code=code, mail=mail, topics=topics)


def sent(browser, topic, **letter):
    """The number of what was written."""
    answer = browser.post("/help/contact", {**LETTER, "topic": topic, **letter})
    assert answer.status_code == 302, answer.text
    return answer.location.rpartition("/")[2]


class TestCharlie:
    def test_sees_what_everybody_may_know_and_no_queue(self, visitor, as_user, charlie):
        assert visitor.get(API).status_code == 200
        assert as_user(charlie).get(f"{QUEUE}?department=billing").status_code == 404


class TestTheFile:
    def test_of_the_example_shares_every_topic_out(self):
        known = read_departments(EXAMPLE.read_text())

        assert [each.code for each in known] == ["service", "billing", "sales"]
        assert {who_takes(topic, known).code for topic in Topic} == {"service", "billing", "sales"}

    def test_may_have_one_department_for_all(self):
        [only] = read_departments(row())

        assert only.topics == tuple(Topic)
        assert only.phone == ""

    @pytest.mark.parametrize(
        ("written", "problem"),
        [
            ("not toml", "It is not TOML"),
            ("", "department"),
            (row(mail="nowhere"), "mail"),
            (row(code="No Code"), "code"),
            (row(topics='"tea"'), "topics"),
            (row(topics='"question"'), "The topic problem is answered by nobody"),
            (row() + row(code="two", topics='"invoice"'), "invoice is answered by all and two"),
            (row(topics='"question", "problem"') + row(topics='"invoice"'), "all is named twice"),
            (row() + 'colour = "red"', "colour"),
        ],
    )
    def test_that_does_not_hold_is_told_in_words(self, written, problem):
        with pytest.raises(DepartmentsWrong) as refused:
            read_departments(written)
        assert problem in str(refused.value)

    def test_is_the_operators_where_one_is_named(self, app, tmp_path, visitor, database):
        file = tmp_path / "departments.toml"
        file.write_text(row())
        before = app.config["SETTINGS"]
        app.config["SETTINGS"] = replace(before, departments_file=str(file))
        try:
            assert [each["name"] for each in visitor.get(API).json["data"]] == ["Alla vi"]
        finally:
            app.config["SETTINGS"] = before


class TestATopic:
    def test_is_what_was_chosen_or_what_the_form_is_about(self):
        assert topic_of("contact", {"topic": "problem"}) is Topic.PROBLEM
        assert topic_of("contact", {}) is Topic.QUESTION
        assert topic_of("correction", {"topic": "problem"}) is Topic.INVOICE
        assert topic_of("notice", {}) is Topic.QUESTION
        assert [topic_in("invoice"), topic_in("tea")] == [Topic.INVOICE, Topic.QUESTION]

    @pytest.mark.parametrize("topics", [(topic,) for topic in Topic] + [tuple(Topic), ()])
    def test_is_found_by_the_database_as_by_the_rule(self, alice, topics):
        question(by=alice, subject="One")
        question(by=alice, subject="Two", needs_approval=True)
        with tenant_scope(alice.tenant_id):
            for topic in Topic:
                write_to_staff(
                    by=alice, topic=topic, subject="s", message="m", now=now(),
                )  # fmt: skip
            db.session.commit()

        with all_tenants(because="a test asks as staff do"):
            every = db.session.scalars(db.select(HelpRequest)).all()
            found = {one.id for one, _name in queue(everything=True, limit=99, topics=topics)}
            wanted = {one.id for one in every if topic_of(one.form, one.answers) in topics}
        db.session.rollback()
        assert len(every) == 6
        assert found == wanted


class TestTheQueue:
    def test_is_that_of_a_department(self, as_user, alice):
        browser, staff = as_user(alice), as_user(staff_member())
        invoice, problem = sent(browser, "invoice"), sent(browser, "problem")

        billing = staff.get(f"{QUEUE}?department=billing").text
        service = staff.get(f"{QUEUE}?department=service&show=all").text
        every = staff.get(f"{QUEUE}?department=nobody").text

        assert (invoice in billing, problem in billing) == (True, False)
        assert (invoice in service, problem in service) == (False, True)
        assert invoice in every
        assert problem in every
        assert "Fakturor och betalningar" in every or "Invoices and payments" in every
        assert 'aria-current="page"' in billing


class TestTheContactPage:
    def test_shows_who_answers_what_and_when(self, as_user, visitor, alice, app):
        for page in (as_user(alice).get("/help/contact").text, visitor.get("/help/contact").text):
            with app.app_context():
                for each in departments():
                    assert f'href="mailto:{each.mail}"' in page
                    assert each.phone in page
        assert "Weekdays 9–15" in as_user(alice).get("/help/contact").text

    def test_programs_read_the_same_in_their_language(self, visitor, database):
        for language, hours in (("en", "Weekdays 9–15"), ("sv", "Vardagar 9–15")):
            told = visitor.get(API, headers={"Accept-Language": language}).json["data"]
            [billing] = [each for each in told if each["code"] == "billing"]
            assert billing["hours"] == hours
            assert billing["topics"] == ["invoice"]


class TestAnAnswerThatDoesNotHelp:
    def test_has_a_name_of_its_own_each(self):
        answers = [answer for section in SECTIONS for answer in section.answers]

        assert len(set(KEYS)) == len(answers)
        assert [article_called(answer.key) for answer in answers] == answers
        assert article_called("tea") is None

    def test_leads_to_the_form_with_its_topic_and_itself(self, as_user, alice):
        browser = as_user(alice)
        page = browser.get("/help").text
        assert page.count("Not the answer? Write to us") == len(KEYS) - 1
        link = "/help/contact?topic=invoice&amp;article=mass-payment"
        assert link in page

        form = browser.get(link.replace("&amp;", "&")).text

        assert '<option value="invoice" selected>' in form
        assert 'name="article" value="mass-payment"' in form
        assert "How do I pay several invoices at once?" in form

    def test_is_seen_by_staff_and_by_the_asker(self, as_user, api_as, alice):
        browser = as_user(alice)
        number = sent(browser, "invoice", article="mass-payment")

        assert "How do I pay several invoices at once?" in browser.get(f"/requests/{number}").text
        told = api_as(alice).get(f"/api/v1/requests/{number}").json
        assert told["answers"]["article"] == "mass-payment"
        staff = as_user(staff_member())
        link = staff.get(QUEUE).text.partition('href="/staff/requests/req_')[2].partition('"')[0]
        page = staff.get(f"{QUEUE}/req_{link}").text
        assert "How do I pay several invoices at once?" in page

    def test_that_does_not_exist_is_left_out_of_a_page_and_refused_to_a_program(
        self, as_user, api_as, alice
    ):
        assert 'name="article" value=""' in as_user(alice).get("/help/contact?article=tea").text
        answer = api_as(alice).post("/api/v1/requests", json={**LETTER, "article": "tea"})
        assert answer.status_code == 422
        assert answer.json["errors"].keys() == {"article"}
