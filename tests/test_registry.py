"""Checks are found through two doors; a broken plug-in is named and the others go on."""

from importlib.metadata import EntryPoint

import pytest

from toolkit import registry
from toolkit.core.errors import UserError
from toolkit.registry import load

GOOD = """
from toolkit.core import Severity, Verdict, check, passed, failed
from toolkit.facts.server import SshdSettings

@check(id="{id}", title="t", severity=Severity.LOW, fix="f",
       good=SshdSettings(values={{"a": "b"}}), bad=SshdSettings(values={{}}))
def rule(sshd: SshdSettings) -> Verdict:
    "Because."
    return passed() if sshd.values else failed("no")
"""


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "checks.d"
    path.mkdir(mode=0o755)
    return path


def put(folder, name, text):
    path = folder / name
    path.write_text(text)
    path.chmod(0o644)
    return path


def test_built_in_checks_come_through_the_entry_point():
    catalogue = load()
    assert len(catalogue.checks) > 50
    assert {found.source for found in catalogue.found} >= {"builtin"}
    assert not catalogue.broken


def test_a_folder_is_a_door(folder):
    put(folder, "ours.py", GOOD.format(id="acme/ssh-odd"))
    assert "acme/ssh-odd" in {check.id for check in load([folder]).checks}


@pytest.mark.parametrize("id", ["ssh-odd", "Acme/x", "acme/", "acme/x y"])
def test_a_foreign_id_needs_a_prefix(folder, id):
    put(folder, "ours.py", GOOD.format(id=id))
    with pytest.raises(UserError, match="acme/telnet-open"):
        load([folder])


def test_a_duplicate_id_stops_the_run_and_names_both(folder):
    one = put(folder, "one.py", GOOD.format(id="acme/x"))
    two = put(folder, "two.py", GOOD.format(id="acme/x"))
    with pytest.raises(UserError) as error:
        load([folder])
    assert str(one) in str(error.value)
    assert str(two) in str(error.value)


@pytest.mark.parametrize("writable", ["folder", "file"])
def test_code_that_others_can_write_is_refused(folder, writable):
    path = put(folder, "ours.py", GOOD.format(id="acme/x"))
    (folder if writable == "folder" else path).chmod(0o777 if writable == "folder" else 0o666)
    with pytest.raises(UserError, match="others can write"):
        load([folder])


@pytest.mark.parametrize("text", ["1/0", "import no_such_module", "def (", "raise SystemError('x')"])
def test_a_broken_file_is_named_and_the_others_load(folder, text):
    bad = put(folder, "bad.py", text)
    put(folder, "good.py", GOOD.format(id="acme/x"))
    catalogue = load([folder])
    assert [one.source for one in catalogue.broken] == [str(bad)]
    assert "acme/x" in {check.id for check in catalogue.checks}


def test_a_broken_entry_point_is_named_and_ours_load(monkeypatch):
    ours = registry.entry_points(group=registry.GROUP)
    bad = EntryPoint("acme", "no_such_module_at_all", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [*ours, bad])
    catalogue = load()
    assert [one.source for one in catalogue.broken] == ["acme"]
    assert catalogue.checks


def test_no_built_in_check_is_an_error_not_an_empty_run(monkeypatch):
    monkeypatch.setattr(registry, "entry_points", lambda group: [])
    with pytest.raises(UserError, match="install"):
        load()


def test_skipped_checks_stay_in_the_catalogue():
    catalogue = load(skip=["ssh-*"])
    assert {c.id for c in catalogue.checks} - {c.id for c in catalogue.selected} == catalogue.skipped
    assert catalogue.skipped
    with pytest.raises(UserError, match="no check matches"):
        load(skip=["shs-*"])


def test_the_digest_follows_the_catalogue(folder):
    before = load().digest
    put(folder, "ours.py", GOOD.format(id="acme/x"))
    assert load([folder]).digest != before
    assert load().digest == before
