"""No page has a barrier that axe-core can see, in light or dark, nor scrolls sideways on a phone.

The story is looked at page by page as it is lived (test_story.py); here is what lies beside it.
"""

import re
from collections import deque

import pytest

from saas.demo.logins import PASSWORD
from tests.e2e.deeds import logs_in
from tests.e2e.inspector import kind_of
from tests.e2e.someone import Someone

FILES = re.compile(r"\.\w+$|^/mail/\*/\*$|^/api/")


def follows_every_link(person: Someone, start: str, within: str = "/") -> None:
    """Visit one page of each kind that links lead to from `start`, without pressing a button."""
    known, waiting = {kind_of(start)}, deque([start])
    while waiting:
        person.goes_to(waiting.popleft())
        for link in person.page.locator(f"a[href^='{within}']").all():
            address = link.get_attribute("href") or "/"
            kind = kind_of(address)
            if kind not in known and not FILES.search(kind):
                known.add(kind)
                waiting.append(address)


@pytest.mark.parametrize("email", [None, "alice@bageriet.example"], ids=["a visitor", "an owner"])
def test_every_page_that_a_link_leads_to(email, someone, inspector):
    person = someone(inspector=inspector)
    if email:
        logs_in(person, email, PASSWORD)
    follows_every_link(person, "/")
    assert len({kind_of(path) for path in person.visited}) >= (30 if email else 12)


def test_every_page_of_staff(someone, inspector):
    stina = someone(inspector=inspector)
    logs_in(stina, "stina@kundzon.example", PASSWORD)
    follows_every_link(stina, "/staff", within="/staff")
    assert {"/staff/requests", "/staff/claims", "/staff/partners"} <= set(stina.visited)


@pytest.mark.parametrize(
    "email", ["bob@bageriet.example", "charlie@smedjan.example", "dana@blomman.example"]
)
def test_the_main_pages_as_others_see_them(email, someone, inspector):
    """A member, a company under notice or past it, a sole trader on Free."""
    person = someone(inspector=inspector)
    logs_in(person, email, PASSWORD)
    for path in "/overview", "/people", "/plan", "/plan/notice", "/help", "/requests":
        person.goes_to(path)


def test_a_page_with_errors_has_them_first_and_at_their_fields(someone, inspector):
    visitor = someone(inspector=inspector)
    visitor.goes_to("/register")
    visitor.types("Organisation number", "556012-5791")
    visitor.types("Your e-mail address", "not an address")
    visitor.presses("Continue")
    visitor.sees("There is a problem")
    summary = visitor.page.locator(".error-summary")
    assert summary.evaluate("box => box === document.activeElement")
    for link in summary.get_by_role("link").all():
        field = visitor.page.locator(link.get_attribute("href") or "")
        assert field.get_attribute("aria-invalid") == "true"
        said = visitor.page.locator(f"#{field.get_attribute('id')}-error")
        assert link.inner_text() in said.inner_text()
    assert visitor.page.get_by_label("Your e-mail address").input_value() == "not an address"


def test_a_page_that_is_not_there(someone, inspector):
    someone(inspector=inspector).goes_to("/no/such/page")
