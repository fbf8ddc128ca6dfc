"""What runs were scored from: kept before they are finished, shared where equal, never lost while a run names it."""

import gzip
import json
import random
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta

import pytest

from tests.store.made import DB, WEB, at, finding, keep, posture
from toolkit.core.errors import UserError
from toolkit.core.run import RunStatus
from toolkit.core.verdict import Outcome
from toolkit.store import RunInputs, Store
from toolkit.store.structure import path_of

LINES = ['{"is":"facts"}', '{"is":"end"}']


def inputs(structure, number=1, **changed):
    return RunInputs(
        **{
            "at": at(number),
            "structure": structure,
            "tables": "version = 1",
            "tables_version": "1",
            "rules": "{}",
            "formulas": 1,
            "feeds": {"kev": "2026-03-01"},
        }
        | changed
    )


def scored(store, number, lines=LINES, **changed):
    """One finished run with its inputs."""
    run = keep(store, number, {WEB: [finding()]}, finish=False)
    store.trail.keep(run, inputs(store.trail.keep_structure(lines), number, **changed))
    store.finish(run, finished_at=at(number), posture=posture())
    return run


def test_inputs_come_back_as_they_were_kept(store):
    run = scored(store, 1)
    kept = store.trail.inputs(run)
    assert kept == inputs(kept.structure)
    assert store.trail.structure(kept.structure) == LINES
    (row,) = store.trail.reported()
    assert (row.run, row.score, row.why_not) == (run, 40.0, "")
    assert row.model == store.trail.model("version = 1", 1) != store.trail.model("version = 1", 2)


def test_an_unchanged_run_shares_file_and_texts(store, state):
    from django.db import connection

    def rows():
        return int(connection.connection.execute("select total_changes()").fetchone()[0])

    many = [finding(check=f"check-{n}") for n in range(400)]

    def scan(number):
        begun = rows()
        run = keep(store, number, {WEB: many}, finish=False)
        store.trail.keep(run, inputs(store.trail.keep_structure(LINES), number))
        store.finish(run, finished_at=at(number), posture=posture())
        return rows() - begun

    scan(1)
    assert scan(2) <= 4  # begun, inputs, finished: under 1 % of the first
    assert len(list((state / "inputs").iterdir())) == 1
    assert connection.connection.execute("select count(*) from store_document").fetchone() == (2,)


def test_the_file_is_its_owners_alone_and_the_same_for_the_same(store, state):
    path = path_of(state, store.trail.keep_structure(LINES))
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    path.unlink()
    store.trail.keep_structure(LINES)
    assert path.read_bytes() == before


def cut(path):
    path.write_bytes(path.read_bytes()[:-12])


def edited(path):
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"facts", b"Facts")))


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda path: path.unlink(), "missing"),
        (cut, "cut or damaged"),
        (edited, "was changed"),
        (lambda path: path.write_bytes(b""), "was changed"),
        (lambda path: path.write_bytes(b"no archive"), "cut or damaged"),
    ],
)
def test_a_harmed_file_is_said_and_healed_by_the_next_run_that_sees_the_same(store, state, harm, words):
    digest = store.trail.keep_structure(LINES)
    harm(path_of(state, digest))
    with pytest.raises(UserError, match=words):
        store.trail.structure(digest)
    assert store.trail.keep_structure(LINES) == digest
    assert store.trail.structure(digest) == LINES


def test_what_a_run_names_is_kept_and_what_none_names_is_not(store, state):
    first = scored(store, 1, ["a"])
    interrupted = keep(store, 2, {WEB: [finding()]}, finish=False)
    store.trail.keep(interrupted, inputs(store.trail.keep_structure(["b"]), 2))
    store.abandon(interrupted)
    orphan = store.trail.keep_structure(["c"])
    part = path_of(state, orphan).with_name(".x.part")
    part.write_bytes(b"half")
    store.trail.prune()
    assert store.trail.structure(store.trail.inputs(first).structure) == ["a"]
    assert store.trail.structure(store.trail.inputs(interrupted).structure) == ["b"]
    assert not path_of(state, orphan).exists()
    assert not part.exists()


def test_nothing_is_removed_while_some_run_cannot_be_understood(store):
    run = scored(store, 1)
    _overwrite(run, {"format": 99})
    orphan = store.trail.keep_structure(["c"])
    store.trail.prune()
    assert store.trail.structure(orphan) == ["c"]


def _overwrite(run, said):
    from toolkit.store import models

    models.Run.objects.filter(pk=run).update(inputs=said if isinstance(said, str) else json.dumps(said))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", "before runs kept"),
        ({"format": 2}, "newer"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ({"format": 1}, "cannot be read"),
        ({"format": "1"}, "cannot be read"),
        ({"format": 1, "at": "yesterday"}, "cannot be read"),
    ],
)
def test_inputs_of_another_form_are_a_reason_and_the_score_stays(store, said, words):
    run = scored(store, 1)
    _overwrite(run, said)
    with pytest.raises(UserError, match=words):
        store.trail.inputs(run)
    (row,) = store.trail.reported()
    assert words in row.why_not
    assert (row.score, row.model) == (40.0, "")


def test_a_text_that_was_edited_is_not_believed(store):
    from toolkit.store import models

    run = scored(store, 1)
    models.Document.objects.filter(body="version = 1").update(body="version = 2")
    with pytest.raises(UserError, match="cannot be read"):
        store.trail.inputs(run)


def test_only_finished_runs_with_a_score_are_reported_the_newest_last(store):
    runs = [scored(store, number) for number in (1, 2, 3)]
    keep(store, 4, {WEB: [finding()]})
    store.abandon(keep(store, 5, {WEB: [finding()]}, finish=False))
    assert [row.run for row in store.trail.reported()] == runs
    assert [row.run for row in store.trail.reported(limit=2)] == runs[1:]
    assert [row.run for row in store.trail.reported(since=at(2))] == runs[1:]
    assert [row.run for row in store.trail.reported({runs[0], 99})] == runs[:1]


def test_a_restated_score_is_remembered_by_model(store):
    run = scored(store, 1)
    for _ in range(2):
        store.trail.keep_restated(run, "m1", 12.5)
    assert store.trail.restated("m1") == {run: 12.5}
    assert store.trail.restated("m2") == {}


def test_inputs_are_kept_with_a_running_run_only(store):
    run = scored(store, 1)
    with pytest.raises(RuntimeError, match="not running"):
        store.trail.keep(run, inputs("0"))


def test_the_past_of_a_run_is_what_it_was_then(store):
    """At every run the same question is asked as a scan asks it, and again when later runs are there."""
    chance = random.Random(7)
    outcomes = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)
    asked = {}
    for number in range(1, 15):
        found = {
            target: [
                finding(target, check=f"check-{n}", outcome=chance.choice(outcomes))
                for n in range(6)
                if chance.random() > 0.2
            ]
            for target in (WEB, DB)
            if chance.random() > 0.2
        }
        run = keep(store, number, found, finish=False)
        answers = store.past()
        store.finish(run, finished_at=at(number), posture=None) if number % 5 else store.abandon(run)
        asked[run] = answers
    for run, answers in asked.items():
        again = store.past(run=run)
        assert {key: said for key, (said, *_) in again.items()} == {key: said for key, (said, *_) in answers.items()}
        for key, (_, when, *_) in again.items():
            assert abs(when - answers[key][1]) <= timedelta(hours=6 * len(asked))
    assert len({tuple(sorted((key, said) for key, (said, *_) in some.items())) for some in asked.values()}) > 10


WRITER = textwrap.dedent("""
    import itertools, sys
    from pathlib import Path
    from tests.store.made import WEB, at, finding, keep, posture
    from tests.store.test_trail import inputs
    from toolkit.store import Store

    store = Store.open(Path(sys.argv[1]))
    for number in itertools.count():
        with store.lock():
            run = keep(store, number, {WEB: [finding()]}, finish=False)
            print(run, flush=True)
            digest = store.trail.keep_structure([f"line {n} of run {run}" for n in range(4000)])
            store.trail.keep(run, inputs(digest, number))
            store.finish(run, finished_at=at(number), posture=posture())
            store.trail.prune()
""")


def test_killed_between_inputs_and_end_leaves_nothing_that_breaks_a_later_run(state):
    """Whatever the moment: every run that names inputs has them, and the next run removes what was left over."""
    chance = random.Random(20260302)
    moments = set()
    for _ in range(20):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(state)], stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(chance.random() * 0.06)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with Store.open(state) as store:
            newest = store.runs(1)[0]
            named = _whole(store)
            moments.add((newest.status, newest.id in named))
            assert newest.status is not RunStatus.FINISHED or newest.id in named
    with Store.open(state) as store:
        with store.lock():
            scored(store, 1)
            store.trail.prune()
        files = {path.name.removesuffix(".jsonl.gz") for path in (state / "inputs").iterdir()}
        assert files == set(_whole(store).values())
    assert len(moments) > 1  # the kills did not all fall on one moment


def _whole(store):
    """Run to structure, for every run that says what it was scored from; each of them can be read."""
    named = {}
    for one in store.runs(10_000):
        try:
            kept = store.trail.inputs(one.id)
        except UserError:
            continue
        assert store.trail.structure(kept.structure)
        named[one.id] = kept.structure
    return named
