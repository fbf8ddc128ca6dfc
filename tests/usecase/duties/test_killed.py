"""SIGKILL at every call that touches the disk while a start is recorded or corrected: nothing confirmed is lost."""

import os
import shutil
import signal
from datetime import timedelta
from itertools import count

import pytest

from tests.usecase.incident.books import T0, Watch, by, opened
from tests.usecase.incident.test_killed import kill_at
from toolkit.core.duty.words import Start
from toolkit.usecase.duties.about import starts
from toolkit.usecase.duties.recording import start
from toolkit.usecase.incident.session import look

EARLY, LATE = T0 + timedelta(hours=1), T0 + timedelta(hours=4)


def watch():
    made = Watch()
    made.on(hours=10)
    return made


def killed(command, number, *, half):
    """Whether a child was killed while it ran the command."""
    child = os.fork()
    if child == 0:
        try:
            kill_at(number, half=half)
            command()
            os._exit(0)
        finally:
            os._exit(9)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "the command itself failed"
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("half", [False, True], ids=["before", "within"])
def test_a_start_is_there_or_not_and_the_clock_is_never_later_than_what_was_said(tmp_path, half):
    settings, template = opened(tmp_path)
    seen = set()
    for number in count(1):
        folder = tmp_path / f"{number}"
        shutil.copytree(template, folder)

        def both(folder=folder):
            line = start(settings, folder, Start.AWARENESS, by(at=EARLY), clock=watch()).counts.line
            again = by("bob", "the clock was wrong", LATE)
            start(settings, folder, Start.AWARENESS, again, instead_of=line, clock=watch())

        dead = killed(both, number, half=half)
        incident = look(folder, watch()).incident
        recorded = incident.duties.starts.get(Start.AWARENESS, ())
        since = min((one.at for one in starts(incident)[Start.AWARENESS]), default=None)
        seen.add((len(recorded), since))
        if len(recorded) == 2 and not any(one.corrected for one in recorded):
            assert since == EARLY, "cut off before the wrong one was taken back: the earlier one counts"
        again = start(settings, folder, Start.AWARENESS, by(at=EARLY), clock=watch())
        assert again.counts.at == EARLY
        if not dead:
            break
    assert number > 15, "the kills hit next to nothing"
    assert seen == {(0, None), (1, EARLY), (2, EARLY), (2, LATE)}
