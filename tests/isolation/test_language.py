"""Every page is in its reader's language: no sentence of ours is left in English."""

import re
from html.parser import HTMLParser

import pytest

from saas.translations.catalogues import FLOORS, GROUND, Floor
from tests.helpcenter.making import staff_member
from tests.isolation.belongings import address
from tests.isolation.policy import OPEN, OWN, STAFF, THING
from tests.isolation.test_matrix import doors

SHOWN = ("aria-label", "placeholder", "title", "alt")
UNREAD = {"script", "style", "code"}
WRITTEN = {"More"}
"""What people of these tests write, which happens to be a sentence of ours, too."""


class Words(HTMLParser):
    """What a page says: its texts, and the words of what has no text."""

    def __init__(self, page):
        super().__init__()
        self.said, self._within = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._within.append(tag)
        self.said |= {value for name, value in attrs if name in SHOWN and value}

    def handle_data(self, data):
        if self._within[-1:] and self._within[-1] not in UNREAD:
            self.said.add(re.sub(r"\s+", " ", data).strip())


def left_in_english(page):
    """The sentences of the catalogue that a Swedish page says in English."""
    return Words(page).said & ENGLISH - WRITTEN


def _english():
    """What Swedish says otherwise, and no Swedish sentence says."""
    ours = {
        message.id: message.string
        for floor in (*FLOORS, GROUND)
        for message in Floor(floor).translated()
        if isinstance(message.id, str) and message.id
    }
    return set(ours) - set(ours.values())


ENGLISH = _english()


@pytest.fixture
def readers(as_user, belongings, alice):
    """Who comes to which doors, in Swedish."""
    signe = staff_member("Signe")
    browsers = {kind: as_user(alice) for kind in (OPEN, OWN, THING)} | {STAFF: as_user(signe)}
    for browser in browsers.values():
        browser.post("/language", data={"language": "sv"})
    return browsers


def pages(app, kind, belongings):
    """The addresses of a kind of page with the ids meant there; none where we have no such id."""
    for rule, method in doors(app, kind):
        if method != "GET" or rule.rule.startswith(("/api/", "/static", "/styleguide", "/mail")):
            continue
        if kind == THING:
            [name] = rule.arguments
            yield rule.rule, [address(rule, **{name: belongings.in_address(rule)})]
        else:
            named = [value for start, value in belongings.ids.items() if start in rule.rule]
            ids = named if rule.arguments else [None]
            yield rule.rule, [address(rule, **dict.fromkeys(rule.arguments, i)) for i in ids]


def test_no_page_says_in_english_what_swedish_has_words_for(app, readers, belongings):
    read, found = 0, {}
    for kind, browser in readers.items():
        for rule, addresses in pages(app, kind, belongings):
            for path in dict.fromkeys(addresses):
                answer = browser.get(path)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    read += 1
                    if english := left_in_english(answer.text):
                        found[rule] = english
                    break
    assert found == {}
    assert read >= 130


def test_a_sentence_in_english_would_be_found():
    said = (
        "<p>Skäl</p><label>The price was\n wrong</label><img alt='Your profile'><code>Menu</code>"
    )
    assert left_in_english(said) == {"The price was wrong", "Your profile"}
