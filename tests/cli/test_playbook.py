"""`playbook` as a person uses it: list, show, lint, publish, sign, verify, compare."""

import json

import pytest

from tests.cli.command import breachready
from tests.library.lint.books import GOOD, TELLING

# The small playbook speaks of a verb, checks and variables of its own; this is the part that the product knows.
OURS = GOOD.replace('checks = ["lock-there"]', 'checks = ["ssh-root-login"]').replace(
    'ends = ["lock-there"]', 'ends = ["ssh-root-login"]'
)
OURS = OURS.replace('verb = "weld"', 'verb = "block-public-access"').replace("with = { door =", "with = { bucket =")


@pytest.fixture
def home(tmp_path):
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "open-door.toml").write_text(OURS)
    (tmp_path / "playbooks" / "telling.toml").write_text(TELLING)
    (tmp_path / "breachready.toml").touch()
    return tmp_path


@pytest.fixture
def run(home):
    def call(*words, check=0):
        return breachready("playbook", *words, cwd=home, check=check)

    return call


def test_list_and_show(run):
    rows = {one["id"]: one for one in json.loads(run("list", "--json").stdout)}
    assert rows["open-door"]["standing"] == "draft"
    assert rows["open-door"]["own"]
    assert rows["exposed-bucket"]["standing"] == "published"
    assert not rows["exposed-bucket"]["own"]
    assert "A door is open" in run("list").stdout
    page = run("show", "open-door").stdout
    assert "Mend the frame" in page
    assert "Weld it." in page
    assert json.loads(run("show", "playbooks/open-door.toml", "--json").stdout)["id"] == "open-door"
    assert "no playbook 'nothing'" in run("show", "nothing", check=2).stderr
    assert "No such file" in run("show", "nothing.toml", check=2).stderr


def test_lint_says_what_is_wrong_and_exits_with_it(run, home):
    assert "without a fault" in run("lint", "open-door").stdout
    (home / "playbooks" / "open-door.toml").write_text(OURS.replace("With oak.", "TODO \\u001b[31m"))
    said = run("lint", "playbooks/open-door.toml", check=1).stdout
    assert "step[mend].does: 'TODO' is not finished" in said
    assert "\x1b" not in said
    (book,) = json.loads(run("lint", "open-door", "--json", check=1).stdout)["playbooks"]
    assert {one["rule"] for one in book["faults"]} == {"finished", "inert"}
    (home / "playbooks" / "open-door.toml").write_text("id = 3")
    assert "step: expected at least one" in run("lint", "playbooks", check=2).stderr
    assert "obligations" in run("rules").stdout


def test_a_warning_does_not_fail_unless_asked(run, home):
    idle = OURS.replace("[roles.counsel]", '[roles.cook]\ndoes = "Cooks"\n[roles.counsel]')
    (home / "playbooks" / "open-door.toml").write_text(idle)
    assert "no step needs it" in run("lint", "open-door").stdout
    run("lint", "open-door", "--strict", check=1)


def test_publish_sign_verify_compare(run, home):
    assert "published" in run("publish", "open-door", "--note", "first", "--by", "ana").stdout
    run("verify", "open-door", check=1)
    told = run("sign", "open-door", "--by", "bob")
    (line,) = [one for one in told.stderr.splitlines() if "signers" in one]
    (home / "breachready.toml").write_text(
        "[playbooks]\n" + line.partition("[playbooks] ")[2].partition(" in breach")[0]
    )
    assert "trusted" in run("verify", "open-door@1.0.0").stdout
    (home / "playbooks" / "open-door.toml").write_text(
        OURS.replace("With oak.", "With ash.").replace('"1.0.0"', '"1.1.0"')
    )
    said = run("diff", "open-door@1.0.0", "open-door", check=1).stdout
    assert "changed step mend: Mend the frame" in said
    assert "+step[mend].does = 'With ash.'" in said
    assert run("diff", "open-door", "open-door").stdout == ""
    run("publish", "open-door", "--by", "ana")
    assert [one["version"] for one in json.loads(run("history", "open-door", "--json").stdout)] == ["1.0.0", "1.1.0"]
    assert "withdrawn: wrong" in run("withdraw", "open-door@1.0.0", "--note", "wrong").stdout
    assert "1.1.0" in run("history").stdout


def test_what_is_wrong_is_not_published(run, home):
    (home / "playbooks" / "open-door.toml").write_text(OURS.replace("With oak.", "TODO"))
    refused = run("publish", "open-door", check=2)
    assert "'TODO' is not finished (finished)" in refused.stderr
    assert not (home / "breachready-state").exists()


def test_a_playbook_of_ones_own_goes_to_other_tools(run):
    assert json.loads(run("export", "open-door", "--cacao").stdout)["name"] == "A door is open"


def test_ready_says_what_to_do(run):
    said = run("ready", "open-door", check=1).stdout
    assert "these words were never published" in said
    assert "breachready playbook publish open-door" in said
    (one,) = json.loads(run("ready", "open-door", "--json", check=1).stdout)
    assert {item["id"]: item["ok"] for item in one["items"]}["acts"] is None
    (one,) = json.loads(run("ready", "open-door", "--rehearse", "--json", check=1).stdout)
    assert "no account or server" in next(item["because"] for item in one["items"] if item["id"] == "acts")
    assert "no playbook 'nothing'" in run("ready", "nothing", check=2).stderr
