"""The settings of this installation, read from the environment and checked at start.

Every wrong value is named in one message, so that an operator mends them all at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from saas.dates import move_clock_by

ENVIRONMENTS: Final = ("production", "demo", "test")
SHORTEST_SECRET: Final = 32
HIGHEST_FEE: Final = 6000  # öre for a reminder (förordning 1981:1057)


class Misconfigured(SystemExit):
    """Some settings are wrong; the message has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"The configuration does not hold:\n{lines}")
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says. Names are those of the variables, in lower case."""

    saas_env: str = "production"
    database_url: str = ""
    database_platform_url: str = ""
    database_owner_url: str = ""
    redis_url: str = ""
    secret_key: str = field(default="", repr=False)
    secret_key_fallbacks: str = field(default="", repr=False)
    base_url: str = ""
    stripe_api_key: str = field(default="", repr=False)
    stripe_webhook_secret: str = field(default="", repr=False)
    stripe_api_base: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    plans_file: str = ""
    accounts_file: str = ""
    departments_file: str = ""
    vies_url: str = ""
    vies_requester: str = ""
    transfer_fee: str = "5000.00"
    told_days_ahead: str = "7"
    later_due_at_most_days: str = "30"
    dispute_days_to_pay: str = "10"
    reminder_days: str = "5,15"
    reminder_least: str = "0.00"
    reminder_fee: str = "6000"
    collection_agency_name: str = ""
    collection_agency_phone: str = ""
    collection_agency_address: str = ""
    collection_agency_url: str = ""
    collection_agency_email: str = ""
    books_closed_through: str = ""
    clock_file: str = ""
    access_point_folder: str = ""
    proxy_hops: str = "0"

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of `environment`. Raises Misconfigured, naming every wrong value."""
        names = cls.__dataclass_fields__
        given = {name: environment[name.upper()] for name in names if name.upper() in environment}
        settings = cls(**given)
        if problems := list(settings.problems()):
            raise Misconfigured(problems)
        if settings.clock_file:
            move_clock_by(_offset_in(Path(settings.clock_file)))
        return settings

    @property
    def in_production(self) -> bool:
        """Whether real customers are served: no test gateway, no movable clock, no demo."""
        return self.saas_env == "production"

    @property
    def closed_through(self) -> date | None:
        """The last day of the books that is closed; None while none is."""
        return _day(self.books_closed_through)

    @property
    def host(self) -> str:
        """The one host name this installation answers to, with its port if it has one."""
        return urlsplit(self.base_url).netloc

    def problems(self) -> Iterator[str]:
        """A sentence per wrong value; nothing when all is well."""
        if self.saas_env not in ENVIRONMENTS:
            yield f"SAAS_ENV is {self.saas_env!r}; it must be one of {', '.join(ENVIRONMENTS)}."
        for name in ("database_url", "database_platform_url"):
            if not getattr(self, name).startswith("postgresql+psycopg://"):
                yield f"{name.upper()} must begin with postgresql+psycopg:// and name a database."
        if not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            yield "REDIS_URL must begin with redis://, rediss:// or unix://."
        if len(self.secret_key) < SHORTEST_SECRET:
            yield f"SECRET_KEY must have at least {SHORTEST_SECRET} characters; make one at random."
        if urlsplit(self.base_url).scheme not in {"http", "https"} or not self.host:
            yield "BASE_URL must be the address people use, such as https://zone.example.com."
        if not self.stripe_api_key.startswith(("sk_", "rk_")):
            yield "STRIPE_API_KEY must be a secret key of Stripe's, beginning with sk_ or rk_."
        if not self.stripe_webhook_secret:
            yield "STRIPE_WEBHOOK_SECRET is empty: anybody could then tell us a payment was made."
        yield from self._problems_in_numbers()
        yield from self._problems_with_the_agency()
        yield from self._problems_in_production() if self.in_production else ()

    def _problems_in_numbers(self) -> Iterator[str]:
        if not re.fullmatch(r"[0-9]{1,7}\.[0-9]{2}", self.transfer_fee):
            yield "TRANSFER_FEE must be an amount without VAT and with two decimals: 5000.00."
        if not re.fullmatch(r"[0-9]|[12][0-9]", self.told_days_ahead):
            yield "TOLD_DAYS_AHEAD must be from 0 to 29 days before an invoice, such as 7."
        if not re.fullmatch(r"[1-9][0-9]?", self.later_due_at_most_days):
            yield "LATER_DUE_AT_MOST_DAYS must be from 1 to 99 days, such as 30."
        if not re.fullmatch(r"[0-9]{1,2}", self.dispute_days_to_pay):
            yield "DISPUTE_DAYS_TO_PAY must be from 0 to 99 days after the decision, such as 10."
        if not _grows(self.reminder_days):
            yield "REMINDER_DAYS must be growing days past the due day, such as 5,15; 0 for none."
        if not re.fullmatch(r"[0-9]{1,7}\.[0-9]{2}", self.reminder_least):
            yield "REMINDER_LEAST must be an amount with two decimals, such as 0.00."
        fee = self.reminder_fee
        if not re.fullmatch(r"[0-9]{1,4}", fee) or int(fee) > HIGHEST_FEE:
            yield f"REMINDER_FEE must be from 0 to {HIGHEST_FEE} öre, which the law allows."
        if self.books_closed_through and _day(self.books_closed_through) is None:
            yield "BOOKS_CLOSED_THROUGH must be the last day that is closed, such as 2025-12-31."
        if not self.proxy_hops.isdigit():
            yield "PROXY_HOPS must be the number of proxies in front, such as 1."

    def _problems_with_the_agency(self) -> Iterator[str]:
        parts = ("phone", "address", "url", "email")
        told = [name for name in parts if getattr(self, f"collection_agency_{name}")]
        if told and not self.collection_agency_name:
            yield f"COLLECTION_AGENCY_{told[0].upper()} is set, and COLLECTION_AGENCY_NAME is not."
        elif self.collection_agency_url and urlsplit(self.collection_agency_url).scheme != "https":
            yield "COLLECTION_AGENCY_URL must begin with https:// or be left out."

    def _problems_in_production(self) -> Iterator[str]:
        if self.stripe_api_base:
            yield "STRIPE_API_BASE points at a gateway simulator; production speaks to Stripe."
        if self.stripe_api_key.startswith(("sk_test_", "rk_test_")):
            yield "STRIPE_API_KEY is a test key; production needs a live one."
        if self.clock_file:
            yield "CLOCK_FILE moves the clock; production has no such door."
        if not self.base_url.startswith("https://"):
            yield "BASE_URL must begin with https:// in production."
        if not self.departments_file:
            yield "DEPARTMENTS_FILE is not set; nobody answers at the example's addresses."
        if not self.smtp_url:
            yield "SMTP_URL is empty: nobody would get their mail."
        for name in ("database_url", "database_platform_url"):
            if urlsplit(getattr(self, name)).username == "postgres":
                yield f"{name.upper()} uses a superuser; use the roles that `saas db roles` makes."


def _day(written: str) -> date | None:
    """The day that ISO 8601 writes so: "2025-12-31"; None for what is no day."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _grows(days: str) -> bool:
    """Whether `days` are whole days, each after the one before: "5,15"; "" and "0" are none."""
    if days in {"", "0"}:
        return True
    if not re.fullmatch(r"[1-9][0-9]{0,2}(,[1-9][0-9]{0,2})*", days):
        return False
    each = [int(day) for day in days.split(",")]
    return all(sooner < later for sooner, later in pairwise(each))


def _offset_in(file: Path) -> Callable[[], timedelta]:
    """How far ahead the demo's clock runs: whole days, kept in a file all processes read."""
    known: dict[int, timedelta] = {}

    def offset() -> timedelta:
        try:
            stamp = file.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta()
        if stamp not in known:
            known.clear()
            known[stamp] = timedelta(days=int(file.read_text(encoding="ascii") or 0))
        return known[stamp]

    return offset
