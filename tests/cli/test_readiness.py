"""`breachready readiness` as a user asks: without a scan, after one, and with entries that make no sense."""

import json

import pytest

from tests.cli.command import breachready

CONFIG = """
[[server]]
name = "db1"
host = "127.0.0.1"
port = 1
[[store]]
name = "orders"
kind = "database"
server = "db1"
[[dataset]]
name = "customers"
class = "special"
stores = ["orders"]
records = 1000
[[contact]]
name = "Desk <b>"
role = "incident-lead"
phone = "+41 00"
[[prepared]]
element = "restore"
state = "exercised"
on = 2026-11-01
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG)
    return tmp_path


def test_before_and_after_a_scan(place):
    before = json.loads(breachready("readiness", "--json", cwd=place, check=0).stdout)
    assert before["score"] == 0
    assert {one["scenario"] for one in before["scenarios"]} >= {"ransomware", "exposed-database"}
    scan = json.loads(breachready("scan", "--json", cwd=place).stdout)
    assert scan["readiness"]["score"] == 0
    assert "not passing" in json.dumps(scan["readiness"])
    told = breachready("readiness", cwd=place, check=0).stdout
    assert "Readiness 0 of 100" in told
    for form in ("html", "markdown"):
        assert "Ready for the day after" in breachready("report", "--format", form, cwd=place, check=0).stdout


def test_people_stay_out_of_facts(place):
    breachready("collect", "--out", "facts.jsonl", cwd=place, check=0)
    assert "Desk" not in (place / "facts.jsonl").read_text()
    breachready("scan", cwd=place)
    assert not [
        path for path in (place / "breachready-state").rglob("*") if path.is_file() and b"Desk" in path.read_bytes()
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('element = "restore"', 'element = "restroe"', "prepared[0].element: expected one of"),
        ('state = "exercised"', 'state = "perfect"', "prepared[0].state: expected one of"),
        ("on = 2026-11-01", "", "prepared[0].on: is missing"),
        ("on = 2026-11-01", 'on = 2026-11-01\nstores = ["x"]', "prepared[0].stores[0]: no store is called"),
        ('element = "restore"', 'element = "playbook"', "prepared[0].scenario: expected the playbook's id"),
        ('phone = "+41 00"', "", "contact[0].phone: expected at least one"),
        ('role = "incident-lead"', 'role = "Lead"', "contact[0].role: expected a role"),
    ],
)
def test_entries_that_make_no_sense(place, old, new, said):
    config = place / "breachready.toml"
    config.write_text(config.read_text().replace(old, new))
    assert said in breachready("readiness", cwd=place, check=2).stderr


def test_coverage_before_and_after_a_scan(place):
    before = json.loads(breachready("readiness", "--coverage", "--json", cwd=place, check=0).stdout)
    assert {one["playbook"] for one in before} >= {"ransomware", "exposed-database", "personal-data-breach"}
    assert all(one["gap"] and one["special_categories"] and not one["open_findings"] for one in before)
    breachready("scan", cwd=place)
    after = json.loads(breachready("readiness", "--coverage", "--json", cwd=place, check=0).stdout)
    assert any(one["open_findings"] for one in after)
    assert "special categories" in breachready("readiness", "--coverage", cwd=place, check=0).stdout
