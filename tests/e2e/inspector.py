"""Looks at a page as axe-core does: in the light, in the dark, and on the narrowest phone."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

NARROWEST = 320  # CSS pixels: WCAG 2.2, 1.4.10 Reflow
ENOUGH = 4  # pages of one kind that differ in their titles: the states of a payment, say
EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {**EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block"]}
WENT_ON = ("context was destroyed", "axe is not defined")


def kind_of(address: str) -> str:
    """The path of an address without numbers and ids: /invoices/20260000001 is /invoices/*."""
    return re.sub(r"[\w-]*[\d_][\w-]*", "*", urlsplit(address).path)


class Inspector:
    """Keeps every violation it has seen; a page of the same kind is looked at once."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.seen: dict[str, set[str]] = {}

    def __call__(self, page: Page) -> None:
        """Look at what the page shows now, unless it has been looked at already."""
        titles, title = self.seen.setdefault(kind_of(page.url), set()), page.title()
        if title in titles or len(titles) == ENOUGH:
            return
        try:
            self._looks_at(page)
        except Error as gone:  # a page that waits for something goes on by itself
            if not any(said in str(gone) for said in WENT_ON):
                raise
        else:
            titles.add(title)

    def _looks_at(self, page: Page) -> None:
        page.emulate_media(color_scheme="light")
        page.evaluate(AXE_SCRIPT)
        self._reports(page, "light", EVERYTHING)
        page.emulate_media(color_scheme="dark")
        self._reports(page, "dark", COLOURS)
        self._measures(page)

    def _reports(self, page: Page, light: str, options: dict) -> None:
        answer = page.evaluate("options => axe.run(options)", options)
        for violation in answer["violations"]:
            for node in violation["nodes"][:3]:
                said = " ".join(node["failureSummary"].split())
                where = f"{urlsplit(page.url).path} ({page.title()}), {light}"
                self.found.append(f"{where}: {violation['id']}: {node['html'][:160]}: {said}")

    def _measures(self, page: Page) -> None:
        desk = page.viewport_size or {"width": 1280, "height": 900}
        try:
            page.set_viewport_size({"width": NARROWEST, "height": 640})
            width = page.evaluate("document.documentElement.scrollWidth")
        finally:
            page.set_viewport_size(desk)
        if width > NARROWEST:
            self.found.append(f"{page.url}: {width} pixels wide on a screen of {NARROWEST}")
