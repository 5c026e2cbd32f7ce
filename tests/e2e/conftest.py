"""One house for all these tests, one browser, and people who sit down at it."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.house import open_house
from tests.e2e.inspector import Inspector
from tests.e2e.someone import LEAP, PATIENCE, Someone

pytest.register_assert_rewrite(
    *(f"tests.e2e.{name}" for name in ("buying", "colleagues", "leaving", "paying"))
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
outcome = pytest.StashKey[pytest.TestReport]()


@pytest.fixture(scope="session")
def house():
    with open_house() as house:
        yield house


@pytest.fixture(scope="session")
def browser():
    """The browser that CHROMIUM names (./go e2e finds it), or the system's."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def inspector():
    """Whoever is given it is looked over the shoulder; what it found fails the test."""
    inspector = Inspector()
    yield inspector
    assert not inspector.found, "\n".join(inspector.found)


@pytest.fixture
def someone(request, house, browser):
    """Let somebody sit down: `someone(scripts=False)`. They read English.

    When the test fails, the report says where the pictures of their screens are. A complaint
    of any browser fails the test.
    """
    people: list[Someone] = []

    def sits_down(*, scripts: bool = True, inspector=None, language: str = "en-GB") -> Someone:
        context = browser.new_context(
            java_script_enabled=scripts,
            locale=language,
            color_scheme="light",
            reduced_motion="reduce",
            viewport={"width": 1280, "height": 900},
        )
        context.set_default_timeout(PATIENCE * 1000)
        context.set_default_navigation_timeout(LEAP * 1000)
        people.append(Someone(context, house, inspector))
        return people[-1]

    yield sits_down
    if (report := request.node.stash.get(outcome, None)) and report.failed:
        report.sections.append(("Screens", _photographed(people)))
    troubles = [trouble for person in people for trouble in person.troubles]
    for person in people:
        person.context.close()
    assert not troubles, "\n".join(troubles)


def _photographed(people: list[Someone]) -> str:
    folder = Path(tempfile.mkdtemp(prefix="kundzon-screens-"))
    lines = []
    for number, person in enumerate(people, 1):
        picture = folder / f"{number}.png"
        person.page.screenshot(path=picture, full_page=True)
        lines.append(f"{person.page.url}: {picture}")
    return "\n".join(lines)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.stash[outcome] = report
    return report
