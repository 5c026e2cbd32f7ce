"""What our few scripts add to pages that work without them, tried on the style guide.

Each comfort has its counterpart: the same page without scripts still says or does the thing.
"""

import pytest
from playwright.sync_api import expect

STYLE_GUIDE = "/styleguide"


@pytest.fixture
def guide(someone):
    """Somebody before the style guide, where every component is."""
    reader = someone()
    reader.goes_to(STYLE_GUIDE)
    return reader.page


@pytest.fixture
def plain_guide(someone):
    """Somebody before it whose browser runs no scripts."""
    reader = someone(scripts=False)
    reader.goes_to(STYLE_GUIDE)
    return reader.page


class TestTheListOfProblems:
    def test_is_where_one_begins(self, guide):
        expect(guide.locator(".error-summary")).to_be_focused()

    def test_leads_into_the_field(self, guide):
        guide.locator(".error-summary a").first.click()
        expect(guide.locator("#sample_number")).to_be_focused()

    def test_leads_to_the_field_without_scripts_too(self, plain_guide):
        plain_guide.locator(".error-summary a").first.click()
        assert plain_guide.url.endswith("#sample_number")


class TestAPassword:
    def test_can_be_looked_at_and_hidden_again(self, guide):
        field, button = guide.locator("#sample_password"), guide.locator("[data-password] button")
        field.fill("open sesame")
        button.click()
        expect(field).to_have_attribute("type", "text")
        expect(button).to_have_attribute("aria-pressed", "true")
        button.click()
        expect(field).to_have_attribute("type", "password")

    def test_has_no_dead_button_without_scripts(self, plain_guide):
        assert plain_guide.locator("[data-password] button").count() == 0


class TestALongText:
    def test_says_how_much_is_left_and_when_it_is_too_much(self, guide):
        field, count = guide.locator("#sample_about"), guide.locator("#sample_about-count")
        field.fill("x" * 190)
        expect(count).to_have_text("10 characters left")
        field.fill("x" * 203)
        expect(count).to_have_text("3 characters too many")

    def test_says_its_limit_without_scripts_too(self, plain_guide):
        expect(plain_guide.locator("#sample_about-count")).to_have_text("At most 200 characters.")


class TestTheRunningTotal:
    def test_follows_what_is_ticked(self, guide):
        total, count = guide.locator("#sample-sum"), guide.locator("#sample-count")
        expect(total).to_have_text("SEK\u00a01,493.75")
        guide.locator("[name=sample_pay]").first.uncheck()
        expect(total).to_have_text("SEK\u00a0249.00")
        expect(count).to_have_text("1")


class TestADeed:
    TWICE = """async button => {
        button.click();
        await new Promise(go => setTimeout(go, 200));
        button.click();
    }"""
    UNGUARDED = "form => form.replaceWith(form.cloneNode(true))"  # a copy has no listeners

    @pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
    def test_pressed_twice_is_done_once_because_of_the_guard(self, guide, guarded):
        sent = []

        def swallow(route):
            if route.request.method != "POST":
                return route.continue_()
            sent.append(route.request.url)
            return route.fulfill(status=204)  # a browser stays where it is

        guide.route("**" + STYLE_GUIDE, swallow)
        if not guarded:
            guide.locator("main form.deed").evaluate(self.UNGUARDED)
        guide.locator("main form.deed button").evaluate(self.TWICE)
        guide.wait_for_timeout(500)
        assert len(sent) == (1 if guarded else 2)
