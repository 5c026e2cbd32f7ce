"""A document written with room for what is one's own says, and hashes, what it would alone."""

import json

from hypothesis import given
from hypothesis import strategies as st

from saas.billing.batches.rules import DIFFERS, Stencil, canonical
from saas.billing.snapshot.rules import Buyer, fingerprint
from saas.db import array

FIELDS = (
    "name",
    "customer_number",
    "org_number",
    "vat_number",
    "attention",
    "street",
    "postcode",
    "city",
    "country",
)
words = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20)
buyers = st.builds(Buyer, **dict.fromkeys(FIELDS, words))
plain = st.none() | st.booleans() | st.integers() | words
contents = st.dictionaries(
    words, plain | st.dictionaries(words, plain) | st.lists(plain), max_size=8
)


@given(contents, buyers, st.integers(1, 9_999_999))
def test_the_parts_are_the_whole_and_the_hash_is_the_whole_s(content, buyer, count):
    number, ocr = f"K2026{count:07}", f"{count}"
    named = {key: getattr(buyer, key) for key in FIELDS}
    whole = content | {"buyer": named, "number": number, "ocr": ocr}
    stencil = Stencil(content | dict.fromkeys(DIFFERS, ""))

    own, sha256 = stencil.fill(canonical(buyer), number, ocr)

    assert json.loads(stencil.shared) | json.loads(own) == whole
    assert sha256 == fingerprint(whole)


def test_a_stencil_is_filled_anew_each_time():
    stencil = Stencil({"buyer": {}, "number": "", "ocr": "", "net_minor": 100})
    buyer = Buyer(**dict.fromkeys(FIELDS, ""))

    first, second = (stencil.fill(canonical(buyer), number, "1") for number in ("1", "2"))

    assert first != second
    assert json.loads(second[0])["number"] == "2"


def test_many_values_travel_as_one_text():
    assert array([1, 22, 333]) == "{1,22,333}"
    assert array(["20260000001", "K20260000002"]) == "{20260000001,K20260000002}"
    assert array([]) == "{}"
