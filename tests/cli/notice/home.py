"""A folder with an incident whose notices are approved, as a user makes it; made once, copied for each test."""

import json
import shutil
from pathlib import Path

from tests.cli.command import breachready
from tests.cli.test_notice import CONFIG, filled_in
from tests.daemons.mailserver import PASSWORD, USER, MailServer
from tests.usecase.incident.books import FIRE, LETTERS

LAWS = ("eu-gdpr", "th-pdpa")
REVIEWS = (("legal", "lena"), ("security", "sam"), ("communications", "lena"))
OPEN = ("-p", "fire", "--store", "exports", "bucket=example-exports")


class Home:
    """The folder, and the command run in it."""

    def __init__(self, path: Path, incident: str = "") -> None:
        self.path = path
        self.incident = incident
        self.environment = {"BREACHREADY_RESPONDER": "ana", "SMTP_PASSWORD": PASSWORD}

    def __call__(self, *words: str, check: int | None = 0, **more: str):
        where = {"BREACHREADY_INCIDENT": self.incident} if self.incident else {}
        return breachready(*words, cwd=self.path, check=check, **{**self.environment, **where, **more})

    def json(self, *words: str, check: int | None = 0):
        """What it prints as JSON."""
        return json.loads(self(*words, "--json", check=check).stdout)

    def load(self, text: str, name: str = "people.csv", *more: str, check: int = 0):
        """A list of people."""
        (self.path / name).write_text(text, encoding="utf-8")
        return self("notice", "recipients", "load", "--csv", name, *more, check=check)

    def draft(self, kind: str, *laws: str, name: str = "", despite: str = "") -> None:
        """A notice, filled and approved."""
        called = name or kind
        self("notice", "draft", kind, "--as", called, *(word for law in laws for word in ("--law", law)))
        (self.path / "form.toml").write_text(filled_in(self("notice", "show", kind, "--form").stdout))
        self("notice", "set", called, "--from", "form.toml")
        self.approve(called, despite)

    def approve(self, name: str, despite: str = "") -> None:
        """All reviewers say yes."""
        more = ("--despite", despite) if despite else ()
        for role, who in REVIEWS:
            self("notice", "approve", name, "--role", role, "--by", who, *more)

    def server(self, server: MailServer) -> None:
        """Send by this one."""
        with (self.path / "breachready.toml").open("a") as file:
            file.write(
                f'[notices.mail]\nserver = "127.0.0.1"\nport = {server.port}\nuser = "{USER}"\n'
                f'password = "env:SMTP_PASSWORD"\nca_file = "{server.ca_file}"\nbounces = "bounces@example.com"\n'
            )

    @property
    def journal(self) -> str:
        """All that the journals say."""
        return "".join(path.read_text() for path in self.path.glob("breachready-state/*/*/journal.jsonl"))


def prepared(path: Path, *, exercise: bool = False) -> Home:
    """With one approved letter for two laws in two languages."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "breachready.toml").write_text(CONFIG)
    (path / "playbooks").mkdir()
    (path / "playbooks" / "fire.toml").write_text(FIRE)
    (path / "playbooks" / "letters.toml").write_text(LETTERS)
    home = Home(path)
    if exercise:
        home("exercise", "start", *OPEN)
        (folder,) = (path / "breachready-state" / "exercises").iterdir()
        home.incident = folder.name
    else:
        home("incident", "open", *OPEN)
    home.draft("people-full", *LAWS)
    return home


def copied(home: Home, to: Path) -> Home:
    """The same somewhere else."""
    shutil.copytree(home.path, to)
    return Home(to, home.incident)


HEAD = "id,name,language,country,state,email,mobile,address1,postcode,city,channel,unsubscribed\n"


def people(count: int, first: int = 0, **more: str) -> str:
    """A list: Germans and Thais in turn, all with every address; with `first` its rows alone, from that one on."""
    rows = []
    for n in range(first, first + count):
        name, language, country = ("Anna Müller", "en", "DE") if n % 2 else ("สมชาย ใจดี", "th", "TH")
        given = {"channel": "", "unsubscribed": "", **more}
        rows.append(
            f"K-{n},{name} {n},{language},{country},,p{n}@example.net,+49 (30) 555{n},Way {n},10115,Berlin,"
            f"{given['channel']},{given['unsubscribed']}\n"
        )
    return ("" if first else HEAD) + "".join(rows)
