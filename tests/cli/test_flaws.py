"""Published flaws as a user asks for them: on this very machine, with files that speak of its own packages."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.command import breachready
from tests.collect.flaws.files import LOCAL, REMOTE, advisory, until, written

IDS = ("flaws-from-network", "flaws-from-within")
RELEASE = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
ECOSYSTEM = {"debian": "Debian:{}", "ubuntu": "Ubuntu:{}:LTS"}.get(RELEASE["ID"].strip('"'), "")

pytestmark = pytest.mark.skipif(not ECOSYSTEM or not shutil.which("dpkg-query"), reason="needs Debian or Ubuntu")


@pytest.fixture
def here(tmp_path):
    (tmp_path / "breachready.toml").write_text('[[server]]\nname = "here"\nlocal = true\n')
    return tmp_path


def feeds(folder, bash_is_fixed_in="1:999-1", kev=True):
    place = ECOSYSTEM.format(RELEASE["VERSION_ID"].strip('"'))
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    said = (
        advisory("CVE-2026-11111", "bash", *until(bash_is_fixed_in), ecosystem=place, vector=LOCAL, modified=now),
        advisory("CVE-2026-22222", "bash", *until("0.0.1"), ecosystem=place, vector=REMOTE, modified=now),
    )
    listed = [{"cveID": "CVE-2026-11111"}] if kev else []
    written(folder, *said, kev={"catalogVersion": "1", "vulnerabilities": listed})
    config = folder / "breachready.toml"
    if "[flaws]" not in config.read_text():
        config.write_text(
            config.read_text()
            + '[flaws]\nadvisories = ["advis*.zip"]\nknown_exploited = "kev.json"\nepss = "epss.csv.gz"\n'
        )


def scanned(folder):
    """Exit codes are findings' business."""
    done = breachready("scan", "--json", cwd=folder)
    said = json.loads(done.stdout)
    return {one["check"]: one for one in said["findings"] if one["check"] in IDS}, said


def test_from_silence_to_a_flaw_in_use_to_mended_and_never_back_to_silence(here):
    found, said = scanned(here)
    assert found == {}
    before = said["posture"]["score"]

    feeds(here)
    found, said = scanned(here)
    local = found["flaws-from-within"]
    assert (local["outcome"], found["flaws-from-network"]["outcome"]) == ("FAIL", "PASS")
    assert "CVE-2026-11111 bash" in local["evidence"]
    assert "1 known to be exploited" in local["evidence"]
    assert said["posture"]["score"] <= before

    feeds(here, kev=False)
    changed = json.loads(breachready("trend", "--json", cwd=here, check=0).stdout)
    assert changed["attribution"] or changed["why_none"]

    config = here / "breachready.toml"
    config.write_text(config.read_text().partition("[flaws]")[0])
    found, _ = scanned(here)
    assert {one["outcome"] for one in found.values()} == {"UNKNOWN"}, "what was asked once does not fall silent"

    feeds(here, bash_is_fixed_in="0.0.2")
    found, _ = scanned(here)
    assert {one["outcome"] for one in found.values()} == {"PASS"}


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('advisories = ["gone.zip"]', "flaws.advisories[0]"),
        ('advisories = ["*.zip"]', "flaws.advisories[0]"),
        ('known_exploited = "kev.json"', "flaws.known_exploited"),
        ('advisories = "a.zip"', "flaws.advisories"),
        ("max_age = 3", "flaws.max_age"),
    ],
)
def test_wrong_names(here, line, key):
    config = here / "breachready.toml"
    config.write_text(config.read_text() + f"[flaws]\n{line}\n")
    done = breachready("scan", cwd=here, check=2)
    assert key in done.stderr
    assert done.stdout == ""


def test_doctor_says_what_the_files_are_of(here):
    assert "not looked up" in breachready("doctor", cwd=here).stdout
    feeds(here)
    assert "KEV of 1" in breachready("doctor", cwd=here).stdout
    (here / "kev.json").write_text("{")
    assert "MEND  published flaws: " in breachready("doctor", cwd=here).stdout


def test_facts_are_judged_elsewhere_with_the_files_of_that_place(here):
    feeds(here)
    breachready("collect", "--out", "facts.jsonl", cwd=here, check=0)
    done = breachready("evaluate", "facts.jsonl", "--json", cwd=here)
    found = {one["check"]: one["outcome"] for one in json.loads(done.stdout)["findings"]}
    assert found["flaws-from-within"] == "FAIL"
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "bash"], capture_output=True, text=True, check=True
    )
    assert version.stdout in done.stdout
