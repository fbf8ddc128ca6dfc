"""Opening: the pinned version, what finding and inventory fill in, several incidents at once."""

import hashlib
import json
from dataclasses import replace

import pytest

from tests.usecase.incident.books import FIRE, LETTERS, T0, Watch, by, home, opened
from toolkit.core.errors import UserError
from toolkit.core.finding import Finding
from toolkit.core.playbook import Level, Milestone
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.usecase.incident.listing import every, meant
from toolkit.usecase.incident.opening import Opening, matching, open_incident
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.telling import close, reached

FINDING = Finding(
    check="bucket-public",
    title="Open to all",
    outcome=Outcome.FAIL,
    severity=Severity.HIGH,
    family=Family.CLOUD,
    target="prod",
    resource="bucket:example-exports",
    evidence="statement 3\x1b[31m",
    observed_at=T0,
    fix="close it",
    playbook="fire",
)


def test_finding_and_inventory_fill_the_variables_and_what_is_affected(tmp_path):
    view = open_incident(home(tmp_path), Opening(finding=FINDING, run=7), by(), Watch())
    incident = view.incident
    assert {name: (one.text, one.by) for name, one in incident.values[""].items()} == {
        "bucket": ("example-exports", "finding"),
        "store": ("exports", "inventory"),
        "records": ("1200", "inventory"),
        "countries": ("DE, TH", "inventory"),
    }
    assert incident.affected == {
        "stores": ["exports"],
        "datasets": ["customers"],
        "data_classes": ["personal"],
        "records": 1200,
        "people": {"DE": 300, "TH": 900},
        "people_at_most": {"DE": 300, "TH": 900},
        "uncounted": [],
        "unknown": [],
        "vendors": ["mailer"],
    }
    assert incident.finding["run"] == 7
    assert incident.finding["evidence"] == FINDING.evidence
    assert incident.opened_at == T0


def test_a_number_that_is_not_known_is_not_the_sum_of_those_that_are(tmp_path):
    settings = home(tmp_path)
    unknown = replace(settings.inventory.datasets[0], name="logs", records=None, people={})
    inventory = replace(settings.inventory, datasets=(*settings.inventory.datasets, unknown))
    view = open_incident(replace(settings, inventory=inventory), Opening(finding=FINDING), by(), Watch())
    assert "records" not in view.incident.values[""]
    assert view.incident.affected["unknown"] == ["logs"]


def test_the_version_is_pinned_by_its_digest_and_a_later_one_changes_nothing(tmp_path):
    settings, folder = opened(tmp_path)
    (kept,) = [path for path in (folder / "playbooks").iterdir() if b'"id":"fire"' in path.read_bytes()]
    digest = hashlib.sha256(kept.read_bytes()).hexdigest()
    assert kept.name == f"{digest}.json"
    assert look(folder).incident.frames[""].digest == f"sha256:{digest}"
    home(tmp_path, FIRE.replace("Photograph it", "Draw it"), LETTERS)
    assert look(folder).incident.step("photograph").title == "Photograph it"
    assert settings.source.parent.joinpath("playbooks/fire.toml").read_text().count("Draw it") == 1


def test_a_pinned_playbook_that_was_changed_is_found(tmp_path):
    _, folder = opened(tmp_path)
    path = next((folder / "playbooks").glob("*.json"))
    path.write_bytes(path.read_bytes().replace(b"Draft", b"Forge").replace(b"Photograph", b"Burn"))
    with pytest.raises(UserError, match="is not the playbook that was pinned"):
        look(folder)


def test_a_pinned_playbook_that_is_gone_is_said(tmp_path):
    _, folder = opened(tmp_path)
    for path in (folder / "playbooks").glob("*.json"):
        path.unlink()
    with pytest.raises(UserError, match="line 1"):
        look(folder)


def test_playbooks_that_steps_run_are_pinned_too_and_a_missing_one_is_noted(tmp_path):
    _, folder = opened(tmp_path)
    assert set(look(folder).incident.pinned) == {"letters"}
    alone = tmp_path / "alone"
    alone.mkdir()
    _, folder = opened(alone, books=(FIRE,))
    view = look(folder)
    assert view.incident.pinned == {}
    assert "no playbook letters" in view.events[-1].note


def test_several_at_once_have_names_of_their_own_and_one_must_be_named(tmp_path):
    settings, first = opened(tmp_path)
    assert meant(settings.state, "") == first
    second = open_incident(settings, Opening(playbook="fire"), by(), Watch()).folder
    assert (first.name, second.name) == ("2026-11-25-fire", "2026-11-25-fire-2")
    with pytest.raises(UserError, match="say which one: 2026-11-25-fire"):
        meant(settings.state, "")
    assert meant(settings.state, second.name) == second
    reached(first, Milestone.PERSONAL_DATA_EXCLUDED, by(note="none"))
    close(first, by(), despite="a test")
    assert meant(settings.state, "") == second


@pytest.mark.parametrize(
    "id", ["../incidents/2026-11-25-fire", "", ".", "x" * 200, "nothing", "a/b", "2026-11-25-FIRE"]
)
def test_an_id_leads_nowhere_else(tmp_path, id):
    settings, _ = opened(tmp_path)
    if id:
        with pytest.raises(UserError, match="there is no incident"):
            meant(settings.state, id)


def test_one_that_cannot_be_read_does_not_hide_the_others(tmp_path):
    settings, first = opened(tmp_path)
    second = open_incident(settings, Opening(playbook="fire"), by(), Watch()).folder
    (first / "journal.jsonl").write_text("x\n")
    views, broken = every(settings.state, exercise=False)
    assert [one.folder for one in views] == [second]
    assert "line 1: is no JSON" in broken[0]


def test_a_level_that_is_known_is_set_at_once(tmp_path):
    _, folder = opened(tmp_path, level=Level.P1)
    assert look(folder).incident.level is Level.P1


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        (Opening(playbook="water"), "no playbook 'water'"),
        (Opening(), "expected the id of a playbook"),
        (Opening(playbook="fire", store="cellar"), "no store 'cellar'"),
        (Opening(playbook="fire", values={"loss": "many", "x": "1"}), "loss: expected a whole number.*\n.*x: is no"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_opened(tmp_path, opening, words):
    settings = home(tmp_path)
    with pytest.raises(UserError, match=words):
        open_incident(settings, opening, by(), Watch())
    assert every(settings.state, exercise=False) == ([], [])


def test_one_finding_is_meant():
    other = replace(FINDING, resource="bucket:other")
    passed = replace(FINDING, resource="bucket:good", outcome=Outcome.PASS)
    every_one = [FINDING, other, passed]
    assert matching(every_one, "bucket-public@prod:bucket:other") is other
    with pytest.raises(UserError, match="may be any of 2"):
        matching(every_one, "bucket-public@prod")
    with pytest.raises(UserError, match="no failing or unseen finding"):
        matching(every_one, "bucket-public@prod:bucket:good")
    assert matching([FINDING, passed], "bucket-public") is FINDING


def test_the_journal_is_plain_lines_that_anybody_can_read(tmp_path):
    _, folder = opened(tmp_path)
    first = json.loads((folder / "journal.jsonl").read_text().splitlines()[0])
    assert first["kind"] == "opened"
    assert first["data"]["playbook"] == "fire"
    assert first["by"] == "ana"
