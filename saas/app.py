"""Putting the house together."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_bootstrap import Bootstrap5
from jinja2 import FileSystemBytecodeCache
from werkzeug.middleware.proxy_fix import ProxyFix

from saas import db, jobs, navigation, outbox, web
from saas.config import Settings
from saas.demo import web as demo
from saas.tenants.login import current as login
from saas.wiring import API_DOORS, DOORS, REACTIONS

LARGEST_BODY = 2 * 1024 * 1024
TOLD_PER_JOB = 500


def create_app(settings: Settings | None = None, **overrides: object) -> Flask:
    """The application, as `settings` (by default the environment's) say it is to be.

    Raises Misconfigured when the settings do not hold. `overrides` are Flask's own
    configuration values, for tests.

    All that is in memory when it is made counts as there to stay: Python looks for garbage among
    what comes later only. A look through an application takes a tenth of a second, and a process
    that ends takes several.
    """
    settings = settings or Settings.read()
    app = Flask(__name__, static_folder="layout/static", template_folder=".")
    address = urlsplit(settings.base_url)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=[k for k in settings.secret_key_fallbacks.split(",") if k],
        SERVER_NAME=address.netloc,
        PREFERRED_URL_SCHEME=address.scheme,
        TRUSTED_HOSTS=[address.hostname],
        SECURE_COOKIES=address.scheme == "https",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY // 4,
        MAX_FORM_PARTS=500,
        SEND_FILE_MAX_AGE_DEFAULT=86_400,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_BINDS={"platform": settings.database_platform_url},
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 8, "max_overflow": 8, "pool_pre_ping": False},
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # Sec-Fetch-Site and the cookie's SameSite say whence it came
    )
    app.config.update(overrides)
    _prepare_templates(app)
    if hops := int(settings.proxy_hops):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _furnish(app, settings)
    gc.freeze()
    return app


def _furnish(app: Flask, settings: Settings) -> None:
    """Bring in what the rooms need, and open their doors."""
    Bootstrap5(app)
    db.init_app(app)
    jobs.init_app(app)
    outbox.init_app(app, REACTIONS)
    web.init_app(app)
    login.init_app(app)
    navigation.init_app(app)
    for door in DOORS:
        app.register_blueprint(door)
    if not settings.in_production:
        app.register_blueprint(demo.pages)
    web.api_of(app, API_DOORS)


def _prepare_templates(app: Flask) -> None:
    """Let templates be as neat as their pages, and trim sentences as they are extracted."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.bytecode_cache = _beside_the_bytecode_of_modules(app)


def _beside_the_bytecode_of_modules(app: Flask) -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept, so that only the first start compiles them.

    Where Python may not keep its own bytecode, theirs is not kept either.
    """
    folder = Path(app.root_path, "__pycache__", "templates")
    if sys.dont_write_bytecode:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def tell_facts() -> None:
    """The one job on the queue: tell what is due, and leave the rest to the next job."""
    with current_app.app_context():
        told = outbox.tell(limit=TOLD_PER_JOB)
        if told >= TOLD_PER_JOB:
            jobs.wake_a_worker()
