"""What the environment says, as it says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A text for each variable. Names are those of the variables, in lower case."""

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
    invoiced_at_once_from: str = "100.00"
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

    @property
    def in_production(self) -> bool:
        """Whether real customers are served: no test gateway, no movable clock, no demo."""
        return self.saas_env == "production"

    @property
    def closed_through(self) -> date | None:
        """The last day of the books that is closed; None while none is."""
        return day_in(self.books_closed_through)

    @property
    def host(self) -> str:
        """The one host name this installation answers to, with its port if it has one."""
        return urlsplit(self.base_url).netloc


def day_in(written: str) -> date | None:
    """The day that ISO 8601 writes so: "2025-12-31"; None for what is no day."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
