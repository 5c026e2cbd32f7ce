"""Settings are checked at start, each wrong value with a message of its own."""

import re
from pathlib import Path

import pytest

from saas.config import MailServer, Misconfigured, NoMailServer, Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "saas/helpcenter/departments/example.toml"

GOOD = {
    "SAAS_ENV": "production",
    "DATABASE_URL": "postgresql+psycopg://saas_runtime@db/kundzon",
    "DATABASE_PLATFORM_URL": "postgresql+psycopg://saas_platform@db/kundzon",
    "REDIS_URL": "rediss://queue",
    "SECRET_KEY": "x" * 40,
    "BASE_URL": "https://zone.example.com",
    "STRIPE_API_KEY": "sk_live_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "SMTP_URL": "smtps://mail.example.com",
    "DEPARTMENTS_FILE": str(EXAMPLE),
}


def test_a_sound_environment_is_read():
    settings = Settings.read(GOOD)
    assert settings.in_production
    assert settings.host == "zone.example.com"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAAS_ENV", "prod"),
        ("DATABASE_URL", "mysql://db"),
        ("DATABASE_URL", "postgresql+psycopg://postgres@db/kundzon"),
        ("DATABASE_PLATFORM_URL", ""),
        ("REDIS_URL", "queue"),
        ("SECRET_KEY", "short"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "http://zone.example.com"),
        ("STRIPE_API_KEY", "pk_live_1"),
        ("STRIPE_API_KEY", "sk_test_1"),
        ("STRIPE_WEBHOOK_SECRET", ""),
        ("STRIPE_API_BASE", "http://127.0.0.1:8001"),
        ("SMTP_URL", ""),
        ("CLOCK_FILE", "var/clock"),
        ("DEPARTMENTS_FILE", ""),
        ("DEPARTMENTS_FILE", "/etc/kundzon/departments.toml"),
        ("PLANS_FILE", "/etc/kundzon/plans.toml"),
        ("PLANS_FILE", str(ROOT)),
        ("PLANS_FILE", str(ROOT / "README.md")),
        ("ACCOUNTS_FILE", "/etc/kundzon/chart.toml"),
        ("ACCOUNTS_FILE", str(ROOT / "docs/overview.png")),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", "smtps://"),
        ("SMTP_URL", "smtp+tls://mail.example.com"),
        ("SMTP_URL", "https://mail.example.com"),
        ("SMTP_URL", "smtps://mail.example.com:mail"),
        ("MAIL_FROM", "Kundzon"),
        ("MAIL_FROM", "a@example.com, b@example.com"),
        ("MAIL_FROM", "Kundzon <no-reply@example.com>\nBcc: b@example.com"),
        ("VIES_URL", "ec.europa.eu"),
        ("VIES_REQUESTER", "556056-6258"),
        ("ACCESS_POINT_FOLDER", "/etc/kundzon/access_point"),
        ("ACCESS_POINT_FOLDER", str(EXAMPLE)),
        ("PROXY_HOPS", "one"),
        ("PROXY_HOPS", "²"),
        ("TRANSFER_FEE", "5 000"),
        ("INVOICED_AT_ONCE_FROM", "50"),
        ("TOLD_DAYS_AHEAD", "30"),
        ("LATER_DUE_AT_MOST_DAYS", "0"),
        ("DISPUTE_DAYS_TO_PAY", "100"),
        ("COLLECTION_AGENCY_PHONE", "08-123 45 67"),
        ("REMINDER_DAYS", "15,5"),
        ("REMINDER_DAYS", "5, 15"),
        ("REMINDER_LEAST", "50"),
        ("BOOKS_CLOSED_THROUGH", "31 December"),
        ("REMINDER_FEE", "6001"),
        ("REMINDER_FEE", "60.00"),
    ],
)
def test_production_refuses_and_names_the_setting(name, value):
    with pytest.raises(Misconfigured) as refused:
        Settings.read({**GOOD, name: value})
    assert len(refused.value.problems) == 1
    assert name in refused.value.problems[0]


def test_every_wrong_value_is_named_at_once():
    with pytest.raises(Misconfigured) as refused:
        Settings.read({**GOOD, "REDIS_URL": "", "SECRET_KEY": "", "SMTP_URL": ""})
    assert len(refused.value.problems) == 3


def test_secrets_are_not_shown_when_settings_are_printed():
    assert "sk_live_1" not in repr(Settings.read(GOOD))


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password"),
    [
        ("smtp://mail.example.com", "mail.example.com", 25, "", ""),
        ("smtp+starttls://mail.example.com", "mail.example.com", 587, "", ""),
        ("smtps://mail.example.com", "mail.example.com", 465, "", ""),
        ("smtps://a%40b:p%2Fw@mail.example.com:2465", "mail.example.com", 2465, "a@b", "p/w"),
        ("smtp://[::1]:2525", "::1", 2525, "", ""),
    ],
)
def test_a_mail_server_is_found_by_its_address(url, host, port, user, password):
    at = MailServer.at(url)
    assert (at.host, at.port, at.user, at.password) == (host, port, user, password)
    assert "p/w" not in repr(at)


def test_what_names_no_mail_server_is_not_taken_for_the_one_in_this_house():
    with pytest.raises(NoMailServer):
        MailServer.at("mail.example.com")


@pytest.mark.parametrize("written", ["Kundzon <no-reply@example.com>", "no-reply@example.com"])
def test_letters_come_from_one_address(written):
    assert Settings.read({**GOOD, "MAIL_FROM": written}).mail_from == written


def test_every_setting_stands_in_the_readme():
    rows = re.findall(r"^ +\| (`.*?) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    told = set()
    for row in rows:
        first, *more = re.findall(r"`(\w+)`", row)
        stem = first.rpartition("_")[0]
        told |= {first, *(stem + name if name.startswith("_") else name for name in more)}
    for_a_demo = {"STRIPE_API_BASE", "CLOCK_FILE"}
    names = {name.upper() for name in Settings.__dataclass_fields__}
    assert names - told == for_a_demo
    assert told - names == set()
