"""Asking for some findings of a run gives what reading the whole run would: pages, counts, gaps, changes."""

import random
from datetime import date
from urllib.parse import quote

import pytest

from tests.daemons.postgres import postgres_server
from tests.store.made import CLOUD, DB, WEB, finding, keep, posture, rule
from toolkit.core.change import compare
from toolkit.core.exemption import Exemption, Kind
from toolkit.core.run import gaps
from toolkit.core.target import Family, Target
from toolkit.core.verdict import Outcome, Severity
from toolkit.store import Store
from toolkit.store.sieve import Order, Sieve

CHECKS = [f"check-{n}" for n in range(6)]
RANKS = {Outcome.FAIL: 0, Outcome.UNKNOWN: 1, Outcome.PASS: 2, Outcome.NOT_APPLICABLE: 3}


def world(chance: random.Random, targets):
    """Random findings of these targets."""
    return {
        target: [
            finding(
                target,
                check=check,
                resource=resource,
                outcome=chance.choice(list(Outcome)),
                severity=chance.choice(list(Severity)),
                evidence=chance.choice(("refused", "100% of it", "under_score", "Refused \\ again")),
                call=chance.choice(("", "cat /etc/shadow")),
                fault=chance.random() < 0.1,
            )
            for check in CHECKS
            for resource in ("", "host:192.0.2.1", "192.0.2.1:22/tcp", "file:/a_b", "bucket:[a]\\n.x")
            if chance.random() < 0.6
        ]
        for target in targets
    }


@pytest.fixture
def runs(store):
    """Three runs."""
    return three(store)


def three(store):
    """Three runs; the third declares one target more and one less, and asks one check less."""
    chance = random.Random(5)
    targets = [WEB, DB, CLOUD]
    numbers = [keep(store, n, world(chance, targets), checks=[rule(one) for one in CHECKS]) for n in (1, 2)]
    targets = [WEB, CLOUD, Target(Family.SERVER, "new_1")]
    found = {
        target: [one for one in some if one.check != "check-3"] for target, some in world(chance, targets).items()
    }
    numbers.append(keep(store, 3, found, checks=[rule(one) for one in CHECKS if one != "check-3"], posture=posture()))
    return numbers


@pytest.mark.parametrize("number", [1, 2, 3])
def test_all_of_it_is_what_the_run_holds(store, runs, number):
    found = store.sifted(number)
    assert sorted(found.each(Sieve()), key=lambda one: one.key) == sorted(
        store.run(number).findings, key=lambda one: one.key
    )


SIEVES = [
    Sieve(),
    Sieve(outcomes=(Outcome.FAIL, Outcome.UNKNOWN)),
    Sieve(severities=(Severity.HIGH,), families=(Family.CLOUD,)),
    Sieve(checks=("check-2",), targets=("web1",)),
    Sieve(text="refused"),
    Sieve(text="100%"),
    Sieve(text="r_s"),
    Sieve(text="\\"),
    Sieve(text="TITLE OF CHECK-1"),
    Sieve(text="new_"),
    Sieve(text="nothing says so"),
]


def lets(sieve, one):
    """The same in Python."""
    text = sieve.text.lower()
    said = (one.title, one.check, one.target, one.resource, one.evidence)
    return (
        (not sieve.outcomes or one.outcome in sieve.outcomes)
        and (not sieve.severities or one.severity in sieve.severities)
        and (not sieve.families or one.family in sieve.families)
        and (not sieve.checks or one.check in sieve.checks)
        and (not sieve.targets or one.target in sieve.targets)
        and any(text in words.lower() for words in said)
    )


@pytest.mark.parametrize("sieve", SIEVES, ids=str)
@pytest.mark.parametrize("few", [0, 10**6])
def test_filters_counts_and_pages_agree(store, runs, monkeypatch, sieve, few):
    monkeypatch.setattr("toolkit.store.order.FEW", few)
    found = store.sifted(3)
    expected = [one for one in store.run(3).findings if lets(sieve, one)]
    expected.sort(key=lambda one: (RANKS[one.outcome], -one.severity.rank, one.key))
    counts = found.counts(Sieve(text=sieve.text, targets=sieve.targets))
    assert sum(one.number for one in counts if sieve.lets(one)) == len(expected)
    pages = [found.page(sieve, Order.WORST, counts, start, 7) for start in range(0, len(expected) + 7, 7)]
    assert [one for page in pages for one in page] == expected
    for order in Order:
        assert {one.key for one in found.page(sieve, order, counts, 0, 1000)} == {one.key for one in expected}


RULES = (
    Exemption(kind=Kind.ACCEPT, check="check-?", target="web*", owner="a", reason="b", expires=date(2030, 1, 1)),
    Exemption(
        kind=Kind.MUTE,
        check="*",
        target="prod",
        resource="*:22/t?p",
        owner="a",
        reason="b",
        expires=date(2030, 1, 1),
        up_to=Severity.MEDIUM,
    ),
    Exemption(kind=Kind.MUTE, check="?", target="??", owner="a", reason="b", expires=date(2030, 1, 1)),
    Exemption(
        kind=Kind.MUTE,
        check="check-2",
        target="*",
        resource="bucket:[?]*.?",
        owner="a",
        reason="b",
        expires=date(2030, 1, 1),
    ),
    Exemption(
        kind=Kind.MUTE,
        check="check-1",
        target="*",
        resource="FILE*",
        owner="a",
        reason="b",
        expires=date(2030, 1, 1),
    ),
)


def test_exceptions_fit_in_the_database_as_they_do_here(store, runs):
    found, every = store.sifted(3), store.run(3).findings
    fitting = {one.key for one in every if any(rule.fits(one) for rule in RULES)}
    assert fitting
    assert {one.key for one in found.each(Sieve(rules=RULES, excepted=True))} == fitting
    assert {one.key for one in found.each(Sieve(rules=RULES, excepted=False))} == {o.key for o in every} - fitting
    assert sum(one.number for one in found.counts(Sieve(rules=RULES)) if one.excepted) == len(fitting)
    assert not list(found.each(Sieve(rules=(), excepted=True)))


def test_gaps_are_those_of_the_whole_run(store, runs):
    expected = gaps(store.run(3).findings)
    found, number = store.sifted(3).unseen(1000)
    assert number == len(expected)
    assert set(found) == set(expected)
    assert [(one.fault, len(one.checks)) for one in found] == [(one.fault, len(one.checks)) for one in expected]
    assert store.sifted(3).unseen(2)[0] == found[:2]
    assert {one.target for one in store.sifted(3).unseen(1000, "web1")[0]} == {"web1"}


@pytest.mark.parametrize(("before", "now"), [(1, 2), (2, 3), (1, 3)])
def test_what_changed_is_what_comparing_whole_runs_says(store, runs, before, now):
    then, here = store.run(before), store.run(now)

    def change(some, others):
        return compare(
            since_run=before, since=then.started_at, before=some, now=others, posture_before=None, posture_now=None
        )

    expected = change(then.findings, here.findings)
    found = change(*store.sifted(now).changed_since(store.sifted(before)))
    for part in ("opened", "closed", "lost", "regained"):
        assert sorted(getattr(found, part), key=str) == sorted(getattr(expected, part), key=str), part
    assert expected.anything


def test_what_was_not_asked_or_not_read_in_between_is_as_new(store):
    both = {WEB: [finding(check="a"), finding(check="b")], DB: [finding(DB, check="b")]}
    keep(store, 1, both, checks=[rule("a"), rule("b")])
    keep(store, 2, {WEB: [finding(check="b")]}, checks=[rule("b")])
    keep(store, 3, both, checks=[rule("a"), rule("b")])
    then, here = store.sifted(3).changed_since(store.sifted(2))
    assert then == []
    assert sorted(one.key for one in here) == [("db1", "b", "sshd"), ("web1", "a", "sshd")]


def test_a_thing_that_is_gone_is_closed_by_the_answer_for_its_machine(store):
    port = finding(DB, check="port", resource="192.0.2.1:22/tcp")
    keep(store, 1, {DB: [port, finding(DB, check="port", resource="host:192.0.2.1", outcome=Outcome.PASS)]})
    keep(store, 2, {DB: [finding(DB, check="port", resource="host:192.0.2.1", outcome=Outcome.PASS)]})
    then, here = store.sifted(2).changed_since(store.sifted(1))
    change = compare(
        since_run=1, since=port.observed_at, before=then, now=here, posture_before=None, posture_now=None
    )
    assert [one.key for one in change.closed] == [port.key]


def test_targets_are_counted(store, runs):
    every = store.run(3).findings
    rows = {one.name: one for one in store.sifted(3).by_target()}
    assert set(rows) == {"web1", "prod", "new_1"}
    for name, row in rows.items():
        here = [one for one in every if one.target == name]
        fails = [one.severity for one in here if one.outcome is Outcome.FAIL]
        assert row.failing == len(fails)
        assert row.unknown == sum(one.outcome is Outcome.UNKNOWN for one in here)
        assert row.failing + row.unknown + row.other == len(here)
        assert row.worst is max(fails, key=lambda one: one.rank)


def test_named_and_worst(store, runs):
    found, every = store.sifted(3), store.run(3).findings
    some = every[:5]
    assert found.named([*(one.key for one in some), ("x", "y", "z")]) == {one.key: one for one in some}
    fails = sorted(
        (one for one in every if one.outcome is Outcome.FAIL), key=lambda one: (-one.severity.rank, one.key)
    )
    first = list({(one.target, one.check): one.key for one in reversed(fails)}.values())
    first.sort(key=[one.key for one in fails].index)
    assert found.worst(Sieve(), 4) == first[:4]


def test_history_is_the_newest_first(store):
    for number, outcome in enumerate((Outcome.FAIL, Outcome.PASS, Outcome.PASS, Outcome.FAIL), 1):
        keep(store, number, {WEB: [finding(outcome=outcome)]})
    states = store.sifted().history(("web1", "ssh-root-login", "sshd"))
    assert [(one.first_run, one.ended_run, one.outcome) for one in states] == [
        (4, None, Outcome.FAIL),
        (2, 4, Outcome.PASS),
        (1, 2, Outcome.FAIL),
    ]


def test_the_last_finished_run_is_meant_and_a_running_one_is_read_anew(store):
    assert store.sifted() is None
    keep(store, 1, {WEB: [finding()]})
    number = store.begin(started_at=finding().observed_at, organisation="", version="1", targets=(WEB,), checks=())
    assert store.sifted().id == 1
    assert store.sifted(number) is not store.sifted(number)
    assert store.sifted(1) is store.sifted()
    assert store.sifted(99) is None


def test_postgresql_says_the_same(tmp_path, monkeypatch):
    with (
        postgres_server() as server,
        Store.open(
            tmp_path / "state", f"postgresql://postgres:{quote(server.password)}@127.0.0.1:{server.port}/postgres"
        ) as store,
    ):
        runs = three(store)
        for sieve in SIEVES:
            for few in (0, 10**6):
                test_filters_counts_and_pages_agree(store, runs, monkeypatch, sieve, few)
        test_all_of_it_is_what_the_run_holds(store, runs, 3)
        test_exceptions_fit_in_the_database_as_they_do_here(store, runs)
        test_gaps_are_those_of_the_whole_run(store, runs)
        test_what_changed_is_what_comparing_whole_runs_says(store, runs, 2, 3)
        test_targets_are_counted(store, runs)
        test_named_and_worst(store, runs)
