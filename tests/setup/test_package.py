"""A wheel holds all that the code reads, and the catalogues as programs read them."""

import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("saas", "migrations")
BUILT_FROM = (
    *("pyproject.toml", "README.md", "LICENSE", "requirements.in", "MANIFEST.in"),
    "build_with_catalogues.py",
)
NOT_READ = {".po": "translators read it", ".mo": "made when the package is built"}
BUILD = "import sys, build_with_catalogues as b; b.build_wheel(sys.argv[1])"


def files_of(package):
    """Every file of the checkout that a program may read, as a wheel names it."""
    return {
        str(path.relative_to(ROOT))
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in NOT_READ
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_is_declared(package):
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    declared = {
        str(path.relative_to(ROOT))
        for pattern in told["package-data"][package]
        for path in (ROOT / package).glob(pattern)
        if not any(fnmatch(path.name, left_out) for left_out in told["exclude-package-data"]["*"])
    }
    assert {name for name in files_of(package) - declared if not name.endswith(".py")} == set()
    assert not any(name.endswith((".po", ".pyc")) for name in declared)


def test_a_wheel_holds_every_file_and_the_catalogues(tmp_path):
    checkout = tmp_path / "checkout"
    for package in PACKAGES:
        left_out = shutil.ignore_patterns("__pycache__", "*.mo")
        shutil.copytree(ROOT / package, checkout / package, ignore=left_out)
    for name in BUILT_FROM:
        shutil.copy(ROOT / name, checkout)

    built = [sys.executable, "-c", BUILD, str(tmp_path)]
    subprocess.run(built, cwd=checkout, check=True, capture_output=True)

    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        inside = set(wheel.namelist())
    catalogues = {
        str(po.relative_to(ROOT).with_suffix(".mo")) for po in (ROOT / "saas").rglob("messages.po")
    }
    assert catalogues
    assert set().union(catalogues, *map(files_of, PACKAGES)) - inside == set()
    assert not any(name.endswith((".po", ".pyc", ".cache")) for name in inside)
