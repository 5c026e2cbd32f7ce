"""People as they are known outside: what a request undoes does not reach into the test."""

import pytest

from saas.db import db


def _outside(person):
    assert person.email
    db.session.expunge(person)
    return person


@pytest.fixture
def alice(alice):
    return _outside(alice)


@pytest.fixture
def bob(bob):
    return _outside(bob)


@pytest.fixture
def charlie(charlie):
    return _outside(charlie)


@pytest.fixture
def visitor(visitor):
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return visitor
