import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

few = st.integers(0, 400)


class TestTheSeatMeter:
    def test_says_in_words_what_the_bar_shows(self, drawn):
        words = drawn("{{ seat_meter(3, 1, 5) }}").text_content()
        assert "3 of 5 seats used" in words
        assert "1 held for invitations" in words
        assert "1 free" in words

    @given(used=few, held=few, entitled=few)
    @settings(
        max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    def test_never_draws_outside_its_frame(self, drawn, used, held, entitled):
        tree = drawn("{{ seat_meter(a, b, c) }}", a=used, b=held, c=entitled)
        free, both, taken = (float(width) for width in tree.xpath("//rect/@width"))
        assert 0 <= taken <= both <= free == 100


class TestATable:
    TABLE = (
        "{% call data_table('Invoices', ['Number', ('Amount', 'money')]) %}"
        "<tr>{{ th('100', '/i/100') }}{{ money_cell(Money(5), 'Amount') }}</tr>{% endcall %}"
    )

    def test_has_a_caption_and_headers_of_its_columns(self, drawn):
        tree = drawn(self.TABLE)
        assert tree.xpath("//caption/text()") == ["Invoices"]
        assert tree.xpath("//thead//th[@scope='col']/text()") == ["Number", "Amount"]

    def test_names_its_rows_and_the_columns_of_its_cells(self, drawn):
        tree = drawn(self.TABLE)
        assert tree.xpath("//th[@scope='row']/a/@href") == ["/i/100"]
        assert tree.xpath("//td/@data-label") == ["Amount"]
        assert "5 öre" in tree.xpath("string(//td)")

    def test_takes_a_cell_with_more_than_words_in_it(self, drawn):
        tree = drawn("{% call td('State') %}<b>Paid</b>{% endcall %}")
        assert tree.xpath("string(//td//b)") == "Paid"


class TestAStatusTag:
    @pytest.mark.parametrize(
        ("kind", "look"),
        [("paid", "good"), ("overdue", "bad"), ("open", "info"), ("never heard of", "neutral")],
    )
    def test_looks_like_what_it_says(self, drawn, kind, look):
        tree = drawn("{{ status_tag(kind, 'Words') }}", kind=kind)
        assert tree.xpath("//span/@class") == [f"tag tag-{look}"]

    def test_has_words_and_a_symbol_besides_its_colour(self, drawn):
        tree = drawn("{{ status_tag('paid', 'Paid') }}")
        assert tree.text_content().strip() == "Paid"
        assert tree.xpath("//use/@href") == ["/static/icons.svg#check"]


class TestASummaryList:
    def test_says_what_each_of_its_links_changes(self, drawn):
        tree = drawn("{{ summary_list([('Plan', 'Basic', '/plan'), ('Price', '249 kr')]) }}")
        assert [link.text_content() for link in tree.xpath("//a")] == ["Change Plan"]
        assert tree.xpath("//dt/text()") == ["Plan", "Price"]


class TestSteps:
    def test_point_at_the_one_we_are_at(self, drawn):
        tree = drawn("{{ steps(['One', 'Two', 'Three'], 2) }}")
        (here,) = tree.xpath("//li[@aria-current='step']")
        assert here.text_content() == "Two"
        assert "(done)" in tree.xpath("string(//li[1])")


class TestABanner:
    def test_interrupts_only_when_something_is_wrong(self, drawn):
        assert drawn("{{ notice_banner('bad', 'x') }}").xpath("//@role") == ["alert"]
        assert drawn("{{ notice_banner('good', 'x') }}").xpath("//@role") == ["status"]


class TestWorkThatGoesOn:
    PART = (
        "{% from 'layout/progress.html' import going_on, looks_again, progress_line %}"
        "{{ looks_again(seconds) }}{% call going_on('work', seconds) %}"
        "{{ progress_line('3 of 8 parts done', 3, 8) }}{% endcall %}"
    )

    def test_says_in_words_what_the_line_shows(self, drawn):
        tree = drawn(self.PART, seconds=None)
        (line,) = tree.xpath("//progress")
        assert tree.xpath("string(//label[@for=$id])", id=line.get("id")) == "3 of 8 parts done"
        assert (line.get("value"), line.get("max")) == ("37", "100")

    def test_looks_again_with_scripts_and_without(self, drawn):
        tree = drawn(self.PART, seconds=3)
        assert tree.xpath("//*[@id='work']/@data-refresh") == ["3"]
        assert tree.xpath("//noscript/meta[@http-equiv='refresh']/@content") == ["9"]
        assert tree.xpath("string(//noscript//a)") == "Update the page"

    def test_stands_still_once_it_is_done(self, drawn):
        tree = drawn(self.PART, seconds=None)
        assert not tree.xpath("//@data-refresh | //noscript")

    def test_of_nothing_is_done(self, drawn):
        line = "{% from 'layout/progress.html' import progress_line %}{{ progress_line('', 0, 0) }}"
        assert drawn(line).xpath("//progress/@value") == ["100"]


class TestAChart:
    CHART = (
        "{% from 'layout/charts.html' import bar_chart %}"
        "{{ bar_chart(rows, 'Invoiced', value_label='Amount') }}"
    )

    def test_has_its_figures_in_a_table(self, drawn):
        tree = drawn(self.CHART, rows=[("Jan", 5, "5 kr"), ("Feb", 10, "10 kr")])
        assert [row.text_content() for row in tree.xpath("//tbody/tr")] == ["Jan5 kr", "Feb10 kr"]

    def test_sets_long_words_on_two_lines_that_they_do_not_touch(self, drawn):
        ages = ("Ej förfallet", "1–30 dagar", "31–60 dagar", "61–90 dagar", "Över 90 dagar")
        tree = drawn(self.CHART, rows=[(age, 1) for age in ages])
        labels = tree.xpath("//text[@text-anchor]")
        lines = [label.xpath("tspan/text()") for label in labels]
        assert [" ".join(pair) for pair in lines] == list(ages)
        for label, pair in zip(labels, lines, strict=True):
            assert len(pair) == 2
            assert all(len(line) * 6.5 < 400 / 5 * 0.9 for line in pair)
            assert label.xpath("tspan/@x") == [label.get("x")]

    @pytest.mark.parametrize("rows", [12, 3])
    def test_leaves_words_that_fit_on_one_line(self, drawn, rows):
        tree = drawn(self.CHART, rows=[("mars" if rows == 12 else "mars 2026", 1)] * rows)
        assert len(tree.xpath("//text[@text-anchor]")) == rows
        assert not tree.xpath("//tspan")

    @given(numbers=st.lists(st.integers(0, 10**12), max_size=24))
    @settings(
        max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    def test_draws_any_figures_within_its_frame(self, drawn, numbers):
        tree = drawn(self.CHART, rows=[("x", number) for number in numbers])
        for bar in tree.xpath("//rect"):
            x, y, width, height = (float(bar.get(name)) for name in ("x", "y", "width", "height"))
            assert 0 <= x < x + width <= 400
            assert 0 <= y <= y + height <= 154.1
