"""A form saved as it is typed: in every pair of states that two people leave a field in, nothing is lost silently."""

import itertools
import shutil

import pytest

from tests.usecase.incident.books import Watch, by
from tests.usecase.notice.made import place
from toolkit.core.incident import Kind
from toolkit.core.notice import ANY
from toolkit.usecase.incident.session import look
from toolkit.usecase.notice.drafting import Beginning, draft
from toolkit.usecase.notice.saving import UNKNOWN, Entry, mark, save, slots
from toolkit.usecase.notice.shelf import kept

STATES = (("", None), ("2026-11-03", None), ("2026-11-04", None), ("", "2026-12-01"))
"""What `began_on` says: its words, and the day by which it will be known."""


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def ready(tmp_path, watch):
    settings, folder = place(tmp_path, watch)
    draft(settings, folder, Beginning(kind="people-full"), by(), clock=watch)
    return folder


def now(folder, name="began_on"):
    notice = look(folder).incident.notices["people-full"]
    field = kept(folder, notice.template).fields[name]
    return field, slots(field, notice.languages, notice.values.get(name))


def entry(folder, words, unknown, was):
    field, _ = now(folder)
    marks = {slot: mark(field, text) for slot, text in was.items()}
    return {"began_on": Entry(words={ANY: words}, unknown=unknown, was=marks)}


def say(folder, watch, state, was, who="ana"):
    return save(folder, "people-full", entry(folder, *state, was), by(who), clock=watch).fields["began_on"]


def as_slots(state):
    return {ANY: state[0], UNKNOWN: state[1] or ""}


def test_what_another_wrote_meanwhile_is_never_taken_away_unseen(ready, watch, tmp_path):
    for number, (first, theirs, mine) in enumerate(itertools.product(STATES, repeat=3)):
        folder = tmp_path / "cases" / str(number)
        shutil.copytree(ready, folder)
        _, blank = now(folder)
        say(folder, watch, first, blank)
        _, shown = now(folder)
        assert shown == as_slots(first)
        say(folder, watch, theirs, shown)
        outcome = say(folder, watch, mine, shown, who="bob")
        judge(*map(as_slots, (first, theirs, mine)), now(folder)[1], outcome)


def judge(first, theirs, mine, after, outcome):
    case = f"{first} then {theirs} and meanwhile {mine} gives {after}"
    for slot in (ANY, UNKNOWN):
        if theirs[slot] and theirs[slot] != first[slot]:
            assert after[slot] == theirs[slot], f"what another wrote stands: {case}"
        if mine[slot] and mine[slot] != first[slot]:
            assert after[slot] == mine[slot] or outcome.clashes, f"what I wrote is kept, or I am told: {case}"
    if mine in (first, theirs):
        assert after == theirs, case
        assert not outcome.clashes, case
    if theirs == first:
        assert after == mine, case


def test_one_line_for_a_whole_form_and_none_for_nothing(ready, watch):
    entries = {"signed_by": Entry(words={"en": "A", "th": "ก"}), "people_count": Entry(words={ANY: "5"})}
    save(ready, "people-full", entries, by(), clock=watch)
    save(ready, "people-full", {"police": Entry(words={"en": "", "th": ""})}, by(), clock=watch)
    assert [one.kind for one in look(ready).events].count(Kind.NOTICE_SET) == 1
