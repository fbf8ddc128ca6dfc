"""A step's verb with the journal as its ledger: shown, carried out, in doubt, put back; in an exercise never."""

import pytest

from tests.usecase.incident.books import Watch, by, opened
from toolkit.act.approval import Approval
from toolkit.act.verb import CannotAct, Change, Parameter, Plan, Rehearsal, Verb, Verified
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind, Status
from toolkit.core.playbook import Level, Milestone
from toolkit.store.lock import Lock
from toolkit.usecase.incident import hands as reaching
from toolkit.usecase.incident.acting import LOCK, Order, act
from toolkit.usecase.incident.deciding import approve, decide
from toolkit.usecase.incident.ledger import JournalLedger
from toolkit.usecase.incident.opening import Opening
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.steps import done
from toolkit.usecase.incident.telling import set_level

GO = Order(execute=True)
PARAMETERS = {"bucket": "example-exports", "account": "prod"}


class World:
    """Something outside that can be changed, and can say no."""

    def __init__(self):
        self.open = True
        self.refuses = ""
        self.lies = False
        self.evidence = None


def _act(world, _parameters, _captured):
    if world.refuses:
        raise CannotAct("PutBlock", world.refuses, maybe=world.refuses == "lost")
    world.open = world.lies
    (world.evidence / "answer.json").write_text("{}")


def _verify(world, _parameters, _captured):
    if world.refuses == "lost":
        raise CannotAct("GetBlock", "lost")
    return Verified(so=not world.open, words="closed" if not world.open else "still open")


def verb(*, rollback=True):
    def undo(world, _parameters, captured):
        world.open = captured["was"]

    return Verb(
        id="block-public-access",
        title="Close it",
        does="Closes it.",
        parameters=tuple(Parameter(name=name, help="h", example="e") for name in PARAMETERS),
        permissions=("s3:PutBlock",),
        rehearsal=Rehearsal.READ,
        plan=lambda world, _: Plan(
            changes=(Change(call="PutBlock", resource="b", words="closes"),) if world.open else (),
            because="is closed",
        ),
        capture=lambda world, _: {"was": world.open},
        act=_act,
        verify=_verify,
        rollback=undo if rollback else None,
    )


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def world():
    return World()


@pytest.fixture
def at_hand(tmp_path, watch, monkeypatch):
    """An incident that has come to the verb's step, its evidence collected and a second person's yes given."""
    monkeypatch.setattr(reaching, "verbs", lambda: {"block-public-access": verb()})
    settings, folder = opened(tmp_path, watch, values={"bucket": "example-exports"})
    done(folder, "see", by(), ready=True, clock=watch)
    decide(folder, "is-it", "yes", by(), clock=watch)
    done(folder, "photograph", by(), clock=watch)
    approve(folder, "put-out", by("bob"), clock=watch)
    return settings, folder


def press(at_hand, world, watch, order=GO, who="ana"):
    def reach(_settings, _verb, _incident, _key, evidence):
        evidence.mkdir(parents=True, exist_ok=True)
        world.evidence = evidence
        return world

    settings, folder = at_hand
    return act(settings, folder, "put-out", by(who), order, clock=watch, reach=reach)


def kinds(folder):
    return [one.kind.value for one in look(folder).events]


def test_without_execute_it_is_shown_and_nothing_is_written(at_hand, world, watch):
    before = kinds(at_hand[1])
    acted = press(at_hand, world, watch, Order())
    assert acted.performed.ending == "planned"
    assert acted.performed.plan.changes[0].words == "closes"
    assert acted.parameters == PARAMETERS
    assert kinds(at_hand[1]) == before
    assert world.open


def test_it_is_written_before_it_is_done_and_seen_afterwards(at_hand, world, watch):
    acted = press(at_hand, world, watch)
    assert acted.performed.success
    assert not world.open
    assert kinds(at_hand[1])[-6:] == ["started", "act-promised", "act-acted", "act-verified", "collected", "done"]
    state = acted.view.incident.state_of("put-out")
    assert (state.status, state.verified) == (Status.DONE, "closed")
    assert Milestone.CONTAINED in acted.view.incident.milestones
    (item,) = acted.view.incident.evidence
    assert (item.name, item.step) == ("answer.json", "put-out")


def test_what_the_world_refuses_is_a_failed_step(at_hand, world, watch):
    world.refuses = "AccessDenied"
    acted = press(at_hand, world, watch)
    assert acted.performed.ending == "failed"
    assert acted.view.incident.state_of("put-out").status is Status.FAILED
    assert "AccessDenied" in acted.view.incident.state_of("put-out").note
    world.refuses = ""
    assert press(at_hand, world, watch).performed.success, "the same again settles it"
    assert len([one for one in kinds(at_hand[1]) if one == "act-promised"]) == 1, "from the same promise"


def test_a_change_that_did_not_come_about_is_no_success(at_hand, world, watch):
    world.lies = True
    acted = press(at_hand, world, watch)
    assert acted.performed.ending == "failed"
    assert acted.view.incident.state_of("put-out").status is Status.FAILED
    assert Milestone.CONTAINED not in acted.view.incident.milestones


def test_a_lost_answer_leaves_it_in_doubt_and_named(at_hand, world, watch):
    world.refuses = "lost"
    acted = press(at_hand, world, watch)
    assert acted.performed.ending == "in doubt"
    incident = acted.view.incident
    assert incident.state_of("put-out").status is Status.STARTED
    assert [one.step for one in incident.promises if one.in_doubt] == ["put-out"]
    assert list(incident.in_doubt()) == ["put-out"]


def test_putting_it_back_reopens_the_step(at_hand, world, watch):
    press(at_hand, world, watch)
    shown = press(at_hand, world, watch, Order(undo=True))
    assert shown.performed.ending == "planned"
    assert not world.open
    acted = press(at_hand, world, watch, Order(undo=True, execute=True))
    assert acted.performed.ending == "undone"
    assert world.open
    assert acted.view.incident.state_of("put-out").status is Status.TODO
    assert acted.view.incident.promises == ()
    assert Milestone.CONTAINED not in acted.view.incident.milestones


def test_what_was_done_is_not_begun_again(at_hand, world, watch):
    press(at_hand, world, watch)
    with pytest.raises(UserError, match="was done already"):
        press(at_hand, world, watch)


def test_without_approval_or_evidence_nothing_is_done(tmp_path, world, watch, monkeypatch):
    monkeypatch.setattr(reaching, "verbs", lambda: {"block-public-access": verb()})
    place = opened(tmp_path, watch, values={"bucket": "example-exports"})
    with pytest.raises(UserError) as wrong:
        press(place, world, watch)
    assert len(wrong.value.problems) == 2
    assert world.open
    assert kinds(place[1]) == ["opened"]
    set_level(place[1], Level.P1, by(), clock=watch)
    assert press(place, world, watch).performed.success, "on standing authority"


def test_who_approved_cannot_press(at_hand, world, watch):
    with pytest.raises(UserError, match="it takes two people"):
        press(at_hand, world, watch, who="Bob")
    assert world.open


def test_what_cannot_be_undone_needs_an_approval_whatever_the_authority(tmp_path, world, watch, monkeypatch):
    monkeypatch.setattr(reaching, "verbs", lambda: {"block-public-access": verb(rollback=False)})
    place = opened(tmp_path, watch, values={"bucket": "example-exports"}, level=Level.P1)
    before = kinds(place[1])
    with pytest.raises(UserError, match="a second person must approve it first"):
        press(place, world, watch)
    assert kinds(place[1]) == before, "and it is not left begun"
    approve(place[1], "put-out", by("bob"), clock=watch)
    assert press(place, world, watch).performed.success


def test_an_approval_of_other_parameters_is_none(tmp_path, world, watch, monkeypatch):
    from toolkit.usecase.incident.telling import set_values

    monkeypatch.setattr(reaching, "verbs", lambda: {"block-public-access": verb(rollback=False)})
    place = opened(tmp_path, watch, values={"bucket": "other"}, level=Level.P1)
    approve(place[1], "put-out", by("bob"), clock=watch)
    set_values(place[1], {"bucket": "example-exports"}, by(), clock=watch)
    with pytest.raises(UserError, match="was given for other parameters"):
        press(place, world, watch)
    assert world.open


def test_two_acts_at_once_are_refused(at_hand, world, watch):
    lock = Lock(at_hand[1] / LOCK)
    assert lock.take()
    try:
        with pytest.raises(UserError, match="another act is being carried out"):
            press(at_hand, world, watch)
    finally:
        lock.release()


def test_in_an_exercise_nothing_is_read_or_done(tmp_path, watch, monkeypatch):
    from toolkit.usecase.incident.exercise import start

    monkeypatch.setattr(reaching, "verbs", lambda: {"block-public-access": verb()})
    settings, _ = opened(tmp_path, watch)
    view = start(settings, Opening(playbook="fire", values={"bucket": "b"}), by(), clock=watch)

    def reach(*_):
        raise AssertionError("an exercise has no hands")

    acted = act(settings, view.folder, "put-out", by(), Order(), clock=watch, reach=reach)
    assert acted.performed.ending == "planned"
    for order in (GO, Order(execute=True, undo=True)):
        with pytest.raises(UserError, match="this is an exercise"):
            act(settings, view.folder, "put-out", by(), order, clock=watch, reach=reach)


@pytest.mark.parametrize(
    ("step", "words"), [("see", "has no verb"), ("is-it", "has no verb"), ("nothing", "no step 'nothing'")]
)
def test_a_step_without_a_verb_is_for_a_person(at_hand, watch, step, words):
    settings, folder = at_hand
    with pytest.raises(UserError, match=words):
        act(settings, folder, step, by(), Order(), clock=watch)


def test_a_verb_that_this_version_has_not_is_said(at_hand, watch, monkeypatch):
    monkeypatch.setattr(reaching, "verbs", dict)
    settings, folder = at_hand
    with pytest.raises(UserError, match="this version cannot 'block-public-access': do it by hand"):
        act(settings, folder, "put-out", by(), Order(), clock=watch)


def test_the_ledger_says_who_approved(at_hand, watch):
    ledger = JournalLedger(folder=at_hand[1], step="put-out", by="ana", clock=watch)
    assert ledger.standing("v", PARAMETERS) is None
    yes = Approval(by="bob", playbook="d", verb="v", parameters=PARAMETERS)
    ledger.promise("v", PARAMETERS, {"was": 1}, yes)
    ledger.undo("v", PARAMETERS)
    standing = ledger.standing("v", PARAMETERS)
    assert (standing.captured, standing.kept, standing.undoing) == ({"was": 1}, False, True)
    promise = next(one for one in look(at_hand[1]).events if one.kind is Kind.ACT_PROMISED)
    assert promise.data["approved_by"] == "bob"
    ledger.undone("v", PARAMETERS, Verified(so=True, words="w"))
    assert ledger.standing("v", PARAMETERS) is None


def test_the_real_verb_finds_its_account_and_says_when_it_cannot_reach_it(at_hand, watch, monkeypatch):
    monkeypatch.undo()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    settings, folder = at_hand
    acted = act(settings, folder, "put-out", by(), Order(), clock=watch)
    assert acted.performed.ending == "refused"
    assert "credentials" in acted.performed.words
