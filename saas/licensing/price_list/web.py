"""Staff's list of plans: what is sold, who is on what, new editions, and whole lists as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import now, today
from saas.errors import NotFound
from saas.licensing.catalogue.actions import CatalogueRefused, compared, store_catalogue
from saas.licensing.catalogue.models import StoredCatalogue, catalogue_on
from saas.licensing.catalogue.reading import CatalogueWrong
from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.catalogue.writing import written
from saas.licensing.plans.cadences import cadence_in_words
from saas.licensing.plans.rules import Edition, NoticeKind, Price
from saas.licensing.plans.words import policy_in_words
from saas.licensing.price_list.actions import list_edition, preview_edition
from saas.licensing.price_list.answers import DifferenceAnswer, ListAnswer, NewList
from saas.licensing.price_list.forms import LIMIT, as_typed, edition_of, form_for
from saas.licensing.price_list.models import AT_A_TIME, companies_on, companies_on_each
from saas.licensing.price_list.words import POLICIES, TIMINGS
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import Text
from saas.web import Form, staff_only
from saas.web.words import language, say

staff = Blueprint("plans_staff", __name__, url_prefix="/staff/plans")
api = ApiBlueprint(
    "plans_staff_api",
    __name__,
    url_prefix="/api/v1/staff/plans",
    description="The list of plans; for our staff",
)


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Every plan and edition, how many are on each, and who changed the list when."""
    listed = catalogue_on(today())
    counted, on_free = companies_on_each(today())
    return render_template(
        "licensing/price_list/list.html",
        editions=listed.editions,
        on_sale={edition.key for edition in listed.on_sale(today())},
        counted=counted,
        on_free=on_free,
        history=StoredCatalogue.history(),
        today=today(),
    )


@staff.get("/editions/<key>")
@staff_only
def edition(key: str) -> ResponseReturnValue:
    """One edition, word by word, and the companies that have it."""
    listed, after = catalogue_on(today()), request.args.get("after", 0, type=int)
    found = next((each for each in listed.editions if each.key == key), None)
    if found is None or after < 0:
        raise NotFound
    companies = companies_on(key, today(), after=after)
    return render_template(
        "licensing/price_list/edition.html",
        edition=found,
        payable=_ways_of(found),
        features=_features_of(found, listed),
        policy=policy_in_words(found.notice),
        companies=companies[:AT_A_TIME],
        previous=max(after - AT_A_TIME, 0) if after else None,
        following=after + AT_A_TIME if len(companies) > AT_A_TIME else None,
    )


@staff.route("/<plan>/new", methods=["GET", "POST"])
@staff_only
def new_edition(plan: str) -> ResponseReturnValue:
    """Ask what the new edition says, then show the difference it makes."""
    me().must_be_staff(Permission.CHANGE_PLAN)
    listed = catalogue_on(today())
    was = _newest(plan, listed)
    form = Form(form_for(listed.features), **as_typed(was))
    if form.sent_well():
        with form.attempt():
            made = edition_of(form.data, was)
            return _check(form, made, listed)
    return _ask(form, was, listed)


@staff.post("/<plan>/list")
@staff_only
def store(plan: str) -> ResponseReturnValue:
    """List exactly what was shown; what no longer holds is shown anew."""
    listed = catalogue_on(today())
    was = _newest(plan, listed)
    form = Form(form_for(listed.features))
    if form.sent_well():
        with form.attempt():
            made = edition_of(form.data, was)
            list_edition(edition=made, shown=form.data["shown"], by=me(), now=now())
            return redirect(url_for("plans_staff.edition", key=made.key))
    return _ask(form, was, catalogue_on(today()))


@api.get("")
@staff_only
@api.response(200, ListAnswer)
def show_over_api() -> dict[str, Any]:
    """The list of plans in force, and how many are on each edition."""
    counted, on_free = companies_on_each(today())
    return {"contents": written(catalogue_on(today())), "companies": counted, "on_free": on_free}


@api.post("")
@staff_only
@api.arguments(NewList)
@api.response(200, DifferenceAnswer)
def store_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Put another list of plans in force, from today or a later day. 422 says what to mend."""
    me().must_be_staff(Permission.CHANGE_PLAN)
    begins = order["effective_from"] or today()
    if order["dry_run"]:
        try:
            found = compared(contents=order["contents"], effective_from=begins, today=today())
        except CatalogueWrong as wrong:
            raise CatalogueRefused(wrong.problems) from wrong
    else:
        found = store_catalogue(
            contents=order["contents"], effective_from=begins, by=me().name, now=now()
        )
    return {**found.as_json, "stored": not (order["dry_run"] or found.is_none)}


def _check(form: Form, made: Edition, listed: Catalogue) -> ResponseReturnValue:
    found = preview_edition(edition=made, by=me(), now=now())
    return render_template(
        "licensing/price_list/check.html",
        form=form,
        edition=made,
        payable=_ways_of(made),
        features=_features_of(made, listed),
        policy=policy_in_words(made.notice),
        found=found,
        typed={k: v or "" for k, v in form.values.items() if k not in {"shown", "features"}},
    )


def _ask(form: Form, was: Edition, listed: Catalogue) -> ResponseReturnValue:
    names = [(key, listed.feature(key, language())) for key in listed.features]
    return render_template(
        "licensing/price_list/new.html",
        form=form,
        was=was,
        features=names,
        limit=LIMIT,
        policies=[
            (key, say(words))
            for key, words in POLICIES.items()
            if was.by_contract or key != NoticeKind.RENEWAL_DEADLINE.value
        ],
        timings=[(key, say(words)) for key, words in TIMINGS.items()],
    ), form.status


def _newest(plan: str, listed: Catalogue) -> Edition:
    editions = [each for each in listed.editions if each.plan == plan]
    if not editions:
        raise NotFound
    return max(editions, key=lambda each: each.sold_from)


def _features_of(edition: Edition, listed: Catalogue) -> list[tuple[str, int | None]]:
    said = language()
    return [(listed.feature(key, said), edition.limits.get(key)) for key in edition.features]


def _ways_of(edition: Edition) -> list[tuple[Text, Price]]:
    return [(cadence_in_words(price.cadence), price) for price in edition.prices]
