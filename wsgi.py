"""The door for any other WSGI server: `gunicorn wsgi:app`. Ours is `saas serve`."""

from saas.cli.serve import application

app = application()
