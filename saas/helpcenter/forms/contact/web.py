"""The form for everything no other form does: one schema for its page and its endpoint."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from saas.dates import now
from saas.helpcenter.articles.rules import KEYS, article_called
from saas.helpcenter.departments.reading import departments
from saas.helpcenter.departments.rules import WORDS, Topic, topic_in
from saas.helpcenter.forms.contact.actions import write_to_staff
from saas.helpcenter.forms.contact.rules import LONGEST_SUBJECT
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import LONGEST_MESSAGE
from saas.helpcenter.inbox.schema import RequestInFull
from saas.tenants.fields import Line, Lines
from saas.tenants.login.current import me
from saas.text import N_
from saas.web import Form, open_to_all
from saas.web.words import language

pages = Blueprint("contact", __name__)
api = ApiBlueprint(
    "contact_api", __name__, url_prefix="/api/v1/requests", description="Words to our staff"
)


class Letter(Schema):
    """What somebody wants us to know or to do."""

    topic = fields.Enum(Topic, by_value=True, load_default=Topic.QUESTION)
    subject = Line(
        required=True, longest=LONGEST_SUBJECT, missing=N_("Say in a few words what it is about.")
    )
    message = Lines(required=True, longest=LONGEST_MESSAGE, missing=N_("Write your message first."))
    article = fields.String(
        load_default="",
        validate=OneOf(["", *KEYS], error=N_("There is no such answer in the help.")),
    )


@pages.route("/help/contact", methods=["GET", "POST"])
@open_to_all
def ask() -> ResponseReturnValue:
    """Write to us; somebody who is not logged in is shown how to, and what else there is.

    A link may say the topic, and the answer it comes from.
    """
    known = {"departments": departments(), "words": WORDS, "language": language()}
    if not current_user.is_authenticated:
        return render_template("helpcenter/forms/contact/visitor.html", **known)
    came_from = article_called(request.args.get("article", ""))
    topic = topic_in(request.args.get("topic"))
    form = Form(Letter, topic=topic.value, article=came_from.key if came_from else "")
    if form.sent_well():
        with form.attempt():
            sent = write_to_staff(by=me(), now=now(), **form.data)
            return redirect(url_for("inbox.show", number=sent.reference))
    page = "helpcenter/forms/contact/page.html"
    came_from = article_called(form.values.get("article", ""))
    return render_template(page, form=form, came_from=came_from, **known), form.status


@api.post("")
@api.arguments(Letter)
@api.response(201, RequestInFull)
def ask_over_api(letter: dict[str, Any]) -> HelpRequest:
    """Write to our staff."""
    return write_to_staff(by=me(), now=now(), **letter)
