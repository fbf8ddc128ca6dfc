"""One id, one verb."""

import sys
from types import ModuleType

import pytest

from toolkit.act import linux
from toolkit.act import verbs as listing
from toolkit.act.aws import VERBS


def test_every_verb_is_found_by_its_id():
    found = listing.verbs()
    assert {verb.id: verb for verb in (*VERBS, *linux.VERBS)} == found
    assert all(name == verb.id for name, verb in found.items())


def test_two_verbs_of_one_id_stop_everything(monkeypatch):
    twin = ModuleType("twin")
    twin.VERBS = VERBS[:1]
    monkeypatch.setitem(sys.modules, "twin", twin)
    monkeypatch.setattr(listing, "FAMILIES", ("toolkit.act.aws", "twin"))
    with pytest.raises(ValueError, match=f"two verbs are called {VERBS[0].id}"):
        listing.verbs()
