"""How Stripe says no: an HTTP status and an error object."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is not a resource.

    `keeps` says whether what was written before the error stays written: a decline leaves a
    failed charge behind, an invalid request leaves nothing.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        keeps: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps = keeps
        told = {"type": kind, "message": message, "code": code, "param": param, **more}
        self.body = {"error": {name: value for name, value in told.items() if value is not None}}


def invalid(
    message: str,
    *,
    code: str | None = None,
    param: str | None = None,
    status: int = 400,
    **more: Any,
) -> ApiError:
    """An `invalid_request_error`: the caller asked for something that cannot be."""
    return ApiError(status, "invalid_request_error", message, code=code, param=param, **more)


def missing(kind: str, id_: str, param: str = "id") -> ApiError:
    """404, as Stripe words it: "No such customer: 'cus_1'"."""
    name = kind.replace("_", " ") if kind == "checkout.session" else kind
    return invalid(f"No such {name}: '{id_}'", code="resource_missing", param=param, status=404)


def needed(param: str) -> ApiError:
    """A parameter that this call cannot do without."""
    return invalid(f"Missing required param: {param}.", code="parameter_missing", param=param)


def card_error(
    message: str,
    *,
    code: str,
    decline_code: str | None = None,
    param: str | None = None,
    **more: Any,
) -> ApiError:
    """402: the card, or the bank behind it, says no. What was written stays."""
    return ApiError(
        402,
        "card_error",
        message,
        code=code,
        param=param,
        keeps=True,
        decline_code=decline_code,
        doc_url=f"https://docs.stripe.com/error-codes/{code.replace('_', '-')}",
        **more,
    )


class ConnectionLost(Exception):
    """A fault put in on purpose: the caller hears nothing at all."""
