"""The configuration: every fault of every file at once, each with file, key and what was expected."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.config.read import read, this_machine
from toolkit.core.errors import UserError
from toolkit.core.inventory import DataClass, StoreKind
from toolkit.core.verdict import Severity

EXAMPLE = Path(__file__).parents[2] / "toolkit" / "config" / "example.toml"

WHOLE = """
[scan]
fail_on = "critical"
[[zone]]
name = "data"
reachable_from = ["internet"]
[[server]]
name = "db1"
zone = "data"
approved_listeners = ["22/tcp"]
[[store]]
name = "customers-db"
kind = "database"
server = "db1"
[[dataset]]
name = "customers"
class = "personal"
stores = ["customers-db"]
people = { TH = 3 }
"""


def faults(tmp_path, text, **more):
    for name, content in {"breachready.toml": text, **more}.items():
        path = tmp_path / name.replace("__", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    with pytest.raises(UserError) as error:
        read(tmp_path / "breachready.toml")
    return {(Path(p.where).name, p.key): p.expected for p in error.value.problems}


def test_a_whole_file(tmp_path):
    (tmp_path / "breachready.toml").write_text(WHOLE)
    settings = read(tmp_path / "breachready.toml")
    assert settings.scan.fail_on is Severity.CRITICAL
    assert settings.inventory.datasets[0].data_class is DataClass.PERSONAL
    assert settings.inventory.stores[0].kind is StoreKind.DATABASE
    assert settings.inventory.servers[0].approved_listeners == ("22/tcp",)
    assert not settings.inventory.assumed


def test_the_example_that_init_writes_is_valid():
    settings = read(EXAMPLE)
    assert len(list(settings.inventory.targets())) == 4


def test_every_commented_line_of_the_example_is_valid_too(tmp_path):
    """Alternatives that are commented out must not rot."""
    text = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", EXAMPLE.read_text())
    assert text.count("\n#") < EXAMPLE.read_text().count("\n#") - 15
    (tmp_path / "breachready.toml").write_text(text)
    settings = read(tmp_path / "breachready.toml")
    assert settings.alert.mail is not None
    assert settings.alert.webhook is not None
    assert [account.name for account in settings.inventory.accounts] == ["aws-main", "ceph"]


def test_inventory_files_are_joined(tmp_path):
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "data.toml").write_text(WHOLE.partition("[[zone]]")[1] + WHOLE.partition("[[zone]]")[2])
    (tmp_path / "breachready.toml").write_text('[organisation]\nname = "X"\n')
    assert [s.name for s in read(tmp_path / "breachready.toml").inventory.servers] == ["db1"]


def test_all_faults_at_once_with_their_keys(tmp_path):
    found = faults(
        tmp_path,
        '[scan]\nparalel = 3\nfail_on = "hihg"\n[[server]]\nname = "a"\nport = "22"\nzone = "nowhere"\n',
        **{"inventory__two.toml": '[[dataset]]\nname = "d"\nclass = "personel"\nstores = []\n[scan]\n[[oops]]\n'},
    )
    assert "did you mean parallel" in found["breachready.toml", "scan.paralel"]
    assert "did you mean high" in found["breachready.toml", "scan.fail_on"]
    assert "whole number" in found["breachready.toml", "server[0].port"]
    assert "did you mean personal" in found["two.toml", "dataset[0].class"]
    assert "breachready.toml" in found["two.toml", "scan"]
    assert "no such table" in found["two.toml", "oops"]


def test_references_must_be_declared(tmp_path):
    found = faults(
        tmp_path,
        """
        [[server]]
        name = "a"
        zone = "nowhere"
        [[store]]
        name = "s"
        kind = "bucket"
        account = "aws"
        [[dataset]]
        name = "d"
        class = "personal"
        stores = ["s", "t"]
        records = -1
        people = { thailand = 1 }
        [[network]]
        name = "a"
        ranges = ["10.0.0.0/8", "-oX /etc/passwd", "300.1.1.1"]
        ports = "all"
        vantage = "moon"
        """,
    )
    keys = {key for _, key in found}
    assert keys == {
        "server[0].zone", "store[0].account", "store[0].bucket", "dataset[0].stores[1]", "dataset[0].records",
        "dataset[0].people.thailand", "network[0].name", "network[0].ranges[0]", "network[0].ranges[1]",
        "network[0].ranges[2]", "network[0].ports", "network[0].vantage",
    }  # fmt: skip


def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path):
    found = faults(tmp_path, '[[server]]\nname = "a"\npassword = "hunter2"\n')
    words = found["breachready.toml", "server[0].password"]
    assert "env:NAME" in words
    assert "hunter2" not in words


@pytest.mark.parametrize(
    ("content", "word"), [(b"[[server]\n", "TOML"), (b"\xff\xfe", "UTF-8"), (b'a = "' + b"x" * 100, "TOML")]
)
def test_a_file_that_is_no_toml(tmp_path, content, word):
    (tmp_path / "breachready.toml").write_bytes(content)
    with pytest.raises(UserError, match=word):
        read(tmp_path / "breachready.toml")


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match="breachready init"):
        read(tmp_path / "no.toml")


def test_without_any_inventory_this_machine_stands_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read(None)
    assert settings.inventory == this_machine()
    assert settings.inventory.servers[0].local
    assert settings.inventory.datasets[0].records is None
    assert "No inventory" in settings.inventory.assumed


def test_people_to_call_are_kept_where_no_target_is_declared(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    contact = '[[contact]]\nname = "Ana"\nrole = "incident-lead"\nphone = "1"\n'
    prepared = '[[prepared]]\nelement = "restore"\nstate = "exercised"\non = 2026-11-01\n'
    (tmp_path / "breachready.toml").write_text(contact + prepared)
    found = read(None).inventory
    assert [one.name for one in found.contacts] == ["Ana"]
    assert [one.element for one in found.prepared] == ["restore"]
    assert found.servers[0].local


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9), st.lists(st.integers(), max_size=3))


@given(
    key=st.sampled_from(["server", "dataset", "network", "scan", "store"]), value=scalars, inner=st.text(max_size=9)
)
def test_no_value_of_the_wrong_kind_ends_in_a_traceback(tmp_path_factory, key, value, inner):
    from toolkit.config.read import ENTRIES, SECTIONS
    from toolkit.config.strict import structure

    kind = {**ENTRIES, **SECTIONS}[key]
    for name in [*kind.__dataclass_fields__, inner]:
        _, problems = structure({"name": "x", name: value}, kind, "f")
        assert all(p.where == "f" for p in problems)
