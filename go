#!/usr/bin/env python3
"""Everything one does with a checkout. Needs Python 3.11 or newer and nothing else.

./go run              start everything and print the address; Ctrl-C stops it, the data stay
./go test [...]       all tests; what follows is given to pytest
./go check            format, lint, types, floor plan, translations, all tests at the sizes
                      of the build, coverage of the rules
./go night [...]      the tests at the sizes of the night: for hours, before a release
./go e2e [...]        the tests in a browser (Chromium)
./go bench [NAME ...] the benchmarks; --json for machines
./go format, fix      let ruff format the code, and mend what it can
./go messages         bring the translators' catalogues in line with the code
./go saas [...]       the command line of the product: ./go saas doctor
./go shell            a Python shell with the application loaded
./go setup            only make .venv and install what requirements-dev.lock names
./go lock [...]       write both locks anew; --upgrade for the newest versions
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
LOCK = ROOT / "requirements-dev.lock"
STAMP = VENV / "installed-from"
OLDEST = (3, 11)
CORES = os.cpu_count() or 1
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
COVERAGE = "tests/coverage_of_rules.toml"
PYTEST = [PYTHON, "-m", "pytest", f"-n{CORES}", "--dist=worksteal"]
# How much of what is random, raced or killed is tried. `./go test` is for many times a day: there
# the tests say themselves how much.
BUILD = {
    "BOOKS_STEPS": 20_000,
    "CHARGE_CASES": 10_000,
    "DATABASE_CRASHES": 3,
    "ISSUER_KILLS": 100,
    "LIVES": 14,
    "MOTIONS": 6,
    "NOTICE_CASES": 100_000,
    "REVENUE_COMPANIES": 10_000,
    "RUN_COMPANIES": 10_000,
    "RUN_KILLS": 200,
    "SEAT_GRABS": 10_000,
    "STORM": 640,
}
NIGHT = {
    "BOOKS_STEPS": 1_000_000,
    "CHARGE_CASES": 10_000_000,
    "DATABASE_CRASHES": 100,
    "ISSUER_KILLS": 1_000,
    "LIVES": 14,
    "MOTIONS": 6,
    "NOTICE_CASES": 1_000_000,
    "ODD_ORDERS": 50,
    "REVENUE_COMPANIES": 10_000,
    "RUN_COMPANIES": 10_000,
    "RUN_KILLS": 1_000,
    "SEAT_GRABS": 100_000,
    "STORM": 10_000,
    "UBL_CORPUS": 500,
}


def main() -> None:
    """Do what the first word says, with the words that follow."""
    word, words = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if word not in COMMANDS:
        print(__doc__)
        sys.exit(0 if word in {"help", "--help", "-h"} else f"There is no ./go {word}.")
    use_a_new_enough_python()
    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, each start would compile it all anew
    set_up()
    COMMANDS[word](words)


def run(words: list[str]) -> None:
    become([PYTHON, "-m", "saas", "run", *words])


def test(words: list[str]) -> None:
    become([*PYTEST, *words])


def night(words: list[str]) -> None:
    try_as_much_as(NIGHT)
    test(words)


def check(_words: list[str]) -> None:
    covered = [PYTHON, "-m", "coverage"]
    try_as_much_as(BUILD)
    os.environ["COVERAGE_PROCESS_START"] = str(ROOT / COVERAGE)
    (ROOT / "var").mkdir(exist_ok=True)
    steps = {
        "format": [PYTHON, "-m", "ruff", "format", "--check", ".", "go"],
        "lint": [PYTHON, "-m", "ruff", "check", ".", "go"],
        "types": [PYTHON, "-m", "mypy"],
        "floor plan": [PYTHON, str(VENV / "bin" / "lint-imports")],
        "translations": [PYTHON, "-m", "saas.translations", "check"],
        "old coverage": [*covered, "erase", f"--rcfile={COVERAGE}"],
        "tests": PYTEST,
        "coverage": [*covered, "combine", "-q", f"--rcfile={COVERAGE}"],
        "branches of the rules": [*covered, "report", f"--rcfile={COVERAGE}"],
    }
    started = time.monotonic()
    for name, command in steps.items():
        step(name, command)
    say(f"all is well, in {time.monotonic() - started:.0f} s")


def e2e(words: list[str]) -> None:
    chosen = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not chosen:
        sys.exit("These tests need Chromium. Install it, e.g.: apt install chromium")
    os.environ["CHROMIUM"] = chosen
    whole = [] if any(word.startswith("tests/") for word in words) else ["tests/e2e"]
    become([PYTHON, "-m", "pytest", *whole, *words])


def bench(words: list[str]) -> None:
    modules = (ROOT / "benchmarks").glob("*.py")
    known = sorted(path.stem for path in modules if "\ndef main()" in path.read_text())
    options = [word for word in words if word.startswith("-")]
    for name in [word for word in words if word not in options] or known:
        if name not in known:
            sys.exit(f"There is no benchmark {name}. There are: {', '.join(known)}")
        step(name, [PYTHON, "-m", f"benchmarks.{name}", *options], aloud="--json" not in options)


def lock(words: list[str]) -> None:
    if not (uv := usable_uv()):
        sys.exit("Writing the locks needs uv. Install it, e.g.: pipx install uv")
    command = [uv, "pip", "compile", "--quiet", "--universal", "--python-version=3.11", *words]
    command += ["--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    for name in ("requirements", "requirements-dev"):
        step(f"{name}.lock", [*command, f"{name}.in", "--output-file", f"{name}.lock"])
    set_up()


def messages(_words: list[str]) -> None:
    step("messages", [PYTHON, "-m", "saas.translations", "update"])
    become([PYTHON, "-m", "saas.translations", "check"])


def saas(words: list[str]) -> None:
    become([PYTHON, "-m", "saas", *words])


def shell(words: list[str]) -> None:
    become([PYTHON, "-m", "saas", "shell", *words])


def format_code(words: list[str]) -> None:
    become([PYTHON, "-m", "ruff", "format", *(words or [".", "go"])])


def fix(words: list[str]) -> None:
    step("fix", [PYTHON, "-m", "ruff", "check", "--fix", *(words or [".", "go"])])
    format_code(words)


def nothing_more(_words: list[str]) -> None:
    say(f"{VENV.name} holds what {LOCK.name} names")


COMMANDS = {
    "run": run,
    "test": test,
    "night": night,
    "check": check,
    "e2e": e2e,
    "bench": bench,
    "format": format_code,
    "fix": fix,
    "messages": messages,
    "saas": saas,
    "shell": shell,
    "setup": nothing_more,
    "lock": lock,
}


def use_a_new_enough_python() -> None:
    """Go on in a newer Python where this one is too old, or say what to install."""
    if sys.version_info >= OLDEST:
        return
    for newer in ("python3.13", "python3.12", "python3.11", "python3.14"):
        if found := shutil.which(newer):
            os.execv(found, [found, __file__, *sys.argv[1:]])
    here = ".".join(map(str, sys.version_info[:3]))
    sys.exit(
        f"Kundzon needs Python 3.11 or newer, and this is {here}.\n"
        "Install a newer one beside it, e.g.: apt install python3.11 python3.11-venv"
    )


def set_up() -> None:
    """Make .venv hold exactly what the lock names, if it does not already, and compile messages."""
    with LOCK.open("rb") as locked:
        fcntl.flock(locked, fcntl.LOCK_EX)  # another ./go may be doing the same
        wanted = hashlib.sha256(locked.read()).hexdigest()
        if not (Path(PYTHON).exists() and STAMP.exists() and STAMP.read_text() == wanted):
            install()
            STAMP.write_text(wanted)
        if any(map(is_stale, (ROOT / "saas").glob("**/translations/*/LC_MESSAGES/messages.po"))):
            step("messages", [PYTHON, "-m", "saas.translations", "compile"])


def install() -> None:
    """Install the lock's packages with uv, or with what Python brings."""
    if uv := usable_uv():
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")  # a proxy may have certificates of its own
        if not Path(PYTHON).exists():
            step(".venv", [uv, "venv", "--quiet", "--clear", f"--python={sys.executable}", VENV])
        command = [uv, "pip", "sync", "--quiet", f"--python={PYTHON}", "--require-hashes"]
        command += ["--only-binary=:all:", "--compile-bytecode", LOCK]
    else:
        make_venv_without_uv()
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--require-hashes", "--only-binary=:all:", "-r", LOCK]
    step("packages, once", command, advice="The first time needs a network; later times do not.")


def make_venv_without_uv() -> None:
    """Make .venv anew with Python's own tools unless it has pip, or say what to install."""
    if Path(PYTHON).exists() and has_pip():
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        this = f"python3.{sys.version_info[1]}"
        sys.exit(
            "This Python cannot make a virtual environment: its package for that is missing.\n"
            f"Install it, e.g.: apt install python3-venv  (or {this}-venv for {sys.executable})"
        )
    step(".venv", [sys.executable, "-m", "venv", "--clear", VENV])


def has_pip() -> bool:
    return (
        subprocess.run([PYTHON, "-m", "pip", "-V"], capture_output=True, check=False).returncode
        == 0
    )


def usable_uv() -> str | None:
    """Where uv is, if it is and runs: a shim of a version manager may have none behind it."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "-V"], capture_output=True, check=False).returncode == 0:
        return found
    return None


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def step(name: str, command: list[str | Path], *, aloud: bool = True, advice: str = "") -> None:
    """Run one command to its end; leave with its exit code when it fails."""
    if aloud:
        say(name)
    started = time.monotonic()
    try:
        code = subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        code = 130
    took = time.monotonic() - started
    if code:
        say(f"{name} failed after {took:.1f} s. {advice}\n  {' '.join(map(str, command))}")
        sys.exit(code if code > 0 else 128 - code)
    if aloud and took > 1:
        say(f"{name}: {took:.1f} s")


def become(command: list[str]) -> None:
    """Let the command take this process's place, so that signals reach it and none is lost."""
    sys.stdout.flush()
    os.execv(command[0], command)


def try_as_much_as(sizes: dict[str, int]) -> None:
    """Let the tests try so much, but for the sizes that are given in the environment."""
    for name, size in sizes.items():
        os.environ.setdefault(name, str(size))


def say(sentence: str) -> None:
    bold, plain = ("\033[1m", "\033[0m") if sys.stderr.isatty() else ("", "")
    print(f"{bold}▸ {sentence}{plain}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
