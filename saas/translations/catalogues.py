"""One gettext catalogue per floor and language, found, made from the code, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("sv",)
"""Beside English, which is what the code is written in."""

FLOORS = ("tenants", "licensing", "billing", "helpcenter")
GROUND = "ground"

SAAS = Path(__file__).parent.parent
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
_TEMPLATES = {".html", ".txt"}
_JINJA = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}
_PLACE = re.compile(r"%\(\w+\)")
_NOBODY_READS = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)


@dataclass(frozen=True, slots=True)
class Floor:
    """One floor's sentences in one language; `ground` is all that is on no other floor."""

    name: str
    language: str = "sv"

    @property
    def po(self) -> Path:
        """The file translators edit."""
        above = SAAS if self.name == GROUND else SAAS / self.name
        return above / "translations" / self.language / "LC_MESSAGES" / "messages.po"

    @property
    def mo(self) -> Path:
        """The file programs read, made from the other and never committed."""
        return self.po.with_suffix(".mo")

    def translated(self) -> Catalog:
        """What there is; an empty catalogue when nothing has been translated yet."""
        if not self.po.exists():
            return Catalog(locale=self.language)
        with self.po.open("rb") as file:
            return read_po(file, locale=self.language)

    def said(self) -> Catalog:
        """Every sentence the floor's code and templates mark for translation."""
        catalog = Catalog()
        for path in self._sources():
            method = "jinja2.ext:babel_extract" if path.suffix in _TEMPLATES else "python"
            found = extract_from_file(
                method,
                str(path),
                keywords=_KEYWORDS,
                comment_tags=("TRANSLATORS:",),
                options=_JINJA,
            )
            for _line, message, comments, context in found:
                catalog.add(message, auto_comments=comments, context=context)
        return catalog

    def update(self) -> None:
        """Bring the file in line with the code: new sentences empty, old translations kept."""
        catalog = self.translated()
        catalog.update(self.said(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.fuzzy = False
        catalog.header_comment = f"# {self.name.capitalize()}: {self.language}"
        written = BytesIO()
        write_po(written, catalog, width=100, no_location=True, sort_output=True)
        lines = written.getvalue().decode().splitlines(keepends=True)
        kept = "".join(line for line in lines if not line.startswith(_dropped()))
        self.po.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.po.with_suffix(".unfinished")
        unfinished.write_text(kept)
        unfinished.replace(self.po)

    def compile(self) -> bool:
        """Make the file programs read, if it is missing or older; whether it was made."""
        if not self.po.exists():
            return False
        if self.mo.exists() and self.mo.stat().st_mtime_ns >= self.po.stat().st_mtime_ns:
            return False
        unfinished = self.mo.with_suffix(f".{id(self)}")
        with unfinished.open("wb") as file:
            write_mo(file, self.translated())
        unfinished.replace(self.mo)
        return True

    def findings(self) -> Iterator[str]:
        """Each sentence that is missing, doubtful, malformed or no longer used."""
        said = self.said()
        catalog = self.translated()
        for message in said:
            if message.id and catalog.get(message.id, message.context) is None:
                yield self._finding("not in the catalogue", message)
        for message in catalog:
            if not message.id:
                continue
            if said.get(message.id, message.context) is None:
                yield self._finding("no longer used", message)
            elif not _is_translated(message):
                yield self._finding("not translated", message)
            if message.fuzzy:
                yield self._finding("fuzzy", message)
            if _is_translated(message) and not _fills_every_place(message):
                yield self._finding("a %(place)s was lost", message)
            for error in message.check(catalog):
                yield self._finding(str(error), message)

    def _finding(self, what: str, message: Message) -> str:
        sentence = message.id if isinstance(message.id, str) else message.id[0]
        return f"{self.name} ({self.language}): {what}: {sentence!r}"

    def _sources(self) -> Iterator[Path]:
        for path in sorted(self._folder().rglob("*")):
            elsewhere = self.name == GROUND and path.relative_to(SAAS).parts[0] in FLOORS
            if path.suffix in {".py", *_TEMPLATES} and not elsewhere:
                yield path

    def _folder(self) -> Path:
        return SAAS if self.name == GROUND else SAAS / self.name


def every_floor() -> list[Floor]:
    """All catalogues, from the ground up."""
    return [Floor(name, language) for name in (GROUND, *FLOORS) for language in LANGUAGES]


def contradictions() -> Iterator[str]:
    """Sentences two floors translate differently: at run time one of them would win."""
    heard: dict[tuple[str, object, str | None], tuple[str, object]] = {}
    for floor in every_floor():
        for message in floor.translated():
            if not message.id:
                continue
            key = (floor.language, _forms(message.id), message.context)
            first, before = heard.setdefault(key, (floor.name, _forms(message.string)))
            if before != _forms(message.string):
                yield f"{first} and {floor.name} ({floor.language}) differ about {message.id!r}"


def _is_translated(message: Message) -> bool:
    return all(_forms(message.string))


def _fills_every_place(message: Message) -> bool:
    """Whether the most general form names all that the sentence names, as '1 seat' need not."""
    return set(_PLACE.findall(_forms(message.id)[-1])) == set(
        _PLACE.findall(_forms(message.string)[-1])
    )


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _dropped() -> tuple[str, ...]:
    return tuple(f'"{header}:' for header in _NOBODY_READS)
