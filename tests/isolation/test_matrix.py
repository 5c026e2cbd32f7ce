"""Every door of the URL map, every method, and everybody who might knock (promises.md T1)."""

import re
from itertools import islice

from saas.tenants.people.rules import Role
from tests.helpcenter.making import staff_member
from tests.isolation.belongings import ABSENT, address
from tests.isolation.orders import Sender
from tests.isolation.policy import KIND, OPEN, OWN, STAFF, THING

TRIES, UNREADABLE = 100, 422
VARIES = re.compile(
    r'name="csrf_token"[^>]*>|"request_id":"\w+"|nonce="[^"]*"|value="[\w.-]{40,}"|[\w/%-]*next=[^"]*'
)


def doors(app, kind):
    """Every (rule, method) of a kind of door."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if KIND.get(rule.endpoint) == kind
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def knock(clients, person, rule, method, path, **sent):
    """What `person` is answered; the page's client for pages, the API's for JSON doors."""
    client = clients(person, rule)
    call = getattr(client, method.lower())
    return call(path, **sent)


def test_every_door_has_a_row_and_every_row_a_door(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - set(KIND) == set(), "a new door: say in policy.py who may knock on it"
    assert set(KIND) - endpoints == set(), "policy.py speaks of doors that are gone"


def test_what_is_said_to_be_open_is_open_and_nothing_else(app):
    said = {e for e, kind in KIND.items() if kind == OPEN} - {"static", "bootstrap.static"}
    opened = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "open_to_all", False)
    }
    assert opened == said


def test_nobody_gets_through_a_locked_door_without_logging_in(app, clients, database):
    for kind in (OWN, THING, STAFF):
        for rule, method in doors(app, kind):
            answer = knock(clients, None, rule, method, address(rule))
            where = f"{method} {rule.rule}"
            if rule.rule.startswith("/api/"):
                assert answer.status_code == 401, where
            else:
                assert answer.status_code == 302, where
                assert answer.headers["Location"].startswith(
                    ("/login", "http://kundzon.test/login")
                )


def test_staff_doors_do_not_exist_for_customers(app, clients, alice, database):
    assert doors(app, STAFF)
    for rule, method in doors(app, STAFF):
        answer = knock(clients, alice, rule, method, address(rule))
        assert answer.status_code == 404, f"{method} {rule.rule}"


def test_staff_change_only_what_is_for_their_role(app, clients, database):
    """Everybody at the operator may look; what is changed there is for those who decide."""
    mona = staff_member("Mona", role=Role.MEMBER)
    aina = staff_member("Aina", role=Role.AUDITOR)
    let = {mona: [], aina: []}
    for rule, method in doors(app, STAFF):
        for person, done in let.items() if method != "GET" else ():
            if knock(clients, person, rule, method, address(rule)).status_code != 403:
                done.append(rule.endpoint.partition(".")[0].removesuffix("_api"))
    assert set(let[mona]) == {"inbox_staff", "mailbox_staff"}, "words are for all who may ask"
    assert let[aina] == ["invoice_desk"], "an auditor may say why they open an invoice"


def test_anothers_thing_and_no_thing_are_answered_alike(app, clients, belongings, charlie, spec):
    """Charlie tries every id of Alice's; then ids that name nothing. He cannot tell them apart.

    What he orders is right but for the id: an order that is not read is not refused for it.
    """
    tried, sender = 0, Sender(spec)
    for rule, method in doors(app, THING):
        [name] = rule.arguments
        path = address(rule, **{name: belongings.in_address(rule)})
        for order in islice(sender.right(rule, method), TRIES):
            sent = {"json": order}
            theirs = knock(clients, charlie, rule, method, path, **sent)
            if theirs.status_code != UNREADABLE:
                break
        else:
            sent, theirs = {}, knock(clients, charlie, rule, method, path)
        nothing = knock(clients, charlie, rule, method, address(rule), **sent)
        where = f"{method} {rule.rule}"
        assert theirs.status_code == 404, f"{where}: {theirs.status_code} {theirs.text[:300]}"
        assert theirs.status_code == nothing.status_code, where
        assert told(theirs, belongings) == told(nothing, belongings), where
        tried += 1
    assert tried >= 30


def test_ones_own_things_are_found(app, clients, belongings, alice):
    """Otherwise the test above would pass in an empty house."""
    for rule, method in doors(app, THING):
        if method != "GET" or rule.endpoint.startswith("receipts"):
            continue
        [name] = rule.arguments
        path = address(rule, **{name: belongings.in_address(rule)})
        assert knock(clients, alice, rule, method, path).status_code == 200, path


def test_a_colleague_sees_no_money(app, clients, belongings, bob):
    for rule, method in doors(app, THING):
        if method == "GET" and rule.rule.partition("/api/v1")[2].startswith(
            ("/invoices", "/payments", "/bank-payments", "/payouts")
        ):
            [name] = rule.arguments
            path = address(rule, **{name: belongings.in_address(rule)})
            assert knock(clients, bob, rule, method, path).status_code in {403, 404}, path


def test_staff_are_no_customers(app, clients, belongings, database):
    signe = staff_member("Signe")
    for rule, method in doors(app, THING):
        if method == "GET":
            [name] = rule.arguments
            path = address(rule, **{name: belongings.in_address(rule)})
            assert knock(clients, signe, rule, method, path).status_code in {403, 404}, path


def test_lists_hold_nothing_of_others(app, clients, belongings, charlie):
    """No list or page of Charlie's own names anything of Alice's."""
    names = [v for v in map(str, belongings.ids.values()) if len(v) > 6]
    for rule, method in doors(app, OWN):
        if method == "GET" and not rule.arguments:
            answer = knock(clients, charlie, rule, method, rule.rule)
            found = [name for name in names if name.encode() in answer.data]
            assert found == [], rule.rule


def told(answer, belongings):
    """The body without what differs in every answer, and without the id that was asked for."""
    body = VARIES.sub("", answer.text)
    for value in [*map(str, belongings.ids.values()), *ABSENT.values()]:
        if len(value) > 3:
            body = body.replace(value, "ID")
    return body
