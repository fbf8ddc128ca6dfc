"""The engine: what was not seen is UNKNOWN, whatever the check would have said."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from toolkit.core import (
    Absent,
    Exploit,
    Fact,
    Family,
    Outcome,
    Severity,
    Target,
    Unread,
    Verdict,
    check,
    failed,
    passed,
)
from toolkit.evaluate import EVIDENCE_LIMIT, evaluate

AT = datetime(2026, 1, 1, tzinfo=UTC)
TARGET = Target(Family.SERVER, "web1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Fact):
    family: ClassVar[Family] = Family.SERVER
    open: bool = False


@check(
    id="door-open", title="A door is open", severity=Severity.HIGH, fix="Close it.", good=Door(), bad=Door(open=True)
)
def door_open(door: Door) -> Verdict:
    """Open doors let people in."""
    return failed(f"door {door.resource} is open") if door.open else passed()


@check(id="door-breaks", title="Breaks", severity=Severity.LOW, fix="-", good=Door(), bad=Door(open=True))
def breaks(door: Door) -> Verdict:
    """Raises."""
    raise ZeroDivisionError("oops")


@check(id="door-odd", title="Odd", severity=Severity.LOW, fix="-", good=Door(), bad=Door(open=True))
def odd(door: Door) -> Verdict:
    """Says what only the engine may say."""
    return Verdict(Outcome.UNKNOWN, "I think")


def judge(*seen, checks=(door_open,)):
    return {(f.check, f.resource): f for f in evaluate(TARGET, seen, checks, observed_at=AT)}


def test_what_is_known_of_a_flaws_use_goes_with_a_failure_alone():
    used = Exploit(kev=True)

    @check(id="flaw", title="A flaw", severity=Severity.HIGH, fix="-", good=Door(), bad=Door(open=True))
    def flaw(door: Door) -> Verdict:
        """Flaws let people in."""
        return failed("1.0", exploit=used) if door.open else replace(passed(), exploit=used)

    found = judge(Door(resource="front", open=True), Door(resource="back"), checks=(flaw,))
    assert found["flaw", "front"].exploit == used
    assert found["flaw", "back"].exploit is None


@pytest.mark.parametrize(
    "said", [{"epss": 1.1}, {"epss": math.nan}, {"confidence": -0.1}, {"known_since": AT.replace(tzinfo=None)}]
)
def test_a_check_that_says_nonsense_of_a_flaws_use_has_not_judged(said):
    @check(id="flaw", title="A flaw", severity=Severity.HIGH, fix="-", good=Door(), bad=Door(open=True))
    def flaw(door: Door) -> Verdict:
        """Flaws let people in."""
        return failed("1.0", exploit=Exploit(**said))

    (finding,) = judge(Door(open=True), checks=(flaw,)).values()
    assert (finding.outcome, finding.fault) == (Outcome.UNKNOWN, True)


def test_a_seen_fact_is_judged():
    found = judge(Door(resource="front", open=True), Door(resource="back"))
    assert found["door-open", "front"].outcome is Outcome.FAIL
    assert found["door-open", "front"].evidence == "door front is open"
    assert found["door-open", "back"].outcome is Outcome.PASS


def test_nothing_collected_is_unknown():
    (finding,) = judge().values()
    assert finding.outcome is Outcome.UNKNOWN
    assert "nothing was collected" in finding.evidence


def test_unread_is_unknown_with_its_reason_and_call():
    (finding,) = judge(Unread(kind=Door, resource="front", reason="needs root", call="ls /")).values()
    assert (finding.outcome, finding.evidence, finding.call) == (Outcome.UNKNOWN, "needs root", "ls /")


def test_a_whole_target_that_cannot_be_read_leaves_every_check_unknown():
    found = judge(Unread(kind=Fact, reason="connection refused"), checks=(door_open, breaks))
    assert {f.outcome for f in found.values()} == {Outcome.UNKNOWN}
    assert len(found) == 2


def test_trouble_half_way_adds_to_what_was_seen():
    found = judge(Door(resource="front"), Unread(kind=Fact, reason="connection lost"))
    assert found["door-open", "front"].outcome is Outcome.PASS
    assert found["door-open", ""].outcome is Outcome.UNKNOWN


def test_proved_absence_is_not_applicable():
    (finding,) = judge(Absent(kind=Door, because="this house has no door")).values()
    assert (finding.outcome, finding.evidence) == (Outcome.NOT_APPLICABLE, "this house has no door")


@pytest.mark.parametrize(
    ("seen", "worst"),
    [
        ([Door(), Door(open=True)], Outcome.FAIL),
        ([Door(), Unread(kind=Door, reason="?")], Outcome.UNKNOWN),
        ([Unread(kind=Door, reason="?"), Door(open=True)], Outcome.FAIL),
        ([Absent(kind=Door, because="none"), Door()], Outcome.PASS),
    ],
)
def test_of_two_answers_about_one_resource_the_worse_counts_in_any_order(seen, worst):
    for order in (seen, seen[::-1]):
        (finding,) = judge(*order).values()
        assert finding.outcome is worst


@pytest.mark.parametrize("broken", [breaks, odd])
def test_a_check_that_breaks_is_a_fault_and_the_others_are_judged(broken):
    found = judge(Door(open=True), checks=(broken, door_open))
    assert found[broken.id, ""].outcome is Outcome.UNKNOWN
    assert found[broken.id, ""].fault
    assert found["door-open", ""].outcome is Outcome.FAIL


def test_other_families_are_not_asked():
    assert evaluate(Target(Family.CLOUD, "aws"), [], [door_open], observed_at=AT) == []


def test_evidence_is_bounded():
    @check(id="door-talks", title="t", severity=Severity.LOW, fix="-", good=Door(), bad=Door(open=True))
    def talks(door: Door) -> Verdict:
        """Talks."""
        return failed("x\x00" * EVIDENCE_LIMIT)

    (finding,) = judge(Door(), checks=(talks,)).values()
    assert len(finding.evidence) == EVIDENCE_LIMIT
    assert "\x00" not in finding.evidence


def test_order_of_input_does_not_matter():
    seen = [Door(resource=str(n), open=n % 2 == 0) for n in range(9)]
    assert evaluate(TARGET, seen, [door_open, breaks], observed_at=AT) == evaluate(
        TARGET, seen[::-1], [breaks, door_open], observed_at=AT
    )


@pytest.mark.parametrize(("said", "kept"), [(Severity.LOW, Severity.LOW), (Severity.CRITICAL, Severity.HIGH)])
def test_a_verdict_may_lower_the_severity_and_never_raise_it(said, kept):
    @check(id="door-grades", title="t", severity=Severity.HIGH, fix="-", good=Door(), bad=Door(open=True))
    def grades(door: Door) -> Verdict:
        """Grades."""
        return failed("open", said)

    (finding,) = judge(Door(), checks=(grades,)).values()
    assert finding.severity is kept
