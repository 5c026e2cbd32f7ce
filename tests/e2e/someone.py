"""Somebody in front of a browser: where they go, what they type, press and read."""

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.house import House

PATIENCE = 30  # seconds for what a worker does later, on a busy machine
LEAP = 240  # seconds in which a busy machine lives through three months


class Someone:
    """One person with a browser of their own.

    `inspector` looks at every page they come to. `visited` keeps the addresses of ours, and
    `troubles` what the browser complained of: a blocked script, an error, a page that broke.
    """

    def __init__(
        self, context: BrowserContext, house: House, inspector: Callable[[Page], None] | None
    ) -> None:
        self.context, self.house = context, house
        self.page = context.new_page()
        self.visited: list[str] = []
        self.troubles: list[str] = []
        self.clicks = 0
        self._inspector = inspector
        self.page.on("console", self._hears)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("response", self._receives)

    def goes_to(self, path: str) -> None:
        """Type an address of ours."""
        self.page.goto(self.house.address + path)
        self._looks()

    def types(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def ticks(self, label: str, *, on: bool = True) -> None:
        self.page.get_by_label(label).set_checked(on)

    def chooses(self, label: str) -> None:
        """Choose one of several by pressing its name, as people do."""
        self.page.locator("label", has_text=label).click()
        expect(self.page.get_by_role("radio", name=label)).to_be_checked()

    def presses(self, name: str) -> None:
        """Press a button, and wait for the page it leads to."""
        self._clicks(self.page.get_by_role("button", name=name))

    def follows(self, name: str) -> None:
        """Follow a link, and wait for the page it leads to."""
        self._clicks(self.page.get_by_role("link", name=name))

    def sees(self, *sentences: str) -> None:
        """Read the page until it says all of this."""
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def does_not_see(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("main")).not_to_contain_text(sentence)

    def waits_at(self, path: str, sentence: str) -> None:
        """Look at a page again and again, until what happens behind it has happened."""
        self._until(path, lambda: sentence in self.text())
        self._looks()

    def looks_again(self) -> None:
        """Fetch the page anew: it is another now."""
        self.page.reload()
        self._looks()

    def text(self) -> str:
        """What the page says, with plain spaces only."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def opens_letter(self, to: str, about: str | re.Pattern[str]) -> None:
        """Open the newest letter to an address, once it has been written."""
        row = self.page.locator("tr", has_text=to)
        link = row.get_by_role("link", name=about).first
        self._until("/mail", lambda: link.count() > 0)
        self._clicks(link)

    def fetches(self, link: str) -> bytes:
        """The file behind a link of this page."""
        address = self.page.get_by_role("link", name=link).first.get_attribute("href") or ""
        return self.file_at(address)

    def file_at(self, path: str) -> bytes:
        """The file at a path of ours, as this person may have it."""
        self._remembers(path)
        answer = self.context.request.get(self.house.address + path)
        assert answer.ok, f"{path}: {answer.status}"
        return answer.body()

    def _clicks(self, what: Locator) -> None:
        shown = what.and_(self.page.locator(":visible")).first
        self.clicks += 1
        with self.page.expect_navigation():
            shown.click(timeout=LEAP * 1000)  # it waits for the page that comes, too
        self._looks()

    def _until(self, path: str, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        self.page.goto(self.house.address + path)
        while not holds():
            assert time.monotonic() < deadline, f"{path} still says: {self.text()}"
            self.page.wait_for_timeout(300)
            self.page.reload()

    def _looks(self) -> None:
        parts = urlsplit(self.page.url)
        if self.page.url.startswith(self.house.address):
            self._remembers(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if self._inspector:
            self._inspector(self.page)

    def _remembers(self, path: str) -> None:
        if path not in self.visited:
            self.visited.append(path)

    def _hears(self, message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(f"{self.page.url}: {message.text}")

    def _receives(self, response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.url}: {response.status}")
