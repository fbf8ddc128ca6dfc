"""A check says what it needs by its signature, or is refused."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from toolkit.core import Fact, Family, ServerPolicy, Severity, Verdict, check, failed, passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Fact):
    family: ClassVar[Family] = Family.SERVER
    open: bool = False


def declare(judge, **more):
    return check(id="door-open", title="t", severity=Severity.LOW, fix="f", good=Door(), bad=Door(open=True), **more)(
        judge
    )


def test_needs_and_why_come_from_the_function():
    def judge(door: Door) -> Verdict:
        """Open doors let people in."""
        return failed("open") if door.open else passed()

    made = declare(judge)
    assert (made.needs, made.policy, made.why) == (Door, None, "Open doors let people in.")
    assert made.family is Family.SERVER
    assert made(Door(open=True)).outcome == "FAIL"


def test_a_second_parameter_receives_the_policy():
    def judge(door: Door, policy: ServerPolicy) -> Verdict:
        return passed(str(policy.router))

    made = declare(judge)
    assert made.policy is ServerPolicy
    assert made(Door()).evidence == "False"
    assert made(Door(), ServerPolicy(router=True)).evidence == "True"


@pytest.mark.parametrize("judge", [lambda door: passed(str(door)), lambda: passed("x")])
def test_an_unannotated_function_is_refused(judge):
    with pytest.raises(TypeError, match="annotate the first parameter"):
        declare(judge)


def test_a_second_parameter_that_is_no_policy_is_refused():
    def judge(door: Door, other: int) -> Verdict:
        return passed()

    with pytest.raises(TypeError, match="door-open"):
        declare(judge)
