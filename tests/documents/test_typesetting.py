import io
import subprocess
import sys
import threading

import pytest
from pypdf import PdfReader

from saas.documents import render, typesetting
from saas.documents.typesetting import HOUSE

CONFIRMATION = HOUSE / "documents" / "confirmation.typ"


@pytest.fixture(autouse=True)
def no_memory(monkeypatch):
    """Everything here is set by typst itself; see tests/press.py."""
    monkeypatch.delattr(typesetting._desk, "compiler", raising=False)


def a_letter(**changed):
    return {
        "language": "sv",
        "dated": "2026-05-14",
        "title": "Bekräftelse på uppsägning",
        "number": "U-100012",
        "lead": "Din sista dag är 14 augusti 2026.",
        "facts": [{"term": "Mottagen", "value": "14 maj 2026"}],
        "next": ["Tjänsten fungerar som vanligt."],
    } | changed


def words_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


class TestRender:
    def test_gives_archivable_tagged_pdf(self):
        pdf = render(CONFIRMATION, a_letter())

        assert pdf.startswith(b"%PDF-1.7")
        assert b"<pdfaid:part>3</pdfaid:part>" in pdf
        assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
        assert b"/MarkInfo" in pdf
        assert b"/StructTreeRoot" in pdf

    def test_gives_the_same_bytes_every_time(self):
        first = render(CONFIRMATION, a_letter())
        render(CONFIRMATION, a_letter(number="another"))

        assert render(CONFIRMATION, a_letter()) == first

    def test_gives_the_same_bytes_in_another_process(self):
        script = (
            "import sys; from tests.documents.test_typesetting import *;"
            "sys.stdout.buffer.write(render(CONFIRMATION, a_letter()))"
        )
        other = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

        assert other.stdout == render(CONFIRMATION, a_letter())

    def test_many_threads_render_at_once(self):
        expected = render(CONFIRMATION, a_letter())
        rendered = []

        def work():
            rendered.extend(render(CONFIRMATION, a_letter()) for _ in range(3))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert rendered == [expected] * 12

    @pytest.mark.parametrize(
        "hostile",
        ['#read("/etc/passwd")', "*Bold* _it_ = Head", "$x^2$", '"); #panic("x', "<b>&amp;</b>"],
    )
    def test_text_stays_text(self, hostile):
        assert hostile in words_of(render(CONFIRMATION, a_letter(lead=hostile)))

    @pytest.mark.parametrize(
        ("written", "printed"),
        [
            ("漢字 AB", "?? AB"),
            ("Ågren 😀 & Söner", "Ågren ? & Söner"),
            ("safe\u202egpj.exe", "safegpj.exe"),
            ("A\u030a", "Å"),
            ("bell\x07", "bell"),
            ("مخبز", "????"),
        ],
    )
    def test_no_character_stops_a_document(self, written, printed):
        assert printed in words_of(render(CONFIRMATION, a_letter(lead=written)))

    def test_says_its_language(self):
        assert b"/Lang(sv)" in render(CONFIRMATION, a_letter())
        assert b"/Lang(en)" in render(CONFIRMATION, a_letter(language="en"))

    def test_refuses_to_wait_for_ever_after_a_fork(self):
        script = (
            "import os; from tests.documents.test_typesetting import *;"
            "from saas.documents.typesetting import PressInherited\n"
            "render(CONFIRMATION, a_letter())\n"
            "if os.fork() == 0:\n"
            "    try: render(CONFIRMATION, a_letter())\n"
            "    except PressInherited: os._exit(7)\n"
            "    os._exit(0)\n"
            "raise SystemExit(os.waitstatus_to_exitcode(os.wait()[1]))"
        )
        child = subprocess.run([sys.executable, "-c", script], timeout=30, check=False)

        assert child.returncode == 7
