"""The doctor finds what is out of order in an installation, and nothing where nothing is."""

import json

from saas.translations.catalogues import Floor, every_floor


def findings(saas):
    """What is wrong, by what was looked at."""
    called = saas("doctor", "--json")
    found = {look["looked_at"]: look["problem"] for look in json.loads(called.stdout)}
    wrong = {name: problem for name, problem in found.items() if problem}
    assert called.exit_code == (1 if wrong else 0)
    return wrong


def test_nothing_is_found_where_all_is_well(saas):
    assert findings(saas) == {}


def test_a_catalogue_nobody_compiled(saas, tmp_path, monkeypatch):
    monkeypatch.setattr(Floor, "mo", property(lambda floor: tmp_path / floor.name))
    for floor in every_floor()[1:]:
        floor.mo.touch()
    assert str(tmp_path / "ground") in findings(saas)["translations"]
