"""A run comes back as it was, and an unchanged finding writes nothing."""

import json
import shutil
import sqlite3
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.made import CLOUD, DB, T0, WEB, at, finding, keep, posture, rule, seen
from toolkit.core import Complexity, Exploit, Outcome, Severity, Target
from toolkit.core.run import RunStatus
from toolkit.core.target import Family
from toolkit.store import Store
from toolkit.store.words import exploit_of


def rows(state, table="store_state"):
    with sqlite3.connect(state / "breachready.db") as bare:
        (count,) = bare.execute(f"select count(*) from {table}").fetchone()
    bare.close()
    return count


def as_found(run):
    """Findings without the time, as a set to compare."""
    return sorted((f.key, f.outcome, f.severity, f.evidence, f.call, f.fault) for f in run.findings)


def test_a_run_comes_back_whole(store):
    found = [
        finding(),
        finding(check="kernel", outcome=Outcome.UNKNOWN, call="uname", fault=True, opens=None, cites=()),
    ]
    run = keep(store, 1, {WEB: found}, posture=posture())
    back = store.run()
    assert back.id == run
    assert back.status is RunStatus.FINISHED
    assert (back.started_at, back.finished_at) == (at(1), at(1) + timedelta(minutes=5))
    assert back.targets == (WEB,)
    assert back.posture == posture()
    assert back.findings == tuple(sorted(seen(found, at(1) + timedelta(seconds=1)), key=lambda f: f.key))


def test_worst_and_evidence_come_back(store):
    run = store.begin(
        started_at=at(1), organisation="", version="1", targets=(WEB,), checks=(), inventory_note="alone"
    )
    one, two = finding(), finding(check="kernel")
    store.record(run, [(WEB, at(1), [one, two])])
    store.finish(run, finished_at=at(1), posture=None, worst=[two, one], evidence={"facts.jsonl": "ab"})
    back = store.run(run)
    assert [f.check for f in back.worst] == ["kernel", "ssh-root-login"]
    assert back.evidence == {"facts.jsonl": "ab"}
    assert back.inventory_note == "alone"


def test_an_unchanged_finding_writes_no_row_and_is_still_seen(store, state):
    keep(store, 1, {WEB: [finding()]})
    before = rows(state)
    second = keep(store, 2, {WEB: [finding()]})
    assert rows(state) == before == 1
    assert [f.observed_at for f in store.run(second).findings] == [at(2) + timedelta(seconds=1)]


def test_a_second_scan_writes_under_a_hundredth_of_the_first(store, state):
    """Counted by SQLite itself, every insert and update of every table."""
    from django.db import connection

    def changes():
        return connection.connection.execute("select total_changes()").fetchone()[0]

    def scan(number):
        begun = changes()
        keep(store, number, {Target(Family.SERVER, f"host{n}"): [] for n in range(0)})  # the run alone
        found = {}
        for n in range(60):
            target = Target(Family.SERVER, f"host{n}")
            found[target] = [finding(target, check=f"check-{c}") for c in range(30)]
        keep(store, number, found)
        return changes() - begun

    first, second = scan(1), scan(2)
    assert first > 60 * 30
    assert second < first / 100
    assert len(store.run().findings) == 60 * 30


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": Outcome.PASS},
        {"severity": Severity.LOW},
        {"evidence": "permitrootlogin prohibit-password"},
        {"call": "sshd -T"},
        {"fault": True},
    ],
)
def test_any_change_is_a_new_state_and_the_old_run_keeps_the_old_one(store, state, changed):
    first = keep(store, 1, {WEB: [finding()]})
    second = keep(store, 2, {WEB: [finding(**changed)]})
    assert rows(state) == 2
    assert as_found(store.run(first)) == as_found_of([finding()])
    assert as_found(store.run(second)) == as_found_of([finding(**changed)])


def as_found_of(findings):
    return sorted((f.key, f.outcome, f.severity, f.evidence, f.call, f.fault) for f in findings)


def test_new_words_of_a_check_are_no_new_state_and_old_runs_keep_the_old_words(store, state):
    first = keep(store, 1, {WEB: [finding(title="Old words")]})
    second = keep(store, 2, {WEB: [finding(title="New words")]})
    assert rows(state) == 1
    assert [f.title for f in store.run(first).findings] == ["Old words"]
    assert [f.title for f in store.run(second).findings] == ["New words"]


def test_words_are_kept_once_not_for_every_finding(store, state):
    keep(store, 1, {WEB: [finding(resource=f"file:{n}") for n in range(50)]})
    keep(store, 2, {WEB: [finding(resource=f"file:{n}") for n in range(50)]})
    assert rows(state, "store_text") == 1
    assert rows(state, "store_catalogue") == 2  # nothing announced, then the one check that was found


def test_a_finding_that_is_gone_has_ended(store):
    keep(store, 1, {WEB: [finding(), finding(resource="other")]})
    second = keep(store, 2, {WEB: [finding()]})
    assert [f.resource for f in store.run(second).findings] == ["sshd"]
    assert len(store.run(1).findings) == 2


def test_a_target_that_was_not_read_keeps_its_states_but_is_not_in_the_run(store):
    keep(store, 1, {WEB: [finding()], DB: [finding(DB)]})
    partial = keep(store, 2, {WEB: [finding(outcome=Outcome.PASS)]}, targets=(WEB, DB))
    assert {f.target for f in store.run(partial).findings} == {"web1"}
    known = store.latest([DB])
    assert [(f.target, f.outcome, f.observed_at) for f in known] == [
        ("db1", Outcome.FAIL, at(1) + timedelta(seconds=2))
    ]
    before = store.latest([WEB], run=1)
    assert [f.outcome for f in before] == [Outcome.FAIL]
    assert store.latest([WEB], checks=()) == []


def test_states_of_checks_that_were_not_asked_stay(store, state):
    keep(store, 1, {WEB: [finding(check="asked"), finding(check="other")]})
    run = store.begin(started_at=at(2), organisation="", version="1", targets=(WEB,), checks=(rule("asked"),))
    store.record(run, [(WEB, at(2), [finding(check="asked")])])
    store.finish(run, finished_at=at(2), posture=None)
    assert [f.check for f in store.run(run).findings] == ["asked"]
    third = keep(store, 3, {WEB: [finding(check="asked"), finding(check="other")]})
    assert [f.check for f in store.run(third).findings] == ["asked", "other"]
    assert rows(state) == 2


def test_the_same_target_recorded_twice_in_a_run_keeps_the_second(store):
    run = store.begin(started_at=at(1), organisation="", version="1", targets=(WEB,), checks=())
    store.record(run, [(WEB, at(1), [finding(), finding(resource="x")])])
    store.record(run, [(WEB, at(1), [finding(outcome=Outcome.PASS)])])
    store.finish(run, finished_at=at(1), posture=None)
    assert [(f.resource, f.outcome) for f in store.run(run).findings] == [("sshd", Outcome.PASS)]
    assert store.runs(1)[0].counts == {Outcome.PASS: 1}


def test_past_is_the_last_real_answer_and_when_it_last_held(store):
    unknown = finding(outcome=Outcome.UNKNOWN, evidence="needs root")
    keep(store, 1, {WEB: [finding()], DB: [finding(DB)]})
    keep(store, 2, {WEB: [finding()], DB: [finding(DB, outcome=Outcome.PASS)]})
    keep(store, 3, {WEB: [unknown]})
    keep(store, 4, {WEB: [unknown]})
    past = store.past()
    assert past["web1", "ssh-root-login", "sshd"] == (Outcome.FAIL, at(2) + timedelta(seconds=1), Severity.HIGH, None)
    assert past["db1", "ssh-root-login", "sshd"] == (Outcome.PASS, at(2) + timedelta(seconds=2), Severity.HIGH, None)
    assert set(store.past([DB])) == {("db1", "ssh-root-login", "sshd")}


def test_what_is_known_of_a_flaws_use_is_kept_with_it_and_remembered_when_it_is_out_of_sight(store):
    used = Exploit(complexity=Complexity.HIGH, epss=0.25, kev=True, known_since=T0, confidence=0.75)
    before = Exploit(complexity=Complexity.HIGH, confidence=0.75)
    first = keep(store, 1, {WEB: [finding(exploit=before)]})
    run = keep(store, 2, {WEB: [finding(exploit=used)]})
    assert [one.exploit for one in store.run(first).findings] == [before]
    assert [one.exploit for one in store.run(run).findings] == [used]
    keep(store, 3, {WEB: [finding(outcome=Outcome.UNKNOWN)]})
    assert store.past()["web1", "ssh-root-login", "sshd"][3] == used


@pytest.mark.parametrize("kept", ["{", "[]", '{"epss":7}', '{"confidence":"x"}', "null"])
def test_what_cannot_be_read_of_a_flaws_use_is_as_bad_as_can_be(kept):
    assert exploit_of(kept) == Exploit(kev=True)
    assert exploit_of(None) is None


def test_never_answered_has_no_past(store):
    keep(store, 1, {WEB: [finding(outcome=Outcome.UNKNOWN)]})
    assert store.past() == {}


def test_runs_previous_and_nothing(store):
    assert store.run() is None
    assert store.runs() == []
    one = keep(store, 1, {WEB: [finding()]}, posture=posture(60))
    two = keep(store, 2, {WEB: [finding(outcome=Outcome.UNKNOWN)]}, finish=False)
    store.abandon(two)
    three = keep(store, 3, {WEB: [finding()]})
    assert store.previous(three) == one
    assert store.previous(one) is None
    listed = store.runs()
    assert [(r.id, r.status) for r in listed] == [
        (three, RunStatus.FINISHED),
        (two, RunStatus.INTERRUPTED),
        (one, RunStatus.FINISHED),
    ]
    assert (listed[2].score, listed[2].interval) == (60, (50, 70))
    assert (listed[1].counts, listed[1].observed, listed[1].targets) == ({Outcome.UNKNOWN: 1}, 1, 1)
    assert store.run(two).findings[0].outcome is Outcome.UNKNOWN
    assert store.run().id == three


def test_a_run_ends_once(store):
    run = keep(store, 1, {WEB: [finding()]})
    with pytest.raises(KeyError):
        store.finish(run, finished_at=at(1), posture=None)


def test_hostile_text_is_kept_and_comes_back_the_same_next_time(store, state):
    hostile = finding(
        resource="file:/tmp/\udcff\x00'; drop table store_run; --", evidence="\x1b[31m\udc80é\U0001f600"
    )
    keep(store, 1, {WEB: [hostile]})
    keep(store, 2, {WEB: [hostile]})
    assert rows(state) == 1
    assert store.run().findings[0].evidence == "\x1b[31m?é\U0001f600"


def test_a_posture_of_another_version_is_not_read_as_ours(store, state):
    run = keep(store, 1, {WEB: [finding()]}, posture=posture())

    def rewritten(change):
        bare = sqlite3.connect(state / "breachready.db")
        document = json.loads(bare.execute("select posture from store_run").fetchone()[0])
        change(document)
        bare.execute("update store_run set posture=?", (json.dumps(document),))
        bare.commit()
        bare.close()
        return store.run(run).posture

    assert rewritten(lambda d: d["posture"].update(invented=1)) == posture()
    assert rewritten(lambda d: d["posture"].pop("score")) is None
    assert rewritten(lambda d: d.update(version=99)) is None
    assert store.run(run).findings


ANSWERS = st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["r1", "r2"]))
SAID = st.tuples(st.sampled_from(list(Outcome)), st.sampled_from(["x", "y"]))
RULES = tuple(map(rule, "abc"))
RUNS = st.lists(
    st.dictionaries(st.sampled_from([WEB, DB, CLOUD]), st.dictionaries(ANSWERS, SAID, max_size=4)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RUNS)
def test_whatever_happens_every_run_reads_as_it_was_written(tmp_path_factory, empty_state, history):
    state = tmp_path_factory.mktemp("state") / "state"
    shutil.copytree(empty_state, state)
    with Store.open(state) as store:
        expected = {}
        real = {}
        for number, targets in enumerate(history):
            found = {
                target: [finding(target, c, r, outcome=o, evidence=e) for (c, r), (o, e) in answers.items()]
                for target, answers in targets.items()
            }
            expected[keep(store, number, found, checks=RULES)] = as_found_of([f for fs in found.values() for f in fs])
            for place, fs in enumerate(found.values()):
                moment = at(number) + timedelta(seconds=place + 1)
                real |= {
                    f.key: (f.outcome, moment, f.severity, f.exploit) for f in fs if f.outcome is not Outcome.UNKNOWN
                }
        assert {run: as_found(store.run(run)) for run in expected} == expected
        assert store.past() == real
        assert all(f.observed_at > T0 for run in expected for f in store.run(run).findings)
