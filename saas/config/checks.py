"""What is wrong with settings: a sentence for each wrong value."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from saas.config.mail_server import PORTS, MailServer, NoMailServer
from saas.config.values import Values, day_in

ENVIRONMENTS: Final = ("production", "demo", "test")
SHORTEST_SECRET: Final = 32
HIGHEST_FEE: Final = 6000  # öre for a reminder (förordning 1981:1057)
AMOUNTS: Final = ("transfer_fee", "invoiced_at_once_from", "reminder_least")
FILES: Final = ("plans_file", "accounts_file", "departments_file")


def problems_in(settings: Values) -> Iterator[str]:
    """A sentence per wrong value; nothing when all is well."""
    yield from _in_general(settings)
    yield from _in_numbers(settings)
    yield from _with_mail(settings)
    yield from _with_vat_numbers(settings)
    yield from _with_files(settings)
    yield from _with_the_agency(settings)
    yield from _in_production(settings) if settings.in_production else ()


def _in_general(its: Values) -> Iterator[str]:
    if its.saas_env not in ENVIRONMENTS:
        yield f"SAAS_ENV is {its.saas_env!r}; it must be one of {', '.join(ENVIRONMENTS)}."
    for name in ("database_url", "database_platform_url"):
        if not getattr(its, name).startswith("postgresql+psycopg://"):
            yield f"{name.upper()} must begin with postgresql+psycopg:// and name a database."
    if not its.redis_url.startswith(("redis://", "rediss://", "unix://")):
        yield "REDIS_URL must begin with redis://, rediss:// or unix://."
    if len(its.secret_key) < SHORTEST_SECRET:
        yield f"SECRET_KEY must have at least {SHORTEST_SECRET} characters; make one at random."
    if urlsplit(its.base_url).scheme not in {"http", "https"} or not its.host:
        yield "BASE_URL must be the address people use, such as https://zone.example.com."
    if not its.stripe_api_key.startswith(("sk_", "rk_")):
        yield "STRIPE_API_KEY must be a secret key of Stripe's, beginning with sk_ or rk_."
    if not its.stripe_webhook_secret:
        yield "STRIPE_WEBHOOK_SECRET is empty: anybody could then tell us a payment was made."


def _in_numbers(its: Values) -> Iterator[str]:
    if not re.fullmatch(r"[0-9]|[12][0-9]", its.told_days_ahead):
        yield "TOLD_DAYS_AHEAD must be from 0 to 29 days before an invoice, such as 7."
    if not re.fullmatch(r"[1-9][0-9]?", its.later_due_at_most_days):
        yield "LATER_DUE_AT_MOST_DAYS must be from 1 to 99 days, such as 30."
    if not re.fullmatch(r"[0-9]{1,2}", its.dispute_days_to_pay):
        yield "DISPUTE_DAYS_TO_PAY must be from 0 to 99 days after the decision, such as 10."
    if not _grows(its.reminder_days):
        yield "REMINDER_DAYS must be growing days past the due day, such as 5,15; 0 for none."
    for name in AMOUNTS:
        if not re.fullmatch(r"[0-9]{1,7}\.[0-9]{2}", getattr(its, name)):
            yield f"{name.upper()} must be an amount with two decimals, such as 50.00."
    fee = its.reminder_fee
    if not re.fullmatch(r"[0-9]{1,4}", fee) or int(fee) > HIGHEST_FEE:
        yield f"REMINDER_FEE must be from 0 to {HIGHEST_FEE} öre, which the law allows."
    if its.books_closed_through and day_in(its.books_closed_through) is None:
        yield "BOOKS_CLOSED_THROUGH must be the last day that is closed, such as 2025-12-31."
    if not re.fullmatch(r"[0-9]", its.proxy_hops):
        yield "PROXY_HOPS must be the number of proxies in front, such as 1."


def _with_mail(its: Values) -> Iterator[str]:
    if its.smtp_url:
        try:
            MailServer.at(its.smtp_url)
        except NoMailServer:
            ways = ", ".join(f"{scheme}://" for scheme in PORTS)
            yield f"SMTP_URL must begin with one of {ways} and name a server."
    if its.mail_from and not _is_one_address(its.mail_from):
        yield "MAIL_FROM must be one address, such as Kundzon <no-reply@example.com>."


def _with_vat_numbers(its: Values) -> Iterator[str]:
    at = urlsplit(its.vies_url)
    if its.vies_url and (at.scheme not in {"http", "https"} or not at.hostname):
        yield "VIES_URL must begin with https:// or be left out; then it is the EU's own."
    if its.vies_requester and not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{2,12}", its.vies_requester):
        yield "VIES_REQUESTER must be your own VAT number, such as SE556056625801."


def _with_files(its: Values) -> Iterator[str]:
    for name in FILES:
        if file := getattr(its, name):
            yield from (f"{name.upper()}: {why}" for why in _unreadable(Path(file)))
    if its.access_point_folder:
        folder = Path(its.access_point_folder)
        if folder.exists() and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
            yield f"ACCESS_POINT_FOLDER: {folder} is no folder that we may write in."


def _with_the_agency(its: Values) -> Iterator[str]:
    parts = ("phone", "address", "url", "email")
    told = [name for name in parts if getattr(its, f"collection_agency_{name}")]
    if told and not its.collection_agency_name:
        yield f"COLLECTION_AGENCY_{told[0].upper()} is set, and COLLECTION_AGENCY_NAME is not."
    elif its.collection_agency_url and urlsplit(its.collection_agency_url).scheme != "https":
        yield "COLLECTION_AGENCY_URL must begin with https:// or be left out."


def _in_production(its: Values) -> Iterator[str]:
    if its.stripe_api_base:
        yield "STRIPE_API_BASE points at a gateway simulator; production speaks to Stripe."
    if its.stripe_api_key.startswith(("sk_test_", "rk_test_")):
        yield "STRIPE_API_KEY is a test key; production needs a live one."
    if its.clock_file:
        yield "CLOCK_FILE moves the clock; production has no such door."
    if not its.base_url.startswith("https://"):
        yield "BASE_URL must begin with https:// in production."
    if not its.departments_file:
        yield "DEPARTMENTS_FILE is not set; nobody answers at the example's addresses."
    if not its.smtp_url:
        yield "SMTP_URL is empty: nobody would get their mail."
    if its.access_point_folder and not Path(its.access_point_folder).exists():
        yield f"ACCESS_POINT_FOLDER: {its.access_point_folder} is not there to be fetched from."
    for name in ("database_url", "database_platform_url"):
        if urlsplit(getattr(its, name)).username == "postgres":
            yield f"{name.upper()} uses a superuser; use the roles that `saas db roles` makes."


def _unreadable(file: Path) -> Iterator[str]:
    """Why a TOML file cannot be read. What it is to hold, the doctor looks at."""
    try:
        tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        yield f"{file} cannot be read: {error.strerror}."
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        yield f"{file} is not TOML: {error}."


def _is_one_address(written: str) -> bool:
    message = EmailMessage()
    try:
        message["From"] = written
    except (ValueError, MessageError):
        return False
    header = message["From"]
    return not header.defects and len(header.addresses) == 1 and bool(header.addresses[0].domain)


def _grows(days: str) -> bool:
    """Whether `days` are whole days, each after the one before: "5,15"; "" and "0" are none."""
    if days in {"", "0"}:
        return True
    if not re.fullmatch(r"[1-9][0-9]{0,2}(,[1-9][0-9]{0,2})*", days):
        return False
    each = [int(day) for day in days.split(",")]
    return all(sooner < later for sooner, later in pairwise(each))
