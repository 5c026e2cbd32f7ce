"""What a browser loads once and keeps: sent packed, and asked for by the version of its content.

Bootstrap's stylesheet alone is 232 kB; packed, a first visit stays under 100 kB and every
later one loads nothing but the page (promises.md §11). Pages themselves are left as they are:
packing what holds both a secret and a visitor's words tells the secret by its length (BREACH).
"""

from __future__ import annotations

import gzip
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Final

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from saas.web.doors import open_to_all

FOLDERS: Final = ("static", "bootstrap.static")
WORTH_PACKING: Final = frozenset({"text/css", "text/javascript", "image/svg+xml"})
FOREVER: Final = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Pack the static files of `app`; templates find their version in `assets_version`."""
    version = version_of(Path(app.static_folder or ""), also=metadata.version("bootstrap-flask"))
    packed: dict[tuple[str, str | None], bytes] = {}

    @app.after_request
    def pack(answer: Response) -> Response:
        if request.endpoint not in FOLDERS or answer.status_code != 200:  # noqa: PLR2004
            return answer
        if request.args.get("v") == version:
            answer.headers["Cache-Control"] = FOREVER
        if answer.mimetype not in WORTH_PACKING:
            return answer
        answer.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] and "Range" not in request.headers:
            key = (request.path, answer.get_etag()[0])
            file = answer.response
            if key not in packed:
                packed[key] = gzip.compress(b"".join(answer.iter_encoded()), mtime=0)
            answer.call_on_close(file.close)  # type: ignore[union-attr]
            answer.direct_passthrough = False
            answer.set_data(packed[key])
            answer.content_encoding = "gzip"
        return answer

    @app.get("/favicon.ico")
    @open_to_all
    def favicon() -> ResponseReturnValue:
        """Where browsers look for a symbol unasked."""
        return redirect(url_for("static", filename="favicon.svg", v=version), 301)

    app.jinja_env.globals["assets_version"] = version


def version_of(folder: Path, also: str = "") -> str:
    """Ten characters that change whenever any file in `folder` does, or `also`."""
    content = sha256(also.encode())
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content.update(file.name.encode())
        content.update(file.read_bytes())
    return content.hexdigest()[:10]
