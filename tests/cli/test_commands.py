"""The command line: what it prints where, what it ends with, and what it does not load."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import toolkit
from tests.cli.command import SCRIPT, breachready

HEAVY = {"boto3", "botocore", "paramiko", "nmap", "django", "scipy", "numpy", "jinja2", "cattrs"}


@pytest.mark.parametrize("words", [["--help"], ["scan", "--help"], ["fixes", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words):
    code = (
        "import sys\nfrom toolkit.cli.main import app\n"
        f"try: app({words!r})\nexcept SystemExit as e: assert not e.code\n"
        "print('LOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.partition("LOADED")[2].split())
    assert not HEAVY & loaded


def test_checks_list_loads_no_library_that_reads(tmp_path):
    code = (
        "import sys\nfrom toolkit.cli.main import app\n"
        "try: app(['checks', 'list'])\nexcept SystemExit as e: assert not e.code\n"
        "print('LOADED', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert not (HEAVY - {"cattrs"}) & set(done.stdout.partition("LOADED")[2].split())


def test_version(tmp_path):
    assert toolkit.__version__ in breachready("--version", cwd=tmp_path, check=0).stdout


@pytest.mark.parametrize(
    "command",
    [
        *(
            "scan",
            "collect",
            "evaluate",
            "report",
            "weakest",
            "fixes",
            "runs",
            "agent",
            "doctor",
            "init",
            "privileges",
        ),
        *("checks list", "checks show", "checks prove", "hosts trust", "hosts list"),
    ],
)
def test_every_command_has_help_with_an_example(tmp_path, command):
    assert f"Example: breachready {command}" in breachready(*command.split(), "--help", cwd=tmp_path, check=0).stdout


def test_init_then_doctor(tmp_path):
    breachready("init", cwd=tmp_path, check=0)
    done = breachready("doctor", "--json", cwd=tmp_path)
    assert done.returncode in (0, 3)
    assert {one["what"] for one in json.loads(done.stdout)} >= {"Python", "nmap", "state directory", "checks"}
    again = breachready("init", cwd=tmp_path, check=2)
    assert "nothing was written" in again.stderr


def test_a_fault_in_the_configuration_ends_with_2_and_says_where(tmp_path):
    (tmp_path / "breachready.toml").write_text('[[server]]\nname = "a"\nprot = 22\n')
    done = breachready("scan", cwd=tmp_path, check=2)
    assert "breachready.toml: server[0].prot: no such key; did you mean port?" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "breachready-state").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["scan", "--target", "nobody"],
        ["report"],
        ["weakest", "--json"],
        ["report", "--run", "99"],
        ["evaluate", "no-such-file"],
        ["checks", "show", "no-such-check"],
        ["scan", "--config", "no.toml"],
        ["scan", "--fail-on", "dreadful"],
        ["hosts", "trust", "nobody"],
    ],
)
def test_wrong_use_ends_with_2(tmp_path, words):
    done = breachready(*words, cwd=tmp_path, check=2)
    assert done.stdout == ""
    assert done.stderr


@pytest.mark.parametrize("words", [["runs"], ["report"], ["weakest"]])
def test_reading_makes_nothing(tmp_path, words):
    done = breachready(*words, "--state", "nowhere", cwd=tmp_path, check=2)
    assert "nowhere: holds no runs; `breachready scan` makes one" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_schedule_that_means_nothing_is_a_fault_of_the_configuration(tmp_path):
    (tmp_path / "breachready.toml").write_text('[schedule]\nat = ["25:00"]\n')
    assert 'schedule.at[0]: a time of day as "02:00"' in breachready("doctor", cwd=tmp_path, check=2).stderr


def test_doctor_says_what_to_mend(tmp_path):
    state = tmp_path / "state"
    state.mkdir(mode=0o755)
    with closing(sqlite3.connect(state / "breachready.db")) as database:
        database.execute("create table django_migrations (app text, name text)")
        database.execute("insert into django_migrations values ('store', '9999_from_the_future')")
        database.commit()
    (tmp_path / "open.key").write_text("x")
    (tmp_path / "open.key").chmod(0o644)
    (tmp_path / "breachready.toml").write_text(
        '[scan]\nknown_hosts = []\nssh_config = ""\n'
        '[[server]]\nname = "web1"\nhost = "192.0.2.1"\nuser = "u"\nkey = "open.key"\n'
        '[[server]]\nname = "web2"\nhost = "192.0.2.2"\nuser = "u"\nkey = "no.key"\n'
        '[[account]]\nname = "aws"\nca_file = "no.pem"\n'
        '[[network]]\nname = "net"\nranges = ["192.0.2.0/24"]\n'
    )
    done = breachready("doctor", "--state", "state", "--json", cwd=tmp_path, check=3)
    wrong = {one["what"]: one["says"] for one in json.loads(done.stdout) if not one["well"]}
    assert wrong["privacy of the state"].endswith("run: chmod 700 state")
    assert "9999_from_the_future" in wrong["kept runs"]
    assert "chmod 600" in wrong["private key of web1"]
    assert "No such file" in wrong["private key of web2"]
    assert "No such file" in wrong["ca_file of aws"]
    assert wrong["host keys"].endswith("run: breachready hosts trust web1 web2")
    assert 'vantage = "internet"' in wrong["sight from the internet"]


def test_deselected_checks_are_among_what_was_not_seen(tmp_path):
    (tmp_path / "breachready.toml").write_text(
        '[checks]\nskip = ["kernel-*"]\n[[server]]\nname = "a"\nlocal = true\n'
    )
    document = json.loads(breachready("scan", "--json", cwd=tmp_path).stdout)
    (gap,) = [gap for gap in document["gaps"] if gap["target"] == "breachready"]
    assert "kernel-aslr" in gap["checks"]
    assert "deselected" in gap["reason"]
    assert "deselected" in breachready("report", "--format", "markdown", cwd=tmp_path, check=0).stdout


def test_checks_show_and_list(tmp_path):
    listed = json.loads(breachready("checks", "list", "--json", cwd=tmp_path, check=0).stdout)
    assert all(row["why"] and row["fix"] for row in listed)
    shown = breachready("checks", "show", listed[0]["id"], cwd=tmp_path, check=0).stdout
    assert listed[0]["title"] in shown


def test_checks_prove(tmp_path):
    assert "checks proved" in breachready("checks", "prove", cwd=tmp_path, check=0).stdout


def test_a_plug_in_that_breaks_is_said_and_the_rest_goes_on(tmp_path):
    """A file that cannot be imported, and a check that raises: both named, no traceback, everything else judged."""
    folder = tmp_path / "checks.d"
    folder.mkdir(mode=0o755)
    (folder / "broken.py").write_text("import no_such_module_at_all\n")
    (folder / "raises.py").write_text(
        "from toolkit.core import Severity, Verdict, check\n"
        "from toolkit.facts.server import KernelSettings\n"
        "@check(id='acme/raises', title='t', severity=Severity.LOW, fix='f', "
        "good=KernelSettings(), bad=KernelSettings())\n"
        "def rule(kernel: KernelSettings) -> Verdict:\n"
        "    'Because.'\n"
        "    raise RuntimeError('oops')\n"
    )
    (tmp_path / "breachready.toml").write_text(
        '[checks]\nfolders = ["checks.d"]\n[[server]]\nname = "here"\nlocal = true\n'
    )
    proved = breachready("checks", "prove", cwd=tmp_path, check=1)
    assert "acme/raises: its good example gives a fault" in proved.stdout
    done = breachready("scan", "--json", "--fail-on", "critical", cwd=tmp_path)
    document = json.loads(done.stdout)
    by_check = {finding["check"]: finding["outcome"] for finding in document["findings"]}
    assert by_check["acme/raises"] == "UNKNOWN"
    assert by_check["kernel-aslr"] in {"PASS", "FAIL", "NOT_APPLICABLE"}
    assert any("broken.py" in gap["reason"] for gap in document["gaps"])
    assert done.returncode in {1, 3}


def test_a_state_directory_that_is_a_file(tmp_path):
    (tmp_path / "state").write_text("")
    breachready("runs", "--state", "state", cwd=tmp_path, check=2)


def test_privileges(tmp_path):
    policy = json.loads(breachready("privileges", "iam", cwd=tmp_path, check=0).stdout)
    assert policy["Version"] == "2012-10-17"
    assert all(not action.endswith("*") for statement in policy["Statement"] for action in statement["Action"])
    assert "\nbreachready ALL=(root) NOPASSWD: sha256:" in breachready("privileges", "sudoers", cwd=tmp_path).stdout
    assert "root" in breachready("privileges", cwd=tmp_path, check=0).stdout


def test_privileges_of_responders_are_apart(tmp_path):
    reads = breachready("privileges", "iam", cwd=tmp_path, check=0).stdout
    acts = json.loads(breachready("privileges", "act", cwd=tmp_path, check=0).stdout)
    actions = {action for statement in acts["Statement"] for action in statement["Action"]}
    assert {"iam:UpdateAccessKey", "ec2:ModifyNetworkInterfaceAttribute"} <= actions
    assert "iam:UpdateAccessKey" not in reads


def test_sudoers_for_whoever_logs_in(tmp_path):
    servers = "".join(
        f'[[server]]\nname = "{name}"\nhost = "127.0.0.1"\nuser = "{user}"\nsudo = {sudo}\n'
        for name, user, sudo in (("a", "posture", "true"), ("b", "watch", "true"), ("c", "other", "false"))
    )
    (tmp_path / "breachready.toml").write_text(servers)

    def logins(*words):
        printed = breachready("privileges", "sudoers", *words, cwd=tmp_path, check=0).stdout
        return re.findall(r"^(\S+) ALL=\(root\)", printed, re.MULTILINE)

    assert logins() == ["posture", "watch"]
    assert logins("--user", "me", "--user", "me.too") == ["me", "me.too"]
    for evil in ("ALL", "ADMINS", "%wheel", "a,b", "a ALL=(ALL) ALL\nb", "#0", "", "+net"):
        done = breachready("privileges", "sudoers", "--user", evil, cwd=tmp_path, check=2)
        assert "is no login that sudoers can name" in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize("words", [["checks", "list"], ["checks", "list", "--json"], ["--help"]])
def test_a_result_that_cannot_be_written_is_said_in_one_line(tmp_path, words):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [SCRIPT, *words], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "breachready: standard output: the result could not be written: No space left on device\n"


def test_a_reader_that_went_away_is_no_fault(tmp_path):
    listing = subprocess.Popen(
        [SCRIPT, "checks", "list"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    listing.stdout.close()
    assert listing.stderr.read() == b""
    assert listing.wait() == 141
    listing.stderr.close()
