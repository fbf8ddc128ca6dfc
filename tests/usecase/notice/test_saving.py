"""A form saved as it is typed: every pair of states that two people can leave a field in, and nothing lost silently."""

import itertools

import pytest

from tests.usecase.incident.books import Watch, by
from tests.usecase.notice.made import place
from toolkit.core.incident import Kind
from toolkit.core.notice import ANY
from toolkit.usecase.incident.session import look
from toolkit.usecase.notice.drafting import Beginning, draft
from toolkit.usecase.notice.saving import UNKNOWN, Entry, mark, save, slots
from toolkit.usecase.notice.shelf import kept

STATES = (("", None), ("2026-11-03", None), ("2026-11-04", None), ("", "2026-12-01"), ("", "2026-12-02"))
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


@pytest.mark.parametrize(("first", "theirs", "mine"), list(itertools.product(STATES, repeat=3)))
def test_what_another_wrote_meanwhile_is_never_taken_away_unseen(ready, watch, first, theirs, mine):
    _, blank = now(ready)
    say(ready, watch, first, blank)
    _, shown = now(ready)
    assert shown == as_slots(first)
    say(ready, watch, theirs, shown)
    outcome = say(ready, watch, mine, shown, who="bob")
    _, after = now(ready)
    first, theirs, mine = map(as_slots, (first, theirs, mine))
    for slot in (ANY, UNKNOWN):
        if theirs[slot] and theirs[slot] != first[slot]:
            assert after[slot] == theirs[slot], "what another wrote stands"
        if mine[slot] and mine[slot] != first[slot]:
            assert after[slot] == mine[slot] or outcome.clashes, "what I wrote is kept, or I am told"
        if mine[slot] == first[slot] == theirs[slot] and not outcome.changed:
            assert after[slot] == first[slot]
    if mine in (first, theirs):
        assert after == theirs
        assert not outcome.clashes
    if theirs == first:
        assert after == mine


def test_one_line_for_a_whole_form_and_none_for_nothing(ready, watch):
    entries = {"signed_by": Entry(words={"en": "A", "th": "ก"}), "people_count": Entry(words={ANY: "5"})}
    save(ready, "people-full", entries, by(), clock=watch)
    save(ready, "people-full", {"police": Entry(words={"en": "", "th": ""})}, by(), clock=watch)
    assert [one.kind for one in look(ready).events].count(Kind.NOTICE_SET) == 1
