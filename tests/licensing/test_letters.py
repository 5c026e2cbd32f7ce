"""How letters are set: what follows a sentence stands on a line of its own."""

import re
from datetime import date
from pathlib import Path

import pytest

import saas
from saas.dates import now
from saas.db import db
from saas.licensing.termination.actions import give_notice
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests.licensing.making import agreed

LETTERS = sorted(
    path
    for floor in ("licensing", "helpcenter")
    for path in (Path(saas.__file__).parent / floor).rglob("*.txt")
)
# Words, and then a tag that swallows the end of the line; what follows is not an empty line.
GLUED = re.compile(r"^.*\S.*[^+]%\}\n(?=[^\n{])|^.*\}\}.*[^+]%\}\n(?=\{\{)", re.MULTILINE)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_sentence_runs_into_what_follows_it(letter):
    assert GLUED.findall(letter.read_text(encoding="utf-8")) == []


def test_one_that_did_would_be_found():
    assert GLUED.findall('{% if a %}{{ _("Choose:") }}{% endif %}\n{{ url_for("x") }}\n')
    assert not GLUED.findall('{% if a %}{{ _("Choose:") }}{% endif +%}\n{{ url_for("x") }}\n')
    assert not GLUED.findall('{% if a %}\n{{ _("Choose:") }}\n{% endif %}\n{{ url_for("x") }}\n')


@pytest.mark.parametrize("ceased", [False, True])
def test_the_letter_of_fewer_seats_has_its_link_on_a_line_and_offers_what_can_be_had(
    alice, bob, clock, mails, as_user, ceased
):
    agreed(alice)
    with tenant_scope(alice.tenant_id):
        give_notice(by=Person.find(alice.id), now=now())
        our_company().ceased_on = date(2026, 6, 2) if ceased else None
        db.session.commit()
    clock.set(date(2026, 5, 19))
    clock.live_to(date(2026, 5, 20))
    [letter] = [m for m in mails() if "has fewer seats than people" in m.subject]
    assert re.search(r":\nhttp\S+/people/stay\?day=2026-06-03\n", letter.body)
    assert ("keep more seats" in letter.body) is not ceased
    page = as_user(alice).get("/people/stay").text
    assert ("Keep more seats instead" in page) is not ceased
