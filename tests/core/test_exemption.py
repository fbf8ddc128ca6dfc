"""Which findings an exception speaks of, and that nothing else of them changes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.runs import finding
from toolkit.core.exemption import Exemption, Kind, anything, excepted, fits, used
from toolkit.core.verdict import Outcome, Severity

DAY = date(2026, 11, 25)
RULE = Exemption(
    kind=Kind.ACCEPT, check="ssh-root-login", target="web1", owner="platform", reason="until the move", expires=DAY
)
FOUND = finding()


@pytest.mark.parametrize(
    ("pattern", "text", "whole"),
    [
        ("web1", "web1", True),
        ("web1", "web10", False),
        ("web1", "xweb1", False),
        ("web*", "web10", True),
        ("web?", "web1", True),
        ("web?", "web10", False),
        ("[w]eb1", "web1", False),
        ("[::1]:6379/tcp", "[::1]:6379/tcp", True),
        ("WEB1", "web1", False),
        ("a.c", "abc", False),
        ("*", "", True),
        ("file:*", "file:/a\nb", True),
        ("web1\n", "web1", False),
    ],
)
def test_patterns_are_for_the_whole_text(pattern, text, whole):
    assert fits(pattern, text) is whole


def test_patterns_that_choose_nothing():
    assert anything("*")
    assert anything("*?**")
    assert not anything("a*")


@pytest.mark.parametrize(
    ("change", "there"),
    [
        ({}, True),
        ({"check": "ssh-*"}, True),
        ({"check": "ssh-x"}, False),
        ({"target": "db1"}, False),
        ({"resource": "sshd"}, True),
        ({"resource": "other"}, False),
        ({"up_to": Severity.MEDIUM}, False),
        ({"up_to": Severity.HIGH}, True),
        ({"expires": date(2026, 11, 24)}, False),
    ],
)
def test_rules(change, there):
    (found,) = excepted([FOUND], [replace(RULE, **change)], DAY)
    assert (found.exception is not None) is there
    assert replace(found, exception=None) == FOUND


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [(Kind.ACCEPT, {Outcome.FAIL}), (Kind.MUTE, {Outcome.FAIL, Outcome.UNKNOWN})],
)
def test_what_passes_needs_none_and_what_was_not_seen_cannot_be_accepted(kind, outcomes):
    findings = [replace(FOUND, outcome=outcome) for outcome in Outcome]
    marked = excepted(findings, [replace(RULE, kind=kind)], DAY)
    assert {one.outcome for one in marked if one.exception} == outcomes


def test_what_rules_do():
    old = replace(RULE, expires=date(2026, 11, 20))
    idle = replace(RULE, target="nowhere")
    marked = excepted([FOUND, replace(FOUND, resource="b")], [old, RULE, idle], DAY)
    told = [(one.findings, one.expired, one.days_left) for one in used(marked, [old, RULE, idle], DAY)]
    assert told == [(0, True, -5), (2, False, 0), (0, False, 0)]


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_text_fits_itself_unless_it_is_a_pattern(pattern, text):
    if not set(pattern) & set("*?"):
        assert fits(pattern, text) is (pattern == text)
