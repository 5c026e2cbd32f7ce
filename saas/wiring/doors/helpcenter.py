"""The doors of the floor about asking us for things: its pages and its JSON."""

from typing import Final

from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint

from saas.helpcenter.departments import web as departments
from saas.helpcenter.forms.contact import web as contact
from saas.helpcenter.forms.correction import web as correction
from saas.helpcenter.forms.notice import web as notice_form
from saas.helpcenter.forms.user_change import web as user_change
from saas.helpcenter.inbox import web as inbox
from saas.helpcenter.mailbox import web as mailbox
from saas.helpcenter.overview import web as overview
from saas.helpcenter.parked import web as parked
from saas.helpcenter.queue import web as queue
from saas.helpcenter.start import web as start
from saas.helpcenter.statements import web as statements
from saas.helpcenter.waiting import web as waiting

DOORS: Final[tuple[Blueprint, ...]] = (
    contact.pages,
    inbox.pages,
    waiting.staff,
    queue.staff,
    mailbox.staff,
    parked.staff,
    overview.pages,
    start.pages,
    statements.pages,
    user_change.pages,
    notice_form.pages,
    correction.pages,
)

API_DOORS: Final[tuple[ApiBlueprint, ...]] = (
    waiting.api,
    mailbox.api,
    contact.api,
    departments.api,
    inbox.api,
    overview.api,
    user_change.api,
    notice_form.api,
    correction.api,
)
