"""Settings are checked at start, each wrong value with a message of its own."""

import pytest

from saas.config import Misconfigured, Settings

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
    "DEPARTMENTS_FILE": "/etc/kundzon/departments.toml",
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
        ("CLOCK_FILE", "/tmp/clock"),
        ("DEPARTMENTS_FILE", ""),
        ("PROXY_HOPS", "one"),
        ("TRANSFER_FEE", "5 000"),
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
