"""What the API can do: one module for each family of resources, which registers its routes."""

from saas.billing.gateway.simulator.resources import (
    charges,
    checkout,
    customers,
    disputes,
    events,
    payment_intents,
    payment_methods,
    refunds,
    setup_intents,
)

__all__ = [
    "charges",
    "checkout",
    "customers",
    "disputes",
    "events",
    "payment_intents",
    "payment_methods",
    "refunds",
    "setup_intents",
]
