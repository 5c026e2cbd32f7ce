"""What a browser is called, for people who look through where they are logged in."""

from __future__ import annotations

from typing import Final

# The first that fits is meant: most browsers also name those they wish to be taken for.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
LONGEST: Final = 40


def browser_in(agent: str) -> str:
    """The browser and system a User-Agent header names: "Firefox, Windows".

    A program's own name is shown as it is, shortened; nothing for an empty header.
    """
    names = [
        next((name for sign, name in known if sign in agent), "") for known in (BROWSERS, SYSTEMS)
    ]
    if not names[0]:
        return agent.split("/", maxsplit=1)[0][:LONGEST]
    return ", ".join(name for name in names if name)
