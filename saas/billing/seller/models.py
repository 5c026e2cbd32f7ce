"""The legal entities that sell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.letterhead.rules import Look
from saas.billing.seller.reading import read_seller
from saas.billing.seller.rules import LetterheadDetails, SellerDetails, Terms
from saas.config import Settings
from saas.db import Base, Global, db

EXAMPLE: Final = Path(__file__).with_name("example.toml")
MAIN: Final = "main"
_UNUSED: Final = text(
    """
    delete from series_owners o where seller_id = :seller and code <> all(:but)
    and not exists (select from number_series n where n.code = o.code)
    """
)


class Seller(Global, Base):
    """A legal entity that sells, as its next invoice will name it.

    Invoices that exist keep what was true when they were issued.
    """

    __tablename__ = "sellers"
    __table_args__ = (
        CheckConstraint("payment_days between 0 and 90", name="payment_terms_are_reasonable"),
        CheckConstraint(
            "series ~ '^[A-Z]{0,3}$' and credit_series ~ '^[A-Z]{0,3}$'",
            name="a_series_is_letters",
        ),
        ForeignKeyConstraint(
            ["id", "series"],
            ["series_owners.seller_id", "series_owners.code"],
            name="a_seller_owns_its_letters",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint(
            "fiscal_year_starts_in_month between 1 and 12", name="a_fiscal_year_starts_in_a_month"
        ),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    org_number: Mapped[str]
    vat_number: Mapped[str]
    street: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    registered_office: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    website: Mapped[str]
    bankgiro: Mapped[str]
    plusgiro: Mapped[str]
    iban: Mapped[str]
    bic: Mapped[str]
    swish: Mapped[str] = mapped_column(server_default="")
    f_skatt: Mapped[bool]
    payment_days: Mapped[int]
    whole_kronor: Mapped[bool]
    fiscal_year_starts_in_month: Mapped[int]
    series: Mapped[str] = mapped_column(server_default="")
    credit_series: Mapped[str] = mapped_column(server_default="")
    currency: Mapped[str] = mapped_column(server_default="SEK")
    countries: Mapped[str] = mapped_column(server_default="")
    logo: Mapped[str | None] = mapped_column(ForeignKey("logos.sha256"))
    accent: Mapped[str] = mapped_column(server_default="")
    tint: Mapped[str] = mapped_column(server_default="")
    terms_sv: Mapped[str] = mapped_column(server_default="")
    terms_en: Mapped[str] = mapped_column(server_default="")
    terms_link: Mapped[str] = mapped_column(server_default="")

    @classmethod
    def called(cls, code: str) -> Seller | None:
        """The seller with this short name; None until it has been named."""
        return db.session.scalar(select(cls).where(cls.code == code))

    @classmethod
    def all(cls) -> Sequence[Seller]:
        """Every legal entity that sells, the first named first."""
        return db.session.scalars(select(cls).order_by(cls.id)).all()

    @property
    def details(self) -> SellerDetails:
        """What its documents print; and how they look, where that has been chosen."""
        said = {name: getattr(self, name) for name in SellerDetails.__dataclass_fields__}
        look = self.look
        return SellerDetails(**said) if look.is_plain else LetterheadDetails(**said, look=look)

    @property
    def look(self) -> Look:
        """What has been chosen for its documents."""
        return Look(**{name: getattr(self, name) or "" for name in Look.__dataclass_fields__})

    @property
    def terms(self) -> Terms:
        """How it invoices."""
        return Terms(**{n: getattr(self, n) for n in Terms.__dataclass_fields__})


class SeriesOwner(Base):
    """Whose the letters before a number are: one seller's, while it uses them and once it has.

    A number names one document of the house, whoever sold. No series can be opened without.
    """

    __tablename__ = "series_owners"
    __table_args__ = (UniqueConstraint("seller_id", "code", name="letters_and_whose_they_are"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("sellers.id"))


def claim_letters(seller: Seller, letters: set[str]) -> dict[str, int]:
    """Let `letters` be the seller's where they are nobody's; the id of the seller each is of."""
    asked = [{"code": each, "seller_id": seller.id} for each in sorted(letters)]
    db.session.execute(insert(SeriesOwner).values(asked).on_conflict_do_nothing())
    owned = select(SeriesOwner.code, SeriesOwner.seller_id).where(SeriesOwner.code.in_(letters))
    return dict(iter(db.session.execute(owned)))


def let_go_of_letters(seller: Seller, *, but: set[str]) -> None:
    """Let others have the letters of the seller that no number has begun with, save `but`."""
    db.session.execute(_UNUSED, {"seller": seller.id, "but": list(but)})


def selling_in(country: str, *, currency: str) -> Seller | None:
    """The entity that names `country` among those it sells to, in `currency`; None if none does."""
    asked = select(Seller).where(Seller.countries != "", Seller.currency == currency)
    named = db.session.scalars(asked.order_by(Seller.id))
    return next((each for each in named if country in each.countries.split()), None)


def selling_anywhere(*, currency: str) -> Seller | None:
    """The first entity that names no countries and invoices in `currency`; None if none does."""
    asked = select(Seller).where(Seller.countries == "", Seller.currency == currency)
    return db.session.scalar(asked.order_by(Seller.id).limit(1))


def example_will_do() -> bool:
    """Whether this installation sells nothing to anybody, being a demo or a test."""
    settings: Settings = current_app.config["SETTINGS"]
    return not settings.in_production


def seller_in(file: Path) -> tuple[SellerDetails, Terms]:
    """The seller that `file` describes. Raises SellerWrong, and OSError when it is not there."""
    return read_seller(file.read_text(encoding="utf-8"), source=str(file))
