"""Building the package: as setuptools does it, once the catalogues are compiled.

What programs read (`messages.mo`) is made from what translators edit and is not committed, so
a package that is built without this step speaks English only.
"""

from __future__ import annotations

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403 - all that we do not do ourselves

from saas.translations.catalogues import every_floor


def build_wheel(folder: str, *options: object) -> str:
    """The name of the wheel that was put into `folder`."""
    _compile()
    return str(build_meta.build_wheel(folder, *options))


def build_editable(folder: str, *options: object) -> str:
    """The name of the wheel, which leads to this checkout, that was put into `folder`."""
    _compile()
    return str(build_meta.build_editable(folder, *options))


def build_sdist(folder: str, *options: object) -> str:
    """The name of the archive that was put into `folder`; a wheel is built from it the same."""
    _compile()
    return str(build_meta.build_sdist(folder, *options))


def _compile() -> None:
    for floor in every_floor():
        floor.compile()
