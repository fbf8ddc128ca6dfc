"""What responders say of steps, in order and out of it, and two of them at once."""

import multiprocessing
from datetime import timedelta

import pytest

from tests.usecase.incident.books import T0, Watch, by, opened
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind, Status, key_of
from toolkit.core.playbook import Level, Milestone
from toolkit.usecase.incident.deciding import approve, decide
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.steps import assign, done, fail, reopen, rule_out, skip, start
from toolkit.usecase.incident.telling import set_level, set_values


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def folder(tmp_path, watch):
    return opened(tmp_path, watch, values={"bucket": "example-exports"})[1]


def seen(folder, watch):
    done(folder, "see", by(), ready=True, clock=watch)
    decide(folder, "is-it", "yes", by(), clock=watch)
    return folder


def test_preconditions_are_confirmed_before_a_step_begins(folder, watch):
    with pytest.raises(UserError, match="the door is cold"):
        start(folder, "see", by(), clock=watch)
    view = start(folder, "see", by(), ready=True, clock=watch)
    assert view.events[-1].data["ready"] == ["the door is cold"]
    assert done(folder, "see", by(), clock=watch).incident.state_of("see").status is Status.DONE


def test_both_times_are_kept_when_something_is_entered_later(folder, watch):
    watch.on(hours=6)
    view = done(folder, "see", by(at=T0 + timedelta(hours=1), note="on paper"), ready=True, clock=watch)
    one = view.events[-1]
    assert (one.occurred_at, one.recorded_at) == (T0 + timedelta(hours=1), T0 + timedelta(hours=6))
    assert view.incident.milestones[Milestone.DETECTED].at == T0 + timedelta(hours=1)


def test_what_has_not_come_yet_is_not_recorded(folder, watch):
    with pytest.raises(UserError, match="has not come yet"):
        done(folder, "see", by(at=T0 + timedelta(hours=1)), ready=True, clock=watch)
    assert len(look(folder).events) == 1


def test_evidence_comes_first(folder, watch):
    seen(folder, watch)
    approve(folder, "put-out", by("bob"), clock=watch)
    for act in (start, done):
        with pytest.raises(UserError, match="would destroy what photograph collects"):
            act(folder, "put-out", by(), clock=watch)
    with pytest.raises(UserError, match="expected why"):
        skip(folder, "photograph", by(), clock=watch)
    skip(folder, "photograph", by("carol", "no camera"), clock=watch)
    start(folder, "put-out", by(), clock=watch)


def test_evidence_comes_first_unless_somebody_says_why_not(folder, watch):
    seen(folder, watch)
    approve(folder, "put-out", by("bob"), clock=watch)
    view = done(folder, "put-out", by(), despite="people were in it", verified="out", clock=watch)
    assert view.events[-1].data["despite"] == "people were in it"
    assert "photograph" in view.events[-1].data["lacking"][0]
    assert view.incident.state_of("put-out").despite == "people were in it"


def test_standing_authority_replaces_evidence_and_approval_at_its_level_alone(folder, watch):
    seen(folder, watch)
    set_level(folder, Level.P2, by(), clock=watch)
    with pytest.raises(UserError) as wrong:
        start(folder, "put-out", by(), clock=watch)
    assert len(wrong.value.problems) == 2, "both the evidence and the approval"
    set_level(folder, Level.P1, by(), clock=watch)
    view = start(folder, "put-out", by(), clock=watch)
    assert view.incident.state_of("put-out").authority == "P1"


def test_it_takes_two_to_approve(folder, watch):
    seen(folder, watch)
    done(folder, "photograph", by(), clock=watch)
    with pytest.raises(UserError, match="a second person must approve"):
        start(folder, "put-out", by(), clock=watch)
    approve(folder, "put-out", by("Ana "), clock=watch)
    with pytest.raises(UserError, match="it takes two people"):
        start(folder, "put-out", by("ana"), clock=watch)
    start(folder, "put-out", by("bob"), clock=watch)
    with pytest.raises(UserError, match="bob cannot approve what bob does"):
        approve(folder, "put-out", by("Bob"), clock=watch)


def test_an_approval_is_for_this_version_and_these_parameters(folder, watch):
    seen(folder, watch)
    view = approve(folder, "put-out", by("bob"), clock=watch)
    yes = view.incident.approvals["put-out"]
    assert yes.digest == view.incident.frames[""].digest
    assert (yes.verb, yes.parameters) == ("block-public-access", {"bucket": "example-exports", "account": "prod"})


def test_a_verb_with_an_unknown_parameter_cannot_be_approved(tmp_path, watch):
    folder = opened(tmp_path, watch, store="")[1]
    with pytest.raises(UserError, match="bucket: is not known yet"):
        approve(folder, "put-out", by("bob"), clock=watch)


def test_an_answer_that_has_an_approver_needs_another_person(folder, watch):
    with pytest.raises(UserError, match="nobody has proposed"):
        approve(folder, "affected", by("bob"), clock=watch)
    decide(folder, "affected", "yes", by("ana"), clock=watch)
    with pytest.raises(UserError, match="ana cannot approve"):
        approve(folder, "affected", by("ANA"), clock=watch)
    view = approve(folder, "affected", by("bob"), clock=watch)
    assert view.incident.state_of("affected").answer == "yes"


def test_the_first_to_be_recorded_counts_and_the_second_is_kept_and_told(folder, watch):
    done(folder, "see", by("ana"), ready=True, clock=watch)
    watch.on(minutes=1)
    with pytest.raises(UserError, match=r"see: was done already, by ana, .*is kept as line 3"):
        fail(folder, "see", by("bob", "I smelt nothing"), clock=watch)
    view = look(folder)
    last = view.events[-1]
    assert (last.kind, last.by, last.note, last.data["kind"]) == (Kind.ALSO_SAID, "bob", "I smelt nothing", "failed")
    assert view.incident.state_of("see").status is Status.DONE


def test_the_same_word_twice_is_told_and_not_kept_twice(folder, watch):
    done(folder, "see", by("ana"), ready=True, clock=watch)
    with pytest.raises(UserError, match="was done already"):
        done(folder, "see", by("ana"), ready=True, clock=watch)
    assert len(look(folder).events) == 2


def test_two_who_begin_the_same_step_are_told(folder, watch):
    start(folder, "see", by("ana"), ready=True, clock=watch)
    with pytest.raises(UserError, match="was started already, by ana"):
        start(folder, "see", by("bob"), ready=True, clock=watch)
    assert look(folder).incident.state_of("see").started_by == "ana"


def _decides(folder, who, answer):
    try:
        decide(folder, "is-it", answer, by(who, who))
    except UserError:
        raise SystemExit(2) from None


def test_of_two_processes_that_decide_at_once_one_wins_and_the_other_is_kept(folder, watch):
    done(folder, "see", by(), ready=True, clock=watch)
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_decides, args=(folder, *one)) for one in (("ana", "yes"), ("bob", "no"))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(one.exitcode for one in both) == [0, 2]
    view = look(folder)
    kinds = [one.kind for one in view.events[2:]]
    assert kinds == [Kind.DECIDED, Kind.ALSO_SAID]
    assert {one.note for one in view.events[2:]} == {"ana", "bob"}
    assert view.incident.state_of("is-it").answer == view.events[2].data["answer"]


def test_a_clock_that_was_set_back_is_said_and_the_chain_orders(folder, watch):
    watch.on(hours=2)
    done(folder, "see", by(), ready=True, clock=watch)
    watch.on(hours=-1)
    view = decide(folder, "is-it", "yes", by(), clock=watch)
    assert "clock was set back by 1:00:00" in view.warnings[0]
    assert "line 3 was recorded 1:00:00 earlier" in look(folder).warnings[0]
    assert [one.n for one in view.events] == [1, 2, 3]


def test_a_wait_is_not_over_before_its_time(folder, watch):
    for step in ("see", "photograph", "put-out", "all-hands", "both", "watch"):
        skip(folder, step, by(note="x"), clock=watch)
    decide(folder, "is-it", "yes", by(), clock=watch)
    assert "cool" in look(folder).incident.open_keys()
    with pytest.raises(UserError, match="is over at 2026-11-25T11:00"):
        done(folder, "cool", by(), clock=watch)
    watch.on(hours=2)
    done(folder, "cool", by(), clock=watch)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda f: done(f, "is-it", by()), "is a question"),
        (lambda f: done(f, "both", by()), "when its branches are"),
        (lambda f: done(f, "watch", by()), "is repeated until"),
        (lambda f: start(f, "is-it", by()), "is not begun by anybody"),
        (lambda f: decide(f, "see", "yes", by()), "is no question"),
        (lambda f: decide(f, "is-it", "perhaps", by()), "expected one of 'yes', 'no', not 'perhaps'"),
        (lambda f: decide(f, "watch", "yes", by()), "not through yet; then the question is: nothing glows"),
        (lambda f: approve(f, "see", by()), "asks for no approval"),
        (lambda f: done(f, "nothing", by()), "no step 'nothing'; in hand are: see"),
        (lambda f: fail(f, "see", by()), "expected why"),
        (lambda f: rule_out(f, "see", by()), "expected why"),
        (lambda f: reopen(f, "see", by(note="x")), "nothing is recorded of it"),
        (lambda f: reopen(f, "", by(note="x")), "the incident is open"),
        (lambda f: assign(f, "see", by()), "expected somebody, or a time"),
        (lambda f: done(f, "see", by(""), ready=True), "expected who did it"),
        (lambda f: done(f, "see", by("a\nb"), ready=True), "expected who did it"),
        (lambda f: set_values(f, {"loss": "-1"}, by()), "expected a whole number"),
        (lambda f: set_values(f, {"real": "maybe"}, by()), "expected yes or no"),
        (lambda f: set_values(f, {"bucket": "x" * 5000}, by()), "more is evidence"),
        (lambda f: set_values(f, {"bucket": "x"}, by(), frame="y"), "no playbook in progress is called 'y'"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_recorded(folder, act, words):
    with pytest.raises(UserError, match=words):
        act(folder)
    assert len(look(folder).events) == 1


def test_a_step_of_a_called_playbook_is_found_by_its_id(folder, watch):
    for step in ("see", "photograph", "put-out", "all-hands", "both", "watch", "cool"):
        skip(folder, step, by(note="x"), clock=watch)
    decide(folder, "is-it", "yes", by(), clock=watch)
    decide(folder, "affected", "yes", by(), clock=watch)
    approve(folder, "affected", by("bob"), clock=watch)
    assert done(folder, "draft", by(), clock=watch).events[-1].step == key_of("tell", "draft")
    with pytest.raises(UserError, match="counsel must approve it first"):
        done(folder, "send", by(), clock=watch)
    with pytest.raises(UserError, match="is done when the steps of letters are"):
        done(folder, "tell", by(), clock=watch)


def test_what_a_step_was_to_bring_and_did_not_is_said(folder, watch):
    view = done(folder, "see", by(), ready=True, clock=watch)
    assert view.warnings == ("see: real is not set",)
    view = done(folder, "photograph", by(), clock=watch)
    assert view.warnings == ("photograph: no evidence 'photo' is recorded",)


def test_a_line_cut_by_a_crash_is_recorded_as_put_aside(folder, watch):
    with (folder / "journal.jsonl").open("ab") as file:
        file.write(b'{"by":"an')
    assert "line 2 was being written when its command died" in look(folder).warnings[0]
    view = done(folder, "see", by(), ready=True, clock=watch)
    assert [one.kind for one in view.events] == [Kind.OPENED, Kind.REPAIRED, Kind.DONE]
    assert (folder / view.events[1].data["file"]).read_bytes() == b'{"by":"an'
    assert look(folder).warnings == ()
