"""`playbook print` as a person uses it, and what was written on the sheet entered later by the commands on it."""

import re
import shlex
from datetime import UTC, date, datetime, timedelta

import pytest

from reports.paper import later
from tests.cli.command import breachready
from tests.library.lint.books import TELLING
from toolkit.cli.main import app
from toolkit.config.read import read
from toolkit.core.incident import Status
from toolkit.core.playbook import BACK, CLOSE, Decision, Loop, Parallel, Sub, VariableType, Wait
from toolkit.usecase.incident.listing import meant
from toolkit.usecase.incident.session import look
from toolkit.usecase.playbook.paper import filled_sheet, library, sheet

CONTACTS = """
[[contact]]
name = "Ana <b>Lead</b>"
role = "incident-lead"
phone = "+66 2 000 0000"
verified_on = 2026-11-01
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "breachready.toml").touch()
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "people.toml").write_text(CONTACTS)

    def call(*words, check=0):
        return breachready("playbook", "print", *words, cwd=tmp_path, check=check)

    return call


def test_one_sheet(run, tmp_path):
    page = run("exposed-bucket").stdout
    assert "Ana &lt;b&gt;Lead&lt;/b&gt;" in page
    assert "A storage bucket is open" in page
    run("exposed-bucket", "--out", "bucket.html")
    assert (tmp_path / "bucket.html").read_text() == page
    said = run("exposed-bucket@1.0.0", "--out", "bucket.pdf", "--paper", "letter").stderr
    assert "bucket.pdf: exposed-bucket 1.0.0, 19 steps" in said
    assert (tmp_path / "bucket.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "bucket.pdf").stat().st_mode & 0o777 == 0o600


def test_wrong_use(run, tmp_path):
    for words, said in (
        ((), "expected a playbook, --all, or --incident"),
        (("--all",), "expected --out FOLDER"),
        (("ransomware", "--all", "--out", "x"), "no playbook"),
        (("nothing",), "no playbook 'nothing'"),
        (("ransomware", "--out", "x.docx"), "ends in .html or .pdf"),
        (("ransomware", "--out", "no/such/x.pdf"), "No such file"),
        (("--incident", "nothing"), "there is no incident 'nothing'"),
        (("ransomware", "--paper", "a3"), "a3"),
    ):
        assert said in run(*words, check=2).stderr, words
    (tmp_path / "file").touch()
    assert "file: " in run("--all", "--out", "file", check=2).stderr


def test_all_of_them_twice_are_the_same(run, tmp_path):
    found = []
    for _ in range(2):
        assert "20 sheets and an index, 42 files" in run("--all", "--out", "sheets").stderr
        found.append({path.name: path.read_bytes() for path in (tmp_path / "sheets").iterdir()})
    assert len(found[0]) == 42
    assert found[0] == found[1]
    assert b'<a href="ransomware.pdf">' in found[0]["index.html"]


def test_an_id_that_is_no_name_of_a_file_stays_out_of_the_folder(run, tmp_path):
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "x.toml").write_text(TELLING.replace('id = "telling"', 'id = "../../x"', 1))
    assert "cannot be the name of a file" in run("--all", "--out", "sheets", check=2).stderr
    assert not (tmp_path.parent.parent / "x.html").exists()


# What was written on paper is entered later.

TEXT = {VariableType.NUMBER: "3", VariableType.YES_NO: "yes", VariableType.TIME: "2026-11-20T10:00+00:00"}


class Responder:
    """Walks a sheet as its words say, and types what each step says is to be typed."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.settings = read(None, None)
        self.there = library(self.settings)
        self.at = datetime.now(UTC) - timedelta(days=40)
        self.typed = []

    def type(self, command, **said):
        self.at += timedelta(minutes=1)
        for what, words in {"FILE": "proof.txt", "LEVEL": "P2", "SECOND-NAME": "bob", "NAME": "ana", **said}.items():
            command = command.replace(what, words)
        words = shlex.split(command.replace(later.AT, f"{self.at:%Y-%m-%dT%H:%M}"))
        assert words.pop(0) == "breachready"
        self.typed.append(words)
        app(words, standalone_mode=False, prog_name="breachready")

    def sheet(self, frame):
        one = self.incident
        return filled_sheet(self.there, one, frame, date(2026, 11, 25))

    @property
    def incident(self):
        return look(meant(self.settings.state, "")).incident

    def all(self):
        blank = sheet(self.there, self.there.books[self.name], date(2026, 11, 25))
        self.type(later.open_(blank))
        self.type(later.level(blank))
        self.type(later.started(blank), EVENT="awareness")
        self.walk(blank, blank)

    def walk(self, made, blank):
        """`blank`: whose commands are typed; those of a sheet that another started come from the incident."""
        for name, one in made.playbook.variables.items():
            if one.given_by is not None and name not in made.known:
                self.type(later.value(blank, "VARIABLE"), VARIABLE=name, **self.words(made, name))
        self.go(blank, blank.entries[0].step.id, ())

    def words(self, made, name):
        return {"WHAT YOU WROTE": TEXT.get(made.playbook.variables[name].type, "x")}

    def go(self, made, name, inside):
        while name not in (BACK, CLOSE) and not any(made.entries[at - 1].step.id == name for at, _ in inside):
            name = self.step(made, made.entries[made.number(name) - 1])

    def step(self, made, entry):
        step = entry.step
        within = ((entry.number, 0),)
        if isinstance(step, Parallel):
            for first in step.branches:
                self.go(made, first, (*entry.inside, *within))
        elif isinstance(step, Loop):
            self.go(made, step.body, (*entry.inside, *within))
        elif isinstance(step, Sub) and step.playbook in made.sheets:
            inner = self.sheet(entry.key)
            self.walk(inner, inner)
        if isinstance(step, Wait):
            self.at += timedelta(days=7)
        for command in later.for_step(made, entry):
            said = {"WHAT YOU SAW": "it is so", "yes or no": "yes"}
            if isinstance(step, Decision):
                said["ANSWER"] = step.options[0].answer
            found = re.search(r"incident set (\w+)=", command)
            self.type(command, **said, **(self.words(made, found[1]) if found else {}))
        return step.options[0].next if isinstance(step, Decision) else entry.then


@pytest.mark.parametrize(
    "name",
    ["exposed-bucket", "denial-of-service", "insider"],  # each runs personal-data-breach, too; loops are among them
)
def test_a_sheet_is_entered_later_by_the_commands_on_it(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BREACHREADY_ZONE", "UTC")
    (tmp_path / "proof.txt").write_text("proof")
    responder = Responder(tmp_path, name)
    responder.all()
    one = responder.incident
    assert not list(one.open_keys()), responder.typed[-5:]
    states = {key: state.status for key, state in one.steps.items() if state.arrived_at}
    assert set(states.values()) == {Status.DONE}, states
    # Each at the moment that stands on the paper, not at that of entering it.
    ends = [state.ended_at for state in one.steps.values() if state.ended_at]
    assert max(ends) <= responder.at < datetime.now(UTC) - timedelta(days=1)
    capsys.readouterr()
    app(["playbook", "print", "--incident", one.id], standalone_mode=False)
    page = capsys.readouterr().out
    assert "Enter later" in page
    assert "incident done" not in page.partition("Annex: clocks of laws")[0]
