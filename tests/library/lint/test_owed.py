"""Obligations over every way, against walking the ways one by one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.library.lint.books import book, world
from toolkit.core.playbook import CLOSE, Decision, Milestone
from toolkit.library.lint import ways
from toolkit.library.lint.owed import ANSWERS, obligations

HEAD = """
id = "maze"
version = "1.0.0"
title = "A maze"
summary = "x"
scope = "x"
owner = "lead"
reviewed_on = 2026-11-01
review_by = 2027-05-01
severity = []
[roles.lead]
does = "x"
"""
TAIL = """
[exercise]
scenario = "x"
every = "12 months"
questions = []
injects = []
"""
REACHES = ["", "personal-data-confirmed", "notified", "decided-not-to-notify"]


def action(n, then, reaches):
    said = f'reaches = "{reaches}"\n' if reaches else ""
    return f'[[step]]\nid = "s{n}"\nkind = "action"\ntitle = "x"\nphase = "triage"\nrole = "lead"\nnext = "{then}"\n{said}'


def decision(n, options):
    said = ", ".join(
        f'{{ answer = "a{k}", next = "{then}"' + (f', reaches = "{reaches}"' if reaches else "") + " }"
        for k, (then, reaches) in enumerate(options)
    )
    return f'[[step]]\nid = "s{n}"\nkind = "decision"\ntitle = "x"\nphase = "triage"\nrole = "lead"\nask = "x"\noptions = [{said}]\n'


@st.composite
def mazes(draw):
    size = draw(st.integers(1, 6))
    target = st.sampled_from([*(f"s{n}" for n in range(size)), CLOSE])
    reaches = st.sampled_from(REACHES)
    steps = [
        decision(n, draw(st.lists(st.tuples(target, reaches), min_size=1, max_size=3)))
        if draw(st.booleans())
        else action(n, draw(target), draw(reaches))
        for n in range(size)
    ]
    return HEAD + "\n".join(steps) + TAIL


def by_walking(playbook):
    """Points that are still open at the end of some way, by following states (step, what is open) until none is new."""
    steps, start = playbook.steps(), (playbook.start.id, frozenset())
    ahead, seen, found = [start], {start}, set()
    while ahead:
        name, open_points = ahead.pop()
        step = steps[name]
        ways_on = (
            [(one.next, one.reaches, f"{name}#{n}") for n, one in enumerate(step.options)]
            if isinstance(step, Decision)
            else [(step.next, step.reaches, name)]
        )
        for target, reached, point in ways_on:
            now = set(open_points)
            if reached is Milestone.PERSONAL_DATA_CONFIRMED:
                now.add(point)
            if reached in ANSWERS:
                now.clear()
            if target == CLOSE:
                found |= now
            elif (state := (target, frozenset(now))) not in seen:
                seen.add(state)
                ahead.append(state)
    return {point.partition("#")[0] for point in found}


@given(mazes())
def test_every_way_is_walked(text):
    playbook = book(text)
    found = {fault.where for fault in obligations(playbook, world(), ways(playbook))}
    assert found == {f"step[{name}]" for name in by_walking(playbook)}


@given(mazes())
def test_the_example_is_a_way_of_the_playbook(text):
    playbook = book(text)
    steps = playbook.steps()
    for fault in obligations(playbook, world(), ways(playbook)):
        way = fault.says.rpartition(": ")[2].split(" -> ")
        assert way[-1] == CLOSE
        for name, then in pairwise(way):
            step = steps[name]
            onward = [one.next for one in step.options] if isinstance(step, Decision) else [step.next]
            assert then in onward


PARALLEL = (
    HEAD
    + """
[[step]]
id = "both"
kind = "parallel"
title = "x"
phase = "triage"
role = "lead"
branches = ["one", "two"]
next = "close"
"""
    + "{steps}"
    + TAIL
)


def branches(one, two, before=""):
    steps = action("1", "back", one).replace('"s1"', '"one"') + action("2", "back", two).replace('"s2"', '"two"')
    text = PARALLEL.replace("{steps}", steps)
    return (
        text.replace('[[step]]\nid = "both"', action("0", "both", before) + '[[step]]\nid = "both"')
        if before
        else text
    )


def owed(text):
    playbook = book(text)
    return [fault.where for fault in obligations(playbook, world(), ways(playbook))]


def test_a_branch_that_tells_answers_for_what_was_owed_before():
    assert owed(branches("", "notified", before="personal-data-confirmed")) == []
    assert owed(branches("", "", before="personal-data-confirmed")) == ["step[s0]"]


def test_a_branch_does_not_answer_for_what_another_confirms_at_the_same_time():
    assert owed(branches("personal-data-confirmed", "notified")) == ["step[one]"]


def test_a_step_that_the_level_leaves_out_answers_nothing():
    text = HEAD + action(0, "s1", "personal-data-confirmed") + action(1, CLOSE, "notified") + TAIL
    assert owed(text) == []
    only = text.replace('reaches = "notified"', 'reaches = "notified"\nonly_at = ["P1"]')
    assert owed(only) == ["step[s0]"]
