from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.layout.conftest import form

FIELDS = {
    "text": "text_field(form, 'x', 'Label', hint='Hint')",
    "email": "email_field(form, 'x', 'Label', hint='Hint')",
    "number": "number_field(form, 'x', 'Label', hint='Hint', suffix='st')",
    "money": "money_field(form, 'x', 'Label', hint='Hint')",
    "date": "date_field(form, 'x', 'Label', hint='Hint')",
    "password": "password_field(form, 'x', 'Label', hint='Hint')",
    "textarea": "textarea_field(form, 'x', 'Label', hint='Hint', maxlength=20)",
    "select": "select_field(form, 'x', 'Label', [('a', 'A')], hint='Hint')",
    "file": "file_field(form, 'x', 'Label', hint='Hint')",
    "checkbox": "checkbox_field(form, 'x', 'Label', hint='Hint')",
    "radio": "radio_field(form, 'x', 'Label', [('a', 'A', 'About'), ('b', 'B')], hint='Hint')",
    "checkboxes": "checkboxes_field(form, 'x', 'Label', [('a', 'A'), ('b', 'B')], hint='Hint')",
}
every_field = pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)


class TestAField:
    @every_field
    def test_has_a_label_for_each_of_its_inputs(self, drawn, field):
        tree = drawn("{{ " + field + " }}", form=form())
        ids = tree.xpath("//input/@id | //select/@id | //textarea/@id")
        assert sorted(tree.xpath("//label/@for")) == sorted(ids)
        assert len(ids) == len(set(ids)) > 0

    @every_field
    def test_is_described_by_words_that_are_on_the_page(self, drawn, field):
        tree = drawn("{{ " + field + " }}", form=form(errors={"x": ["Write it again."]}))
        told = {each for text in tree.xpath("//@aria-describedby") for each in text.split()}
        assert {"x-hint", "x-error"} <= told
        assert told <= set(tree.xpath("//@id"))

    @every_field
    def test_says_what_is_wrong_with_it(self, drawn, field):
        tree = drawn("{{ " + field + " }}", form=form(errors={"x": ["Write it again."]}))
        assert "Write it again." in tree.xpath("string(//*[@id='x-error'])")

    @every_field
    def test_works_before_there_is_a_form(self, drawn, field):
        assert drawn("{{ " + field + " }}", form=None).xpath("//*[@name='x']")

    def test_says_that_it_may_be_left_empty(self, drawn):
        tree = drawn("{{ text_field(form, 'x', 'Label', required=False) }}", form=form())
        assert tree.xpath("string(//label)") == "Label (optional)"


class TestWhatWasTyped:
    @pytest.mark.parametrize("field", ["text", "email", "number", "money"])
    @given(typed=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
    @settings(
        max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    def test_is_kept_to_the_letter(self, drawn, field, typed):
        tree = drawn("{{ " + FIELDS[field] + " }}", form=form({"x": typed}))
        assert tree.xpath("string(//input/@value)") == typed

    def test_is_kept_in_many_lines(self, drawn):
        tree = drawn("{{ " + FIELDS["textarea"] + " }}", form=form({"x": "a\nb </textarea>"}))
        assert tree.xpath("string(//textarea)") == "a\nb </textarea>"

    def test_is_kept_as_a_choice(self, drawn):
        tree = drawn("{{ " + FIELDS["radio"] + " }}", form=form({"x": "b"}))
        assert tree.xpath("//input[@checked]/@value") == ["b"]

    def test_is_kept_as_several_choices(self, drawn):
        tree = drawn("{{ " + FIELDS["checkboxes"] + " }}", form=form({"x": ["a", "b"]}))
        assert tree.xpath("//input[@checked]/@value") == ["a", "b"]

    def test_is_kept_as_a_tick(self, drawn):
        assert drawn("{{ " + FIELDS["checkbox"] + " }}", form=form({"x": "true"})).xpath(
            "//input[@checked]"
        )
        assert not drawn("{{ " + FIELDS["checkbox"] + " }}", form=form()).xpath("//input[@checked]")

    def test_is_never_shown_when_it_is_a_password(self, drawn):
        tree = drawn("{{ " + FIELDS["password"] + " }}", form=form({"x": "swordfish"}))
        assert not tree.xpath("//input[@type='password']/@value")

    def test_that_was_nothing_is_shown_as_nothing(self, drawn):
        tree = drawn("{{ " + FIELDS["text"] + " }}", form=form({"x": None}))
        assert tree.xpath("string(//input/@value)") == ""


class TestTheErrorSummary:
    def test_leads_to_fields_that_are_there(self, drawn):
        tree = drawn(
            "{{ error_summary(form) }}{{ text_field(form, 'x', 'L') }}"
            "{{ radio_field(form, 'y', 'L', [('a', 'A'), ('b', 'B')]) }}",
            form=form(errors={"x": ["One."], "y": ["Two.", "Three."]}),
        )
        targets = [link.removeprefix("#") for link in tree.xpath("//li/a/@href")]
        assert targets == ["x", "y", "y"]
        assert set(targets) <= set(tree.xpath("//input/@id"))

    def test_says_the_same_words_as_the_fields(self, drawn):
        tree = drawn(
            "{{ error_summary(form) }}{{ text_field(form, 'x', 'L') }}",
            form=form(errors={"x": ["Write it again."]}),
        )
        assert tree.xpath("string(//li)").strip() == "Write it again."
        assert "Write it again." in tree.xpath("string(//*[@id='x-error'])")

    def test_says_what_is_wrong_with_the_whole_without_a_link(self, drawn):
        tree = drawn("{{ error_summary(form) }}", form=form(errors={"_": ["Not now."]}))
        assert tree.xpath("string(//li)").strip() == "Not now."
        assert not tree.xpath("//li/a")

    def test_shows_the_way_out_of_a_refusal(self, drawn):
        refusal = SimpleNamespace(way_out=("change.compare", "Upgrade"))
        tree = drawn("{{ error_summary(form) }}", form=form(errors={"_": ["x"]}, refusal=refusal))
        assert tree.xpath("//a[@href='/plan']/text()") == ["Upgrade"]

    def test_is_announced_and_takes_the_focus(self, drawn):
        tree = drawn("{{ error_summary(form) }}", form=form(errors={"_": ["x"]}))
        assert tree.xpath("//*[@role='alert'][@tabindex='-1'][@data-focus]")

    def test_is_silent_when_all_is_well(self, drawn):
        assert not drawn("{{ error_summary(form) }}", form=form()).xpath("//*")[1:]


class TestASentForm:
    def test_carries_the_token(self, drawn):
        tree = drawn("{% call form_start(form) %}{{ submit('Go') }}{% endcall %}", form=form())
        assert tree.xpath("//form[@method='post']//input[@name='csrf_token']/@value")[0]

    def test_that_only_asks_carries_none(self, drawn):
        tree = drawn("{% call form_start(form, method='get') %}x{% endcall %}", form=form())
        assert not tree.xpath("//input")

    def test_leaves_judging_to_the_server(self, drawn):
        tree = drawn("{% call form_start(form) %}x{% endcall %}", form=form())
        assert tree.xpath("//form[@novalidate]")

    def test_of_one_deed_is_one_button(self, drawn):
        tree = drawn("{{ deed('/notices/1', 'Withdraw', fields={'why': 'x'}) }}")
        assert tree.xpath("//form/@action") == ["/notices/1"]
        assert tree.xpath("//button/text()") == ["Withdraw"]

    def test_of_one_deed_says_whose_row_it_is_in(self, drawn):
        tree = drawn("{{ deed('/cards/1', 'Remove', about='Visa 4242') }}")
        assert tree.xpath("string(//button)") == "Remove Visa 4242"

    def test_of_one_deed_carries_what_it_is_about(self, drawn):
        tree = drawn("{{ deed('/notices/1', 'Withdraw', fields={'why': 'x'}) }}")
        assert set(tree.xpath("//input/@name")) == {"csrf_token", "why"}
