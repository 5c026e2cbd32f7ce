"""Whatever is sent to a door, it answers in words, and never that something went wrong with us.

Each JSON door is sent orders that its own description says are right, with some of the fields
made odd; each form of each page likewise. ODD_ORDERS says how many a door is sent.
"""

import os
from urllib.parse import urlencode

import pytest
import stripe
from lxml import html

from tests.helpcenter.making import staff_member
from tests.isolation.belongings import address
from tests.isolation.orders import ODD_TEXT, ODD_VALUES, Sender

ORDERS = int(os.environ.get("ODD_ORDERS", "2"))
BEHIND_THE_SESSION = {"sessions_api", "login"}
PROBLEM = "application/problem+json"


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
        said = sender.said(rule, method)
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


def test_a_form_says_what_is_wrong(app, clients, belongings, people, spec, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)  # no gateway will answer
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
