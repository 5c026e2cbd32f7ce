"""Stories have a gateway of their own."""

from tests.gateway.world import gateway  # noqa: F401 - a fixture
