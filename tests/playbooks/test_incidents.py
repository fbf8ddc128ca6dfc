"""The playbooks that come with the product: all of them, proved, as they were released."""

import tomllib
from importlib.resources import files

import pytest

from toolkit.config.settings import Settings
from toolkit.core.playbook import Action, Sub
from toolkit.library.playbooks import shipped
from toolkit.registry import load
from toolkit.usecase.playbook.linting import around, linted

BOOKS = {one.playbook.id: one for one in shipped()}
CATALOGUE = load()
CHECKS = {one.check.id: one.check for one in (*CATALOGUE.found, *CATALOGUE.dormant)}
SCENARIOS = {
    "exposed-bucket",
    "leaked-cloud-keys",
    "compromised-server",
    "ransomware",
    "lost-database-copy",
    "exposed-database",
    "insider",
    "compromised-processor",
    "phishing-and-mailbox-takeover",
    "web-application-data-theft",
    "credential-stuffing",
    "lost-device",
    "denial-of-service",
    "supply-chain",
    "misdirected-mail",
    "administrator-takeover",
    "logging-tampered",
    "personal-data-breach",
    "secrets-in-code",
    "outside-report",
}


def test_every_scenario_has_its_playbook():
    assert set(BOOKS) == SCENARIOS


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_nothing_is_wrong_with_it(name, tmp_path):
    book = BOOKS[name]
    world = around(Settings(state=tmp_path), set(CHECKS), book.playbook.reviewed_on)
    assert [str(fault) for fault in linted([book], world)[book.where]] == []


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_it_is_as_it_was_released(name):
    released = tomllib.loads((files("playbooks") / "releases" / "incidents.toml").read_text(encoding="utf-8"))
    book = BOOKS[name]
    assert released[name][book.playbook.version] == book.digest, f'"{book.playbook.version}" = "{book.digest}"'


def test_every_check_names_a_playbook_for_its_failure():
    missing = {name: check.playbook for name, check in CHECKS.items() if check.playbook not in BOOKS}
    assert missing == {}


def test_every_verb_is_used_and_most_playbooks_act():
    from toolkit.act.verbs import verbs

    used = {step.verb for book in BOOKS.values() for step in book.playbook.step if isinstance(step, Action)}
    assert set(verbs()) <= used, "a verb that no playbook presses is never rehearsed"


def test_personal_data_goes_one_way():
    """All but the workstream itself hand over to it."""
    lacking = [
        name
        for name, book in BOOKS.items()
        if name != "personal-data-breach"
        and not any(isinstance(step, Sub) and step.playbook == "personal-data-breach" for step in book.playbook.step)
    ]
    assert lacking == []
