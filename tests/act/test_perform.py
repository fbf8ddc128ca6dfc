"""The walk itself, with a switch for a world."""

import pytest

from tests.act.ledger import Memory, Stop
from toolkit.act.approval import Approval, Asked
from toolkit.act.perform import Act, Ending, perform, rollback
from toolkit.act.verb import CannotAct, Change, Parameter, Plan, Rehearsal, Verb, Verified
from toolkit.core.errors import UserError

DIGEST = "sha256:" + "ab" * 32
PARAMETERS = {"lamp": "hall"}


class World:
    """One lamp. `trouble` by stage: an error to raise, before or after the deed."""

    def __init__(self):
        self.on = True
        self.calls = []
        self.trouble = {}

    def stage(self, name):
        self.calls.append(name)
        if name in self.trouble:
            raise self.trouble[name]


def plan(world, _parameters):
    world.stage("plan")
    return Plan(
        changes=(Change(call="lamp:Off", resource="hall", words="off"),) if world.on else (), because="it is off"
    )


def capture(world, _parameters):
    world.stage("capture")
    return {"was": world.on}


def act(world, _parameters, _captured):
    world.stage("act")
    world.on = False
    world.stage("acted")


def verify(world, _parameters, _captured):
    world.stage("verify")
    return Verified(so=not world.on, words="on" if world.on else "off")


def undo(world, _parameters, captured):
    world.stage("undo")
    world.on = captured["was"]
    world.stage("undid")


def a_verb(**changed):
    said = {
        "id": "lamp-off", "title": "Off", "does": "Puts out a lamp.", "permissions": (), "rehearsal": Rehearsal.READ,
        "parameters": (
            Parameter(name="lamp", help="Which", example="hall"),
            Parameter(name="why", help="Why", example="night", optional=True),
        ),
        "plan": plan, "capture": capture, "act": act, "verify": verify, "rollback": undo,
    }  # fmt: skip
    return Verb(**{**said, **changed})


@pytest.fixture
def world():
    return World()


@pytest.fixture
def an_act(world):
    def made(**changed):
        said = {"verb": a_verb(), "hands": world, "parameters": PARAMETERS, "ledger": ledger}
        return Act(**{**said, "asked": Asked(by="ana", playbook=DIGEST), **changed})

    ledger = Memory()
    return made


def test_without_execute_nothing_is_changed_and_nothing_written(world, an_act):
    done = perform(an_act())
    assert (done.ending, done.success, world.on, world.calls) == (Ending.PLANNED, False, True, ["plan"])
    assert done.plan.changes[0].call == "lamp:Off"
    assert an_act().ledger.lines == []


def test_every_stage_is_written_before_the_next_is_done(world, an_act):
    ledger = an_act().ledger
    seen = []
    watched = a_verb(
        act=lambda *given: (seen.append(("act", ledger.kinds())), act(*given)),
        verify=lambda *given: (seen.append(("verify", ledger.kinds())), verify(*given))[1],
        rollback=lambda *given: (seen.append(("undo", ledger.kinds())), undo(*given)),
    )
    assert perform(an_act(verb=watched), execute=True).ending is Ending.DONE
    assert rollback(an_act(verb=watched), execute=True).ending is Ending.UNDONE
    assert seen == [
        ("act", ["promise"]),
        ("verify", ["promise", "acted"]),
        ("undo", ["promise", "acted", "verified", "undo"]),
    ]
    assert (world.on, ledger.kinds()[-1]) == (True, "undone")


def test_a_ledger_that_cannot_write_stops_the_act(world, an_act):
    class Full(Memory):
        def promise(self, *_given):
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        perform(an_act(ledger=Full()), execute=True)
    assert world.on
    assert "act" not in world.calls


@pytest.mark.parametrize("line", ["promise", "acted", "verified"])
def test_stopped_anywhere_the_same_call_comes_to_the_same_end(world, an_act, line):
    ledger = an_act().ledger
    ledger.stop_at = line
    with pytest.raises(Stop):
        perform(an_act(), execute=True)
    again = perform(an_act(), execute=True)
    assert again.success
    assert world.on is False
    assert again.captured == {"was": True}
    assert ledger.kinds().count("promise") == 1
    assert rollback(an_act(), execute=True).ending is Ending.UNDONE
    assert world.on is True


def test_stopped_in_the_deed_what_was_captured_first_is_put_back(world, an_act):
    """A second capture would see the lamp off and put that back."""
    world.trouble["acted"] = Stop()
    with pytest.raises(Stop):
        perform(an_act(), execute=True)
    assert world.on is False
    world.trouble.clear()
    assert perform(an_act()).words.startswith("an earlier attempt")
    assert perform(an_act(), execute=True).ending is Ending.DONE
    rollback(an_act(), execute=True)
    assert world.on is True


@pytest.mark.parametrize("place", ["undo", "undid"])
def test_stopped_while_putting_back_it_is_put_back_again(world, an_act, place):
    perform(an_act(), execute=True)
    world.trouble[place] = Stop()
    with pytest.raises(Stop):
        rollback(an_act(), execute=True)
    world.trouble.clear()
    assert perform(an_act(), execute=True).ending is Ending.REFUSED
    assert rollback(an_act(), execute=True).ending is Ending.UNDONE
    assert world.on is True


def test_done_twice_it_is_done_once(world, an_act):
    perform(an_act(), execute=True)
    again = perform(an_act(), execute=True)
    assert (again.ending, world.calls.count("act")) == (Ending.ALREADY, 1)
    assert an_act().ledger.kinds().count("promise") == 1


def test_undone_by_somebody_else_it_is_done_anew_and_both_can_be_put_back(world, an_act):
    perform(an_act(), execute=True)
    world.on = True
    assert perform(an_act(), execute=True).ending is Ending.DONE
    assert an_act().ledger.kinds().count("promise") == 2
    assert rollback(an_act(), execute=True).success
    assert rollback(an_act(), execute=True).success
    with pytest.raises(UserError, match="put back already"):
        rollback(an_act(), execute=True)


def test_what_is_so_already_is_looked_at_and_not_promised(world, an_act):
    world.on = False
    assert perform(an_act(), execute=True).ending is Ending.ALREADY
    assert an_act().ledger.lines == []


def test_a_plan_that_says_already_is_not_believed(an_act):
    liar = a_verb(plan=lambda *_given: Plan(changes=(), because="it is off"))
    assert perform(an_act(verb=liar), execute=True).ending is Ending.FAILED


@pytest.mark.parametrize("stage", ["plan", "capture"])
def test_a_precondition_that_does_not_hold_changes_nothing(world, an_act, stage):
    world.trouble[stage] = CannotAct("lamp:Get", "denied")
    done = perform(an_act(), execute=True)
    assert (done.ending, done.success, world.on) == (Ending.REFUSED, False, True)
    assert an_act().ledger.lines == []


def test_a_refusal_is_a_failure_and_leaves_what_was_captured(world, an_act):
    world.trouble["act"] = CannotAct("lamp:Off", "UnsupportedOperation: not here")
    done = perform(an_act(), execute=True)
    assert (done.ending, done.success) == (Ending.FAILED, False)
    assert an_act().ledger.kinds() == ["promise", "failed"]
    assert an_act().ledger.standing("lamp-off", PARAMETERS).captured == {"was": True}


def test_a_lost_answer_is_settled_by_reading_the_state(world, an_act):
    world.trouble["acted"] = CannotAct("lamp:Off", "no answer in time", maybe=True)
    assert perform(an_act(), execute=True).ending is Ending.DONE
    assert an_act().ledger.kinds() == ["promise", "failed", "verified"]


@pytest.mark.parametrize("unread", [False, True])
def test_a_lost_answer_that_cannot_be_settled_is_in_doubt(world, an_act, unread):
    world.trouble["act"] = CannotAct("lamp:Off", "no answer in time", maybe=True)
    if unread:
        world.trouble["verify"] = CannotAct("lamp:Get", "denied")
    done = perform(an_act(), execute=True)
    assert (done.ending, done.success) == (Ending.IN_DOUBT, False)
    world.trouble.clear()
    assert perform(an_act(), execute=True).ending is Ending.DONE


def test_unread_is_not_verified_and_not_so_is_failed(world, an_act):
    world.trouble["verify"] = CannotAct("lamp:Get", "denied")
    done = perform(an_act(), execute=True)
    assert (done.ending, done.success) == (Ending.UNVERIFIED, False)
    dud = a_verb(act=lambda *_given: None)
    world.trouble.clear()
    world.on = True
    done = perform(an_act(verb=dud, ledger=Memory()), execute=True)
    assert (done.ending, done.success, done.words) == (Ending.FAILED, False, "on")


def test_putting_back_that_did_not_is_said(world, an_act):
    perform(an_act(), execute=True)
    dud = a_verb(rollback=lambda *_given: None)
    done = rollback(an_act(verb=dud), execute=True)
    assert (done.ending, done.success) == (Ending.FAILED, False)
    world.trouble["undo"] = CannotAct("lamp:On", "no answer", maybe=True)
    assert rollback(an_act(), execute=True).ending is Ending.IN_DOUBT
    world.trouble.clear()
    world.trouble["capture"] = CannotAct("lamp:Get", "denied")
    assert rollback(an_act(), execute=True).ending is Ending.UNVERIFIED
    world.trouble.clear()
    assert rollback(an_act(), execute=True).ending is Ending.UNDONE


def test_put_back_without_a_state_to_compare_is_not_called_undone(an_act):
    vague = a_verb(capture=lambda *_given: {"note": 1}, rollback=lambda *_given: None)
    perform(an_act(verb=vague), execute=True)
    assert rollback(an_act(verb=vague), execute=True).ending is Ending.UNVERIFIED


def test_putting_back_is_shown_first(world, an_act):
    perform(an_act(), execute=True)
    shown = rollback(an_act())
    assert (shown.ending, shown.captured, world.on) == (Ending.PLANNED, {"was": True}, False)


def test_what_json_does_not_keep_is_never_acted_on(world, an_act):
    with pytest.raises(TypeError, match="JSON"):
        perform(an_act(verb=a_verb(capture=lambda *_given: {"was": ("a", "b")})), execute=True)
    assert world.on


def test_parameters_are_faulted_all_at_once(world, an_act):
    with pytest.raises(UserError) as wrong:
        perform(an_act(parameters={"lmap": "hall", "why": " "}), execute=True)
    assert [problem.key for problem in wrong.value.problems] == ["lmap", "lamp", "why"]
    assert world.calls == []


GOOD = Approval(by="ben", playbook=DIGEST, verb="lamp-off", parameters=PARAMETERS)


@pytest.mark.parametrize(
    ("approval", "words"),
    [
        (None, "second person must approve"),
        (Approval(by=" ANA ", playbook=DIGEST, verb="lamp-off", parameters=PARAMETERS), "cannot approve what"),
        (Approval(by="", playbook=DIGEST, verb="lamp-off", parameters=PARAMETERS), "must be named"),
        (Approval(by="ben", playbook=DIGEST[:-1] + "c", verb="lamp-off", parameters=PARAMETERS), "another version"),
        (Approval(by="ben", playbook=DIGEST, verb="lamp-on", parameters=PARAMETERS), "given for lamp-on"),
        (Approval(by="ben", playbook=DIGEST, verb="lamp-off", parameters={"lamp": "hall "}), "other parameters"),
        (Approval(by="ben", playbook=DIGEST, verb="lamp-off", parameters={}), "other parameters"),
    ],
)
def test_what_cannot_be_undone_takes_a_second_persons_yes_to_exactly_this(world, an_act, approval, words):
    with pytest.raises(UserError, match=words):
        perform(an_act(verb=a_verb(rollback=None)), execute=True, approval=approval)
    assert world.calls == []


def test_approved_it_is_done_once_and_never_again_on_that_yes(world, an_act):
    final = an_act(verb=a_verb(rollback=None))
    assert perform(final, execute=True, approval=GOOD).ending is Ending.DONE
    assert final.ledger.lines[0]["approved_by"] == "ben"
    assert perform(final, execute=True, approval=GOOD).ending is Ending.ALREADY
    world.on = True
    assert perform(final, execute=True, approval=GOOD).ending is Ending.FAILED
    assert world.calls.count("act") == 1
    with pytest.raises(UserError, match="cannot be undone"):
        rollback(final, execute=True)


def test_an_approval_without_a_playbook_is_none(an_act):
    final = an_act(verb=a_verb(rollback=None), asked=Asked(by="ana", playbook=""))
    empty = Approval(by="ben", playbook="", verb="lamp-off", parameters=PARAMETERS)
    with pytest.raises(UserError, match="digest is missing"):
        perform(final, execute=True, approval=empty)


def test_planning_what_cannot_be_undone_needs_nobody(an_act):
    assert perform(an_act(verb=a_verb(rollback=None))).ending is Ending.PLANNED
