"""Whatever is sent to a door, it answers in words, and never that something went wrong with us.

Each JSON door is sent orders that its own description says are right, with some of the fields
made odd; each form of each page likewise. ODD_ORDERS says how many a door is sent.
"""

import os
import random
import re
from urllib.parse import urlencode

import pytest
from lxml import html

from tests.helpcenter.making import staff_member
from tests.isolation.belongings import address

ORDERS = int(os.environ.get("ODD_ORDERS", "2"))
BEHIND_THE_SESSION = {"sessions_api", "login"}
ODD_TEXT = (
    "", " ", "0", "-1", "1e309", "NaN", "9" * 23, "2026-02-30", "0000-00-00", "9999-12-31",
    "0001-01-01", "å" * 300, "\u202e\ufeff\u0301", "a\x00b", "'; drop table x; --",
    "<script>alert(1)</script>", "%s%(x)s{{7*7}}", "true", "null", "x" * 20_000,
    "１２３", "12:99", "2026-13", "SE", "sv",
)  # fmt: skip
ODD_VALUES = (
    *ODD_TEXT, None, True, 0, -1, 1.5, 10**30, [], {}, [None], [[]], {"a": 1}, ["a"] * 50,
    2**63, -(2**63) - 1, 1e300,
)  # fmt: skip
WORDS = ("Anna", "5560125790", "a@b.example", "basic", "1", "2026-04-01")
PROBLEM = "application/problem+json"


class Sender:
    """Sends what `chance` makes of what would be right."""

    def __init__(self, spec):
        self.spec, self.chance, self.sent = spec, random.Random(20260302), 0

    def plausible(self, schema):
        """A value as the description says it should be."""
        while "$ref" in schema or "allOf" in schema:
            name = schema.get("$ref") or schema["allOf"][0].get("$ref", "")
            schema = self.spec["components"]["schemas"][name.rpartition("/")[2]]
        kind = schema.get("type")
        made = {
            "object": lambda: {
                name: self.plausible(each) for name, each in schema.get("properties", {}).items()
            },
            "array": lambda: [self.plausible(schema.get("items", {}))],
            "integer": lambda: self.chance.choice([0, 1, 3]),
            "boolean": lambda: self.chance.choice([True, False]),
        }
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        return made.get(kind[0] if isinstance(kind, list) else kind, self.word)()

    def word(self):
        return self.chance.choice(WORDS)

    def made_odd(self, order, odd):
        """The same order, with one to three of its fields odd or, now and then, left out."""
        order = dict(order)
        for name in self.chance.sample(
            sorted(order), k=min(len(order), self.chance.choice((1, 1, 3)))
        ):
            if self.chance.random() < 0.1:
                del order[name]
            elif isinstance(order[name], list) and order[name] and isinstance(order[name][0], dict):
                order[name] = [self.made_odd(order[name][0], odd)]
            else:
                order[name] = self.chance.choice(odd)
        return order

    def query(self, names):
        return urlencode({name: self.chance.choice(ODD_TEXT) for name in names})


@pytest.fixture
def spec(app):
    base_url = app.config["SETTINGS"].base_url
    return app.test_client().get("/api/v1/openapi.json", base_url=base_url).json


@pytest.fixture
def people(alice, belongings):
    return [alice, staff_member("Signe")]


def rules(app, *, over_api):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in BEHIND_THE_SESSION:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                if rule.rule.startswith("/api/v1/") == over_api:
                    yield rule, method


def named(rule, belongings):
    """The address of the bakery's own thing, or of nothing where it has none."""
    [*names] = rule.arguments
    try:
        return address(rule, **{names[0]: belongings.in_address(rule)} if len(names) == 1 else {})
    except AssertionError:
        return address(rule)


def orders(sender, said):
    """What to send a JSON door: queries first, then bodies."""
    asked = [each["name"] for each in said.get("parameters", []) if each["in"] == "query"]
    for _ in range(ORDERS if asked else 0):
        yield f"?{sender.query(asked)}", {}
    body = said.get("requestBody")
    if body:
        schema = next(iter(body["content"].values())).get("schema", {})
        yield "", {"json": []}
        for _ in range(ORDERS):
            right = sender.plausible(schema)
            order = sender.made_odd(right, ODD_VALUES) if isinstance(right, dict) else right
            yield "", {"json": order}


def test_a_json_door_says_what_is_wrong(app, clients, belongings, people, spec):
    sender, sent = Sender(spec), 0
    for rule, method in rules(app, over_api=True):
        shown = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
        said = spec["paths"].get(shown, {}).get(method.lower(), {})
        for person in people:
            call, path = getattr(clients(person, rule), method.lower()), named(rule, belongings)
            for query, order in orders(sender, said):
                answer = call(f"{path}{query}", **order)
                where = f"{method} {path}{query[:300]} {str(order)[:500]}"
                assert answer.status_code < 500, f"{where}: {answer.text[:500]}"
                if answer.status_code >= 400 and "faults" not in answer.json:
                    assert answer.content_type == PROBLEM, where
                    assert answer.json["detail"], where
                sent += 1
    assert sent > 100 * ORDERS


def forms(page, path):
    """Each form of a page: its way, its address, and what it would send as it stands."""
    for form in html.fromstring(page).xpath("//main//form[not(starts-with(@action, 'http'))]"):
        sent = {}
        for field in form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]"):
            choices = field.xpath("./option/@value")
            sent[field.get("name")] = field.get("value") or field.text or (choices or ["1"])[-1]
        sent.pop("csrf_token", None)
        yield (form.get("method") or "get").lower(), form.get("action") or path, sent


def test_a_form_says_what_is_wrong(app, clients, belongings, people, spec):
    sender, sent = Sender(spec), 0
    for rule, method in rules(app, over_api=False):
        if method != "GET" or rule.endpoint.startswith(("demo.", "static", "bootstrap", "health")):
            continue
        for person in people:
            client, path = clients(person, rule), named(rule, belongings)
            page = client.get(path)
            assert page.status_code < 500, path
            if page.status_code != 200 or page.mimetype != "text/html":
                continue
            for way, action, right in forms(page.text, path):
                for _ in range((ORDERS + 1) // 2):
                    order = sender.made_odd(right, ODD_TEXT)
                    if way == "post":
                        answer = client.post(action, data=order)
                    else:
                        answer = client.get(f"{action.partition('?')[0]}?{urlencode(order)}")
                    where = f"{way} {action} {str(order)[:500]}"
                    assert answer.status_code < 500 or is_the_gateways(answer), where
                    answer.close()
                    sent += 1
    assert sent > 20 * ORDERS


def is_the_gateways(answer):
    """The gateway of these tests does not answer, and that is said so."""
    return answer.status_code == 503 and "card" in answer.text
