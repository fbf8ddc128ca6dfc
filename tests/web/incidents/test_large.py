"""A journal of a long incident: pages stay as small as those of a short one, and it is read once."""

import json

import pytest

from tests.usecase.incident.books import HEAD
from tests.web.incidents.conftest import path
from toolkit.core.chain import hash_of, link
from toolkit.core.incident import Event, Kind
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import Said, look

STEPS = 1000
DONE = 700


def book():
    steps = "".join(
        f'[[step]]\nid = "step-{n}"\nkind = "action"\ntitle = "Step {n}"\nphase = "contain"\nrole = "hand"\n'
        f'within = "{n} hours"\n' + ('next = "close"\n' if n == STEPS else "")
        for n in range(1, STEPS + 1)
    )
    tail = '[exercise]\nscenario = "s"\nevery = "12 months"\nquestions = ["q"]\ninjects = []\n'
    return f'id = "long"\n{HEAD}\n{steps}\n{tail}'


@pytest.fixture
def long(house, place):
    """A thousand steps, seven hundred of them done, each with a note."""
    (place / "playbooks").mkdir()
    (place / "playbooks" / "long.toml").write_text(book())
    folder = open_incident(house.settings, Opening(playbook="long"), Said(by="ada")).folder
    _write_on(folder, look(folder))
    return folder


def _write_on(folder, view):
    """The lines of all this at once; one by one, as in life, takes minutes."""
    journal, head, number, now = folder / "journal.jsonl", view.head, len(view.events), view.now
    lines = []
    for n in range(1, DONE + 1):
        for kind, note in ((Kind.NOTED, "x" * 200), (Kind.STARTED, ""), (Kind.DONE, "done")):
            number += 1
            one = Event(kind=kind, by="ada", occurred_at=now, recorded_at=now, step=f"step-{n}", note=note)
            lines.append(link(one.entry(), number=number, before=head))
            head = hash_of(lines[-1])
    with journal.open("ab") as file:
        file.write(b"".join(line + b"\n" for line in lines))
    (folder / "head.json").write_text(json.dumps({"n": number, "hash": head}))


PAGES = ("", "board/", "list/", "list/?page=8", "timeline/", "timeline/?q=step-650", "evidence/", "steps/step-701/")


def test_pages_of_a_long_incident_are_bounded_and_its_journal_is_read_once(ada, long, monkeypatch):
    from toolkit.web.incidents import looking

    read = []
    monkeypatch.setattr(looking, "look", lambda folder: read.append(folder) or look(folder))
    for rest in PAGES:
        page = ada.get(path(long, rest))
        assert page.status_code == 200
        assert len(page.content) < 150_000, rest
        assert page.content.count(b"<tr") <= 101, rest
    assert "step-701" in ada.get(path(long)).content.decode()
    assert len(read) == 1
