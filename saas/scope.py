"""Whose data are we looking at? A query is answered for one tenant, or it is not answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Final, TypeAlias

# The operator's own company. Its people are the staff, and what strangers ask of us before
# they are anyone (a registration, say) belongs to it.
OPERATOR: Final = 1


@dataclass(frozen=True, slots=True)
class Everyone:
    """Every tenant at once, and why."""

    because: str


Scope: TypeAlias = int | Everyone | None

_scope: ContextVar[Scope] = ContextVar("tenant_scope", default=None)


def _nothing_to_write() -> None:
    """Until a database is connected there is nothing to write."""


_write_down: Callable[[], None] = _nothing_to_write


def write_down_with(flush: Callable[[], None]) -> None:
    """Let `flush` write what is pending when a tenant's scope ends; `saas.db` calls this once."""
    global _write_down  # noqa: PLW0603
    _write_down = flush


class NoTenantInScope(RuntimeError):
    """Tenant data was asked for outside any scope: a fault in our code, not a refusal."""


@contextmanager
def tenant_scope(tenant_id: int) -> Iterator[None]:
    """Answer every query inside for one tenant. Scopes may be nested; the innermost counts.

    What was changed inside is written before the scope ends, because it is this tenant's.
    """
    token = enter(tenant_id)
    try:
        yield
        _write_down()
    finally:
        leave(token)


@contextmanager
def all_tenants(*, because: str) -> Iterator[None]:
    """Look across tenants. `because` is the sentence an auditor will read in the code.

    Queries inside run as the platform role in a transaction of their own. Read here; write
    inside `tenant_scope`.
    """
    token = enter(Everyone(because))
    try:
        yield
    finally:
        leave(token)


def enter(scope: Scope) -> Token[Scope]:
    """Begin a scope that ends elsewhere, as a request does; `leave` takes the token."""
    return _scope.set(scope)


def leave(token: Token[Scope]) -> None:
    """End the scope that `enter` began."""
    _scope.reset(token)


def scope_in_force() -> Scope:
    """The scope as it is: a tenant's id, everyone, or none."""
    return _scope.get()


def current_scope() -> int | Everyone:
    """The scope in force. Raises NoTenantInScope where there is none."""
    if (scope := _scope.get()) is None:
        raise NoTenantInScope
    return scope


def current_tenant_id() -> int:
    """The one tenant in scope. Raises NoTenantInScope for none, and for everyone."""
    if isinstance(scope := current_scope(), Everyone):
        raise NoTenantInScope
    return scope
