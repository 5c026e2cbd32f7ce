"""Templates rendered by a bare Flask application: no database, no doors."""

from types import SimpleNamespace

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from lxml import html

from saas.money import Money

FORMS = (
    "{% from 'layout/forms.html' import checkbox_field, checkboxes_field, date_field, deed,"
    " email_field, error_summary, file_field, form_start, hidden_field, money_field, number_field,"
    " password_field, radio_field, search_form, select_field, submit, text_field, textarea_field %}"
)
PARTS = (
    "{% from 'layout/parts.html' import breadcrumb, card, code_block, data_table, empty_state,"
    " icon, money_cell, next_step, notice_banner, page_heading, pagination, seat_meter, stat,"
    " stats, status_tag, steps, summary_list, td, th, timeline %}"
)


@pytest.fixture(scope="package")
def bare():
    """Flask, Babel, Bootstrap and CSRF, as `saas.app` wires them, and nothing else."""
    app = Flask("saas", static_folder="layout/static", template_folder=".")
    app.config.update(SECRET_KEY="tests only", BOOTSTRAP_SERVE_LOCAL=True)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Bootstrap5(app)
    CSRFProtect(app)
    Babel(app, default_locale="en")
    app.jinja_env.filters.update(
        say=str, day=str, instant=str, money=lambda amount: f"{amount.minor} öre"
    )
    app.add_url_rule("/plan", "change.compare", lambda: "")
    return app


@pytest.fixture
def drawn(bare):
    """Draw a piece of template with our macros at hand, as an HTML tree."""

    def draw(template, **context):
        with bare.test_request_context("/"):
            text = render_template_string(FORMS + PARTS + template, Money=Money, **context)
        return html.fragment_fromstring(text, create_parent="div")

    return draw


@pytest.fixture
def page(bare):
    """Draw a whole template of ours, as an HTML tree."""

    def draw(template, **context):
        with bare.test_request_context("/people?page=2"):
            return html.fromstring(render_template(template, **context))

    return draw


def form(values=None, errors=None, refusal=None):
    """What `saas.web.Form` shows a template."""
    return SimpleNamespace(values=values or {}, errors=errors or {}, refusal=refusal, status=200)
