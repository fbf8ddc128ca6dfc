"""A verb in the browser: planned, approved by a second person for exactly this, carried out, put back."""

from functools import partial

import pytest

from tests.usecase.incident.test_acting import World, verb
from tests.web.incidents.conftest import kinds, path, post, state, text
from toolkit.core.incident import Status
from toolkit.store.lock import Lock
from toolkit.usecase.incident import deciding, hands, steps, telling
from toolkit.usecase.incident.acting import LOCK, act
from toolkit.usecase.incident.session import Said, look


@pytest.fixture
def world(monkeypatch):
    """The outside, and the room's hands on it."""
    from toolkit.web.incidents import acting

    found = World()

    def reach(_settings, _verb, _incident, _key, evidence):
        evidence.mkdir(parents=True, exist_ok=True)
        found.evidence = evidence
        return found

    monkeypatch.setattr(hands, "verbs", lambda: {"block-public-access": verb()})
    monkeypatch.setattr(acting, "run", partial(act, reach=reach))
    return found


@pytest.fixture
def at_hand(fire):
    """The incident has come to the verb's step."""
    steps.done(fire, "see", Said(by="ada"), ready=True)
    deciding.decide(fire, "is-it", "yes", Said(by="ada"))
    steps.done(fire, "photograph", Said(by="ada"))
    return fire


def shown(browser, folder, rest="act/put-out/", field="parameters"):
    """What the page's form sends along."""
    import html

    page = browser.get(path(folder, rest)).content.decode()
    return html.unescape(page.split(f'name="{field}" value="')[1].split('"')[0])


def agree(browser, folder, page="agree"):
    exactly = shown(browser, folder, "approve/put-out/", "exactly")
    return post(browser, folder, f"{page}/put-out/", exactly=exactly)


def test_the_plan_is_shown_and_nothing_is_done(ada, at_hand, world):
    before = kinds(at_hand)
    page = text(ada.get(path(at_hand, "act/put-out/")))
    assert "PutBlock" in page
    assert "closes" in page
    assert "example-exports" in page
    assert "Not approved yet" in page
    assert world.open
    assert kinds(at_hand) == before


def test_it_needs_a_second_person_and_then_is_done_seen_and_put_back(ada, bob, at_hand, world):
    parameters = shown(ada, at_hand)
    assert post(ada, at_hand, "act/put-out/", act="execute", parameters=parameters).status_code == 409
    assert world.open
    post(ada, at_hand, "steps/put-out/", act="assign", to="ada")
    assert agree(bob, at_hand).status_code == 303
    answer = post(ada, at_hand, "act/put-out/", act="execute", parameters=parameters)
    assert answer.status_code == 303
    assert not world.open
    assert state(at_hand, "put-out").status is Status.DONE
    page = text(ada.get(answer["Location"]))
    assert "closed" in page
    assert "promised block-public-access" in page
    assert post(ada, at_hand, "act/put-out/", act="undo", parameters=parameters).status_code == 303
    assert world.open
    assert kinds(at_hand)[-1] == "reopened"


def test_whoever_does_it_cannot_approve_it(ada, at_hand, world):
    steps.start(at_hand, "put-out", Said(by="ada"), despite="at once")
    page = ada.get(path(at_hand, "approve/put-out/"))
    assert "it takes a second person" in text(page)
    exactly = _exactly(at_hand)
    answer = post(ada, at_hand, "agree/put-out/", exactly=exactly)
    assert answer.status_code == 409
    assert "put-out" not in look(at_hand).incident.approvals


def _exactly(folder):
    from toolkit.web.incidents.approving import _as_text
    from toolkit.web.incidents.approving import _exactly as exactly
    from toolkit.web.incidents.shown import opened

    return _as_text(exactly(opened(folder.name), "put-out"))


def test_whoever_approved_cannot_do_it(ada, at_hand, world):
    assert agree(ada, at_hand).status_code == 303
    answer = post(ada, at_hand, "act/put-out/", act="execute", parameters=shown(ada, at_hand))
    assert answer.status_code == 409
    assert world.open


def test_an_approver_approves_on_his_own_page_and_a_responder_not_there(visitor, ada, at_hand, world):
    approver = visitor("approver-security", name="carol")
    assert agree(ada, at_hand, "approve").status_code == 403
    assert post(approver, at_hand, "agree/put-out/", exactly="x").status_code == 403
    assert agree(approver, at_hand, "approve").status_code == 303
    yes = look(at_hand).incident.approvals["put-out"]
    assert (yes.by, yes.verb, dict(yes.parameters)) == (
        "carol", "block-public-access", {"bucket": "example-exports", "account": "prod"}
    )  # fmt: skip
    assert yes.digest == look(at_hand).incident.frames[""].digest


def test_what_is_approved_is_what_was_shown(ada, bob, at_hand, world):
    exactly = shown(bob, at_hand, "approve/put-out/", "exactly")
    seen = len(look(at_hand).events)
    telling.set_values(at_hand, {"bucket": "other"}, Said(by="ada"))
    for lines in (seen, None):
        assert post(bob, at_hand, "agree/put-out/", lines, exactly=exactly).status_code == 409
    assert "put-out" not in look(at_hand).incident.approvals
    assert "other" in text(bob.get(path(at_hand, "approve/put-out/")))


def test_what_is_done_is_what_was_shown(ada, bob, at_hand, world):
    parameters = shown(ada, at_hand)
    telling.set_values(at_hand, {"bucket": "other"}, Said(by="bob"))
    agree(bob, at_hand)
    answer = post(ada, at_hand, "act/put-out/", act="execute", parameters=parameters)
    assert answer.status_code == 409
    assert "has changed since the plan was shown" in text(answer)
    for wrong in ("", "[]", "null", '{"bucket": 1}'):
        assert post(ada, at_hand, "act/put-out/", act="execute", parameters=wrong).status_code == 409
    assert world.open


def test_an_approval_of_other_parameters_is_said_to_be_none(ada, bob, at_hand, world):
    agree(bob, at_hand)
    telling.set_values(at_hand, {"bucket": "other"}, Said(by="ada"))
    assert "that is no approval of this" in text(ada.get(path(at_hand, "act/put-out/")))


def test_what_the_world_refuses_is_shown_and_stays_in_hand(ada, bob, at_hand, world):
    agree(bob, at_hand)
    world.refuses = "AccessDenied <b>"
    answer = post(ada, at_hand, "act/put-out/", act="execute", parameters=shown(ada, at_hand))
    assert answer.status_code == 303
    page = ada.get(answer["Location"])
    assert "AccessDenied &lt;b&gt;" in page.content.decode()
    assert state(at_hand, "put-out").status is Status.FAILED


def test_two_acts_at_once_are_refused_kindly(ada, bob, at_hand, world):
    agree(bob, at_hand)
    lock = Lock(at_hand / LOCK)
    assert lock.take()
    try:
        answer = post(ada, at_hand, "act/put-out/", act="execute", parameters=shown(ada, at_hand), note="keep me")
    finally:
        lock.release()
    assert answer.status_code == 409
    assert "another act is being carried out" in text(answer)
    assert "keep me" in answer.content.decode()


def test_in_an_exercise_nothing_is_reached(ada, drill, world):
    telling.set_values(drill, {"bucket": "b"}, Said(by="ada"))
    page = text(ada.get(path(drill, "act/put-out/")))
    assert "an exercise: nothing outside was read or changed" in page
    answer = post(ada, drill, "act/put-out/", act="execute", parameters='{"account": "prod", "bucket": "b"}')
    assert answer.status_code == 409
    assert world.open
    assert world.evidence is None


@pytest.mark.parametrize("role", ["engineer", "communications", "approver-security", "viewer"])
def test_only_responders_see_plans_and_act(visitor, at_hand, world, role):
    browser = visitor(role)
    assert browser.get(path(at_hand, "act/put-out/")).status_code == 403
    assert post(browser, at_hand, "act/put-out/", act="execute").status_code == 403


def test_an_answer_that_needs_an_approver_counts_with_his_yes(visitor, ada, house, books):
    from toolkit.usecase.incident.opening import Opening, open_incident

    folder = open_incident(house.settings, Opening(playbook="fire"), Said(by="ada")).folder
    deciding.decide(folder, "affected", "no", Said(by="ada", note="none in it"))
    counsel = visitor("approver-legal", name="counsel")
    page = text(counsel.get(path(folder, "approve/affected/")))
    assert "none in it" in page or "no" in page
    assert "proposed by ada" in page
    exactly = shown(counsel, folder, "approve/affected/", "exactly")
    deciding_now = post(counsel, folder, "approve/affected/", exactly=exactly)
    assert deciding_now.status_code == 303
    assert state(folder, "affected").answer == "no"


def test_somebody_who_has_it_in_hand_meanwhile_is_shown_before_it_is_done(ada, bob, at_hand, world):
    agree(bob, at_hand)
    seen, parameters = len(look(at_hand).events), shown(ada, at_hand)
    steps.assign(at_hand, "put-out", Said(by="bob"), to="carol")
    answer = post(ada, at_hand, "act/put-out/", seen, act="execute", parameters=parameters, note="keep me")
    assert answer.status_code == 409
    assert "Somebody was quicker" in text(answer)
    assert "keep me" in answer.content.decode()
    assert world.open
    assert post(ada, at_hand, "act/put-out/", act="execute", parameters=parameters).status_code == 303
    assert not world.open
