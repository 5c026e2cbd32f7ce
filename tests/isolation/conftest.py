"""What the bakery has, and somebody to knock with."""

import pytest

from tests.isolation.belongings import belongings_of


@pytest.fixture
def belongings(alice, bob, api_as):
    """One of each thing of the bakery that an address can name."""
    return belongings_of(alice, bob, api_as)


@pytest.fixture
def clients(as_user, api_as, visitor):
    known = {}

    def client(person, rule):
        over_api = rule.rule.startswith("/api/")
        key = (person.public_id if person else None, over_api)
        if key not in known:
            page = as_user(person) if person else visitor
            known[key] = api_as(person) if over_api else page
        return known[key]

    return client


@pytest.fixture
def spec(app):
    """What the API says of itself."""
    base_url = app.config["SETTINGS"].base_url
    return app.test_client().get("/api/v1/openapi.json", base_url=base_url).json
