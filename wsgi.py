"""The door for a WSGI server: `granian --interface wsgi wsgi:app`."""

from saas.app import create_app

app = create_app()
