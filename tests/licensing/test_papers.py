"""No paper of this floor says an id of ours, which means nothing to those who get the paper."""

import importlib
import inspect
import io
import pkgutil
import re

import pytest
from pypdf import PdfReader

import saas.licensing
from saas.db import Base
from saas.db.owned import Known
from tests.helpcenter.making import staff_member
from tests.licensing.making import agreed
from tests.licensing.quoting import sent_quote

PREFIXES = sorted(
    mapper.class_.prefix for mapper in Base.registry.mappers if issubclass(mapper.class_, Known)
)
INNER = re.compile(rf"\b(?:{'|'.join(PREFIXES)})_[\w-]{{6,}}")


def makers():
    """Everything on this floor that makes a paper, by its name."""
    found = {}
    for module in pkgutil.walk_packages(saas.licensing.__path__, "saas.licensing."):
        if not module.ispkg:
            loaded = importlib.import_module(module.name)
            found |= {
                name: function
                for name, function in inspect.getmembers(loaded, inspect.isfunction)
                if name.endswith("_pdf") and function.__module__ == module.name
            }
    return found


@pytest.fixture
def papers(alice, api_as, as_user, tell_all):
    """Each paper as the company gets it at its address, by the name of what makes it."""
    quote = sent_quote(alice)
    agreed(alice, extra_seats=1)
    program = api_as(alice)
    number = program.post("/api/v1/plan/notice", {}).json["number"]
    told = {"reason": "bankruptcy", "last_day": "2026-03-31", "reference": "K 1234-26"}
    ceased = program.post("/api/v1/company/ceased", told).json["id"]
    decided = api_as(staff_member("Stina")).post(f"/api/v1/staff/ceased/{ceased}/approval", {})
    assert decided.status_code == 201
    tell_all()
    [agreement] = program.get("/api/v1/contracts").json["data"]
    browser = as_user(alice)
    return {
        "agreement_pdf": browser.get(f"/contracts/{agreement['id']}.pdf"),
        "quote_pdf": browser.get(f"/quotes/{quote.number}.pdf"),
        "confirmation_pdf": browser.get(f"/plan/notice/{number}.pdf"),
        "ceased_pdf": browser.get("/company/ceased/confirmation.pdf"),
    }


def said_in(answer):
    """Everything a paper says: its words, its title and what it is called as a file."""
    paper = PdfReader(io.BytesIO(answer.data))
    words = " ".join(page.extract_text() for page in paper.pages)
    return " ".join([words, paper.metadata.title, answer.headers["Content-Disposition"]])


def test_every_paper_is_looked_at(papers):
    assert papers.keys() == makers().keys()
    assert {name: answer.status_code for name, answer in papers.items()} == dict.fromkeys(
        papers, 200
    )


def test_no_paper_says_an_id_of_ours(papers):
    found = {name: INNER.findall(said_in(answer)) for name, answer in papers.items()}
    assert found == {name: [] for name in papers}


def test_nor_does_the_page_of_an_agreement(as_user, alice):
    known = agreed(alice).public_id
    page = re.sub(r"<[^>]*>", " ", as_user(alice).get(f"/contracts/{known}").text)
    assert "The agreement" in page
    assert INNER.findall(page) == []


def test_one_that_did_would_be_found(alice):
    known = agreed(alice).public_id
    assert INNER.findall(f"Avtal {known}, sidan 1") == [known]
