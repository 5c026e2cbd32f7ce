"""Rows of a table filled all at once."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from saas.web.rows import fill

PATTERNS = {"a": Markup("<tr><td>%s</td></tr>"), "b": Markup("<tr><td><b>%s</b>100 %%</td></tr>")}
words = st.text(st.characters(exclude_characters="\0", codec="utf-8"))


def test_each_row_has_its_own_pattern():
    filled = fill([("a", ["1"]), ("b", ["2"])], PATTERNS)

    assert filled == "<tr><td>1</td></tr><tr><td><b>2</b>100 %</td></tr>"


def test_no_rows_are_nothing():
    assert fill([], PATTERNS) == ""


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), words), max_size=20))
def test_is_what_filling_one_by_one_gives(rows):
    """Whatever anybody is called: markup stays text, and a percent sign stays one."""
    one_by_one = "".join(str(PATTERNS[kind]) % escape(word) for kind, word in rows)

    assert fill([(kind, [word]) for kind, word in rows], PATTERNS) == one_by_one
