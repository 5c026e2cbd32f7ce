"""The doors of the floor about who our customers are: its pages and its JSON."""

from typing import Final

from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint

from saas.tenants.claims import web as claims
from saas.tenants.companies import web as companies
from saas.tenants.confirmation import web as confirmation
from saas.tenants.decisions import web as decisions
from saas.tenants.details import web as company
from saas.tenants.login import web as login
from saas.tenants.partners import web as partners
from saas.tenants.preferences import web as preferences
from saas.tenants.profile import web as profile
from saas.tenants.registration import web as registration
from saas.tenants.reset import web as reset
from saas.tenants.terms import web as terms

DOORS: Final[tuple[Blueprint, ...]] = (
    registration.pages,
    confirmation.pages,
    claims.pages,
    decisions.staff,
    partners.staff,
    login.pages,
    reset.pages,
    companies.pages,
    company.pages,
    profile.pages,
    preferences.pages,
    terms.pages,
)

API_DOORS: Final[tuple[ApiBlueprint, ...]] = (
    registration.api,
    confirmation.api,
    claims.api,
    decisions.api,
    partners.api,
    login.api,
    reset.api,
    companies.api,
    company.api,
    profile.api,
    preferences.api,
    terms.api,
)
