"""Deadlines, reminders, waits, metrics, and clocks that were set back."""

from datetime import timedelta

from tests.core.incident.test_flow import to_both, to_watch, told
from tests.usecase.incident.books import T0, Journal
from toolkit.core.incident import deadlines, due_at, latest, metrics, not_before, reminders, set_back, stamp, summary
from toolkit.core.incident.words import Kind


def minutes(number):
    return timedelta(minutes=number)


def test_a_deadline_counts_from_the_opening_or_from_what_it_names():
    journal = Journal()
    assert due_at(journal.incident, "see") == (T0, T0 + minutes(10))
    assert due_at(journal.incident, "look") is None
    assert due_at(journal.incident, "write-up") is None, "nothing counts before it is contained"
    contained = to_both()
    since = contained.incident.milestones["contained"].at
    assert due_at(contained.incident, "write-up") == (since, since + timedelta(days=5))


def test_a_time_that_somebody_gives_comes_before_the_playbooks():
    due = T0 + minutes(3)
    journal = Journal().add(Kind.ASSIGNED, "see", to="bob", due=stamp(due))
    assert due_at(journal.incident, "see") == (T0, due)
    assert deadlines(journal.incident)[0].assignee == "bob"
    journal.add(Kind.ASSIGNED, "see", to="carol")
    assert deadlines(journal.incident)[0].assignee == "carol"
    assert deadlines(journal.incident)[0].due == due


def test_deadlines_are_those_of_unfinished_steps_the_earliest_first():
    assert [one.key for one in deadlines(Journal().incident)] == ["see", "photograph"]
    assert [one.key for one in deadlines(Journal().done("see").incident)] == ["photograph"]


def test_a_reminder_comes_when_four_fifths_of_the_time_are_gone_and_only_for_what_is_in_hand():
    incident = Journal().incident
    assert reminders(incident, T0 + minutes(7)) == ()
    assert [one.key for one in reminders(incident, T0 + minutes(8))] == ["see"]
    assert [one.key for one in reminders(incident, T0 + timedelta(hours=9))] == ["see"], "photograph is not in hand"
    (one,) = reminders(incident, T0 + minutes(11))
    assert one.left(T0 + minutes(11)) == -minutes(1)


def test_a_wait_is_over_after_its_span_and_a_loop_turns_after_its():
    journal = to_watch()
    began = journal.incident.state_of("watch").started_at
    assert not_before(journal.incident, "watch") == began + timedelta(hours=1)
    journal.add(Kind.SKIPPED, "watch", note="x")
    arrived = journal.incident.state_of("cool").arrived_at
    assert not_before(journal.incident, "cool") == arrived + timedelta(hours=2)
    assert latest(journal.incident, "cool") is None
    assert not_before(journal.incident, "see") is None


def test_a_clock_that_was_set_back_is_found_by_the_order_of_the_lines():
    journal = Journal().done("see").add(Kind.NOTED, note="x", at=T0 - minutes(30)).add(Kind.NOTED, note="y")
    assert list(set_back(journal.events)) == [(3, minutes(31))]
    assert list(set_back(Journal().done("see").events)) == []


def test_what_was_not_reached_has_no_time():
    found = {one.name: one for one in metrics(Journal().incident)}
    assert all(one.took is None and not one.crossed for one in found.values())


def test_spans_are_between_what_was_recorded():
    journal = told().done("tell/draft", "tell/send", "write-up")
    journal.add(Kind.BEGAN, at=T0 - timedelta(hours=6)).add(Kind.CLOSED)
    found = {one.name: one.took for one in metrics(journal.incident)}
    at = {name.value: one.at for name, one in journal.incident.milestones.items()}
    assert found == {
        "detect": at["detected"] - T0 + timedelta(hours=6),
        "contain": at["contained"] - at["detected"],
        "aware": at["personal-data-confirmed"] - at["detected"],
        "notify": at["notified"] - at["personal-data-confirmed"],
        "recover": None,
        "close": journal.events[-1].occurred_at - T0,
    }


def test_awareness_that_was_stated_comes_before_the_decision():
    journal = told().add(Kind.REACHED, milestone="aware", at=T0 + minutes(2))
    found = {one.name: one for one in metrics(journal.incident)}
    assert found["aware"].end == T0 + minutes(2)


def test_spans_the_wrong_way_round_are_no_time_but_said():
    journal = Journal().done("see").add(Kind.REACHED, milestone="contained", at=T0 - minutes(1))
    found = {one.name: one for one in metrics(journal.incident)}
    assert found["contain"].crossed
    assert found["contain"].took is None


def test_exercises_never_count_among_the_real_ones():
    real, other = told().incident, told()
    rehearsed = Journal(exercise=True).add(Kind.REACHED, milestone="contained", at=T0 + timedelta(days=90)).incident
    rows = {one.name: one for one in summary([real, rehearsed, other.incident, Journal().incident])}
    assert (rows["contain"].count, rows["contain"].of) == (2, 3)
    assert rows["contain"].longest < timedelta(days=1)
    assert rows["recover"].median is None
    assert summary([rehearsed]) == ()
