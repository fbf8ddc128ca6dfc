"""Exercises: the same steps on a simulated clock, apart from everything real; nothing leaves the machine."""

import json
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.usecase.incident.books import FIRE, LETTERS, T0, Watch, by, home, opened
from toolkit.config.settings import AlertSettings, MailSettings
from toolkit.core.errors import UserError
from toolkit.core.readiness import State
from toolkit.usecase.incident import exercise
from toolkit.usecase.incident.deciding import approve, decide
from toolkit.usecase.incident.listing import every, meant
from toolkit.usecase.incident.opening import Opening
from toolkit.usecase.incident.remind import remind
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.steps import done, skip
from toolkit.usecase.readiness import readiness_of


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def rehearsal(tmp_path, watch):
    settings = home(tmp_path)
    view = exercise.start(settings, Opening(playbook="fire", values={"bucket": "b"}), by("leader"), clock=watch)
    return settings, view.folder


def walk(folder, watch, *, skipping=()):
    """Everything up to the end, in a few minutes."""

    def step(name, **more):
        watch.on(minutes=2)
        if name in skipping:
            skip(folder, name, by(note="no time"), clock=watch)
        else:
            done(folder, name, by(), clock=watch, **more)

    step("see", ready=True)
    decide(folder, "is-it", "yes", by(), clock=watch)
    step("photograph")
    approve(folder, "put-out", by("bob"), clock=watch)
    step("put-out", verified="it is out")
    for name in ("all-hands", "look", "look-again", "listen", "stir"):
        step(name)
    decide(folder, "watch", "yes", by(), clock=watch)
    exercise.advance(folder, "2 hours", by("leader"), clock=watch)
    step("cool")
    decide(folder, "affected", "no", by(), clock=watch)
    approve(folder, "affected", by("bob"), clock=watch)
    step("write-up")


def test_it_is_an_exercise_in_name_and_place(rehearsal):
    settings, folder = rehearsal
    assert folder.parent == settings.state / "exercises"
    assert folder.name == "exercise-2026-11-25-fire"
    assert look(folder).incident.exercise
    assert every(settings.state, exercise=False) == ([], [])
    with pytest.raises(UserError, match="an exercise must be named: exercise-2026-11-25-fire"):
        meant(settings.state, "")
    assert meant(settings.state, folder.name) == folder


def test_the_leader_moves_the_clock_and_both_times_are_kept(rehearsal, watch):
    _, folder = rehearsal
    exercise.advance(folder, "40 hours", by("leader"), clock=watch)
    watch.on(minutes=5)
    one = done(folder, "see", by(), ready=True, clock=watch).events[-1]
    assert one.occurred_at == T0 + timedelta(hours=40, minutes=5)
    assert one.recorded_at == T0 + timedelta(minutes=5)
    assert look(folder, watch).now == T0 + timedelta(hours=40, minutes=5)
    with pytest.raises(UserError, match="expected a span of time"):
        exercise.advance(folder, "later", by(), clock=watch)


def test_injects_come_in_their_order_and_move_the_clock_to_their_time(rehearsal, watch):
    _, folder = rehearsal
    view = exercise.inject(folder, by("leader"), clock=watch)
    assert (view.incident.told[0].says, view.now) == ("Somebody calls.", T0 + timedelta(minutes=20))
    view = exercise.inject(folder, by("leader"), says="The lights go out.", clock=watch)
    assert view.incident.told[1].number == 0
    view = exercise.inject(folder, by("leader"), jump=False, clock=watch)
    assert (view.incident.told[2].says, view.now) == ("The press is here.", T0 + timedelta(minutes=20))
    with pytest.raises(UserError, match="no further inject"):
        exercise.inject(folder, by("leader"), clock=watch)


def test_a_real_incident_has_neither_injects_nor_another_clock(tmp_path, watch):
    _, folder = opened(tmp_path, watch)
    for act in (
        lambda: exercise.inject(folder, by(), clock=watch),
        lambda: exercise.advance(folder, "1 hour", by(), clock=watch),
        lambda: exercise.end(folder, by(), clock=watch),
        lambda: exercise.result_of(folder, watch),
    ):
        with pytest.raises(UserError, match="is no exercise"):
            act()
    assert len(look(folder).events) == 1


def test_the_result_has_the_target_the_injects_and_the_times(rehearsal, watch):
    _, folder = rehearsal
    exercise.inject(folder, by("leader"), clock=watch)
    walk(folder, watch)
    _, found = exercise.end(folder, by("leader"), clock=watch)
    assert found.contained == timedelta(minutes=26)
    assert (found.target, found.met, found.whole) == (timedelta(hours=1), True, True)
    (inject,) = found.injects
    assert [(one.step, one.took) for one in inject.answers] == [("put-out", timedelta(minutes=6))]
    times = {one.key: one for one in found.timings}
    assert times["photograph"].worked == timedelta(minutes=2)
    assert times["cool"].simulated == timedelta(hours=2, minutes=2)
    assert times["cool"].worked < timedelta(minutes=5)


def test_an_inject_that_nobody_answered_says_so(rehearsal, watch):
    _, folder = rehearsal
    exercise.inject(folder, by("leader"), clock=watch)
    _, found = exercise.end(folder, by("leader"), clock=watch)
    assert [(one.step, one.took) for one in found.injects[0].answers] == [("put-out", None)]
    assert not found.whole
    assert not found.met
    assert found.owed


def states(settings):
    return [(one.scenario, one.state, one.on, one.note) for one in exercise.prepared(settings)]


def test_one_that_met_its_target_counts_for_readiness(rehearsal, watch):
    settings, folder = rehearsal
    walk(folder, watch)
    assert states(settings) == [], "not before it has ended"
    exercise.end(folder, by(), clock=watch)
    assert states(settings) == [("fire", State.TARGET_MET, T0.date(), folder.name)]


def test_one_with_steps_left_out_was_exercised_and_no_more(rehearsal, watch):
    settings, folder = rehearsal
    walk(folder, watch, skipping=("look",))
    exercise.end(folder, by(), clock=watch)
    assert [one[1] for one in states(settings)] == [State.EXERCISED]


def test_one_that_was_not_walked_to_its_end_proves_nothing(rehearsal, watch):
    settings, folder = rehearsal
    exercise.end(folder, by(), clock=watch)
    assert states(settings) == []


def test_one_of_an_earlier_version_proves_nothing_of_the_new_one(rehearsal, watch):
    settings, folder = rehearsal
    walk(folder, watch)
    exercise.end(folder, by(), clock=watch)
    home(settings.source.parent, FIRE.replace("Photograph it", "Draw it"), LETTERS)
    assert states(settings) == []


def test_readiness_rises_by_an_exercise(tmp_path, watch):
    text = FIRE.replace('id = "fire"', 'id = "exposed-bucket"', 1)
    settings = home(tmp_path, text, LETTERS)

    def playbook_element():
        found = readiness_of(settings, None, T0.date())
        scenario = next(one for one in found.scenarios if one.scenario == "exposed-bucket")
        return next(one for one in scenario.elements if one.element == "playbook").value

    before = playbook_element()
    view = exercise.start(settings, Opening(playbook="exposed-bucket", values={"bucket": "b"}), by(), clock=watch)
    walk(view.folder, watch)
    assert playbook_element() == before
    exercise.end(view.folder, by(), clock=watch)
    assert (before, playbook_element()) == (0.5, 1.0)


def test_no_mail_is_sent_of_an_exercise(rehearsal, watch):
    settings, folder = rehearsal
    watch.on(hours=1)
    how = MailSettings(server="mail.invalid", sender="a@b.invalid", recipients=("c@d.invalid",))

    def send(*_):
        raise AssertionError("mail of an exercise")

    with pytest.raises(UserError, match="nothing leaves this machine"):
        remind(replace(settings, alert=AlertSettings(mail=how)), folder, clock=watch, send=send)


WATCHED = textwrap.dedent("""
    import json, sys
    outside = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "smtplib.", "http.")
    touched = []

    def hook(event, args):
        if event.startswith(outside):
            touched.append(event)

    sys.addaudithook(hook)
    from toolkit.cli.main import app
    from toolkit.core.errors import UserError

    refused = []
    for words in json.loads(sys.stdin.read()):
        try:
            app(words, standalone_mode=False)
        except UserError as no:
            refused.append(str(no))
        except SystemExit:
            pass
    print("\\n" + json.dumps([touched, refused]))
""")

MAIL = """
[alert.mail]
server = "127.0.0.1"
sender = "a@example.org"
recipients = ["b@example.org"]
tls = "none"
[[account]]
name = "prod"
access_key_id = "env:KEY"
secret_access_key = "env:KEY"
endpoint_url = "http://127.0.0.1:9"
region = "us-east-1"
"""


def test_an_exercise_from_beginning_to_end_opens_no_connection_and_starts_no_process(tmp_path):
    """An audit hook sees every socket and every process, from Python's own code too."""
    home(tmp_path)
    (tmp_path / "breachready.toml").write_text(MAIL)
    mine = ["-i", "exercise-ID", "--by", "ana"]
    commands = [
        ["exercise", "start", "-p", "fire", "bucket=b", "--by", "leader"],
        ["exercise", "inject"],
        ["incident", "next", *mine[:2]],
        ["incident", "done", "see", "--ready", *mine],
        ["incident", "act", "put-out", *mine],
        ["incident", "act", "put-out", "--execute", *mine],
        ["incident", "act", "put-out", "--execute", "--undo", *mine],
        ["exercise", "advance", "40 hours"],
        ["incident", "remind", *mine[:2]],
        ["incident", "remind", "--send", *mine[:2]],
        ["evidence", "add", str(tmp_path / "breachready.toml"), *mine],
        ["incident", "report", "--format", "html", *mine[:2]],
        ["incident", "export", "--out", str(tmp_path / "out.zip"), *mine],
        ["exercise", "end"],
        ["exercise", "result", "-i", "exercise-ID"],
        ["readiness"],
    ]
    from datetime import UTC, datetime

    name = f"exercise-{datetime.now(UTC).date()}-fire"
    commands = [[word.replace("exercise-ID", name) for word in words] for words in commands]
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED],
        cwd=tmp_path,
        input=json.dumps(commands),
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), "KEY": "x", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    touched, refused = json.loads(ran.stdout.splitlines()[-1])
    assert touched == []
    assert len(refused) == 3, refused
    assert all("exercise" in one for one in refused)
    assert (tmp_path / "out.zip").exists()
