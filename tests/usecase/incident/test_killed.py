"""SIGKILL at every call that touches the disk. Whatever was told to the user is there; what is in doubt is named."""

import os
import signal
from itertools import count

import pytest

from tests.usecase.incident.books import INVENTORY, Watch, by, home
from toolkit.act.verb import Verified
from toolkit.core.incident import Kind, Status, key_of
from toolkit.usecase.incident import deciding, evidence, steps
from toolkit.usecase.incident.evidence import About, Verdict
from toolkit.usecase.incident.ledger import JournalLedger
from toolkit.usecase.incident.listing import every
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.telling import note

CALLS = ("write", "fsync", "replace", "rename", "ftruncate", "open")
PARAMETERS = {"bucket": "example-exports", "account": "prod"}


def commands(settings, source):
    """What a responder does, one command after the other, each with the words that prove it was recorded."""
    clock = Watch()
    folder = None

    def opening():
        nonlocal folder
        folder = open_incident(settings, Opening(playbook="fire", store="exports"), by(), clock).folder

    def ledger():
        return JournalLedger(folder=folder, step="put-out", by="ana", clock=clock)

    yield "opened", opening
    yield "started see", lambda: steps.start(folder, "see", by(), ready=True, clock=clock)
    yield "done see", lambda: steps.done(folder, "see", by(), clock=clock)
    yield "decided is-it", lambda: deciding.decide(folder, "is-it", "yes", by(), clock=clock)
    yield "collected", lambda: evidence.add(folder, [source], About(step="photograph"), by(), clock=clock)
    yield "done photograph", lambda: steps.done(folder, "photograph", by(), clock=clock)
    yield "act-promised put-out", lambda: ledger().promise("v", PARAMETERS, {"was": 1}, None)
    yield "act-verified put-out", lambda: ledger().verified("v", PARAMETERS, Verified(so=True, words="w"))
    yield "noted", lambda: note(folder, by(note="the end"), clock=clock)


def kill_at(number, *, half):
    """Let this process die at its so-manieth call to the disk: before it, or in the middle of what it writes."""
    seen = count(1)

    def wrapped(name, real):
        def call(*given, **more):
            if next(seen) == number:
                if half and name == "write":
                    real(given[0], bytes(given[1])[: max(1, len(given[1]) // 2)])
                elif half:
                    real(*given, **more)
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **more)

        return call

    for name in CALLS:
        setattr(os, name, wrapped(name, getattr(os, name)))


def run_until_killed(settings, source, number, *, half):
    """In a child: the commands it could confirm, and whether it was killed."""
    hears, tells = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            say = os.write
            kill_at(number, half=half)
            for words, command in commands(settings, source):
                command()
                say(tells, words.encode() + b"\n")
            os._exit(0)
        finally:
            os._exit(9)
    os.close(tells)
    with os.fdopen(hears) as pipe:
        confirmed = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "the commands themselves failed"
    return confirmed, os.WIFSIGNALED(status)


def happened(view):
    return {f"{one.kind} {one.step}".strip() for one in view.events} | {str(one.kind) for one in view.events}


@pytest.mark.parametrize("half", [False, True], ids=["before", "within"])
def test_killed_at_every_call_that_touches_the_disk(tmp_path, half):
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"a fire")
    doubts, killed = set(), 0
    for number in count(1):
        place = tmp_path / f"{number}"
        place.mkdir()
        settings = home(place)
        confirmed, dead = run_until_killed(settings, source, number, half=half)
        if not dead:
            break
        killed += 1
        views, broken = every(settings.state, exercise=False)
        assert broken == []
        assert len(views) <= 1
        if not views:
            assert "opened" not in confirmed
            continue
        doubts |= resumed(views[0], confirmed)
    assert killed > 100, "the kills hit next to nothing"
    assert doubts >= {"see", "put-out", "evidence/001-photo.jpg"}, "nothing was ever left in doubt"


def resumed(view, confirmed):
    """Go on after the crash; what was in doubt."""
    folder, clock = view.folder, Watch()
    assert set(confirmed) <= happened(view), "something that was confirmed is lost"
    incident = view.incident
    doubts = {*incident.in_doubt(), *(one.step for one in incident.promises if one.in_doubt), *incident.collecting}
    if "started see" in confirmed and "done see" not in happened(view):
        assert "see" in doubts
    evidence.resume(folder, by(), clock=clock)
    after = note(folder, by("bob", "going on"), clock=clock)
    assert [one for one in after.events if one.note == "going on"]
    assert list(after.incident.collecting) == []
    again = look(folder, clock)
    assert again.incident == after.incident
    assert all(one.verdict is not Verdict.CHANGED for one in evidence.verify(folder, again.incident))
    assert all(one.verdict is not Verdict.MISSING for one in evidence.verify(folder, again.incident))
    assert {(folder / one.file).read_bytes() for one in again.incident.evidence} <= {b"a fire"}, "half a file"
    finish(folder, again.incident, clock)
    return doubts


def finish(folder, incident, clock):
    """The same commands again come to the same end, and nothing is done twice."""
    if not incident.state_of("see").settled:
        steps.done(folder, "see", by(), ready=True, clock=clock)
    if not look(folder, clock).incident.state_of("is-it").settled:
        deciding.decide(folder, "is-it", "yes", by(), clock=clock)
    if not look(folder, clock).incident.state_of("photograph").settled:
        steps.done(folder, "photograph", by(), clock=clock)
    view = look(folder, clock)
    assert view.incident.state_of("photograph").status is Status.DONE
    done = [one.step for one in view.events if one.kind is Kind.DONE]
    assert len(done) == len(set(done))
    assert key_of("", "put-out") in view.incident.open_keys()


def test_an_opening_that_was_cut_off_leaves_no_incident(tmp_path):
    settings = home(tmp_path)
    assert settings.inventory is INVENTORY
    (settings.state / "incidents" / ".opening-x").mkdir(parents=True)
    assert every(settings.state, exercise=False) == ([], [])
    assert open_incident(settings, Opening(playbook="fire"), by(), Watch()).incident.lines == 1
