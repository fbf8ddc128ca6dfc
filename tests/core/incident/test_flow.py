"""How an incident moves through its playbooks."""

import pytest

from tests.usecase.incident.books import FIRE, HEAD, LETTERS, Journal
from toolkit.core.incident import NotOurs, Status, fold
from toolkit.core.incident.words import Kind
from toolkit.core.playbook import Level, Milestone


def to_both():
    """Up to the parallel."""
    journal = Journal().done("see").decide("is-it", "yes").done("photograph")
    return journal.done("put-out", verified="no flame").done("all-hands")


def to_watch():
    return to_both().done("look", "look-again", "listen")


def test_steps_come_one_after_the_other():
    journal = Journal()
    assert journal.hand == ["see"]
    assert journal.done("see").hand == ["is-it"]
    assert journal.decide("is-it", "no").hand == ["write-up"]
    assert journal.done("write-up").hand == []


def test_branches_are_worked_on_at_once_and_all_must_be_back():
    journal = to_both()
    assert journal.hand == ["look", "listen"]
    assert journal.incident.state_of("both").status is Status.STARTED
    assert journal.done("look").hand == ["look-again", "listen"]
    assert journal.done("listen").hand == ["look-again"]
    assert journal.done("look-again").hand == ["stir"]
    assert journal.incident.state_of("both").status is Status.DONE


def test_a_branch_that_was_done_ahead_does_not_end_the_parallel():
    journal = Journal().done("look", "look-again", "see").decide("is-it", "yes").done("photograph")
    journal.done("put-out", verified="x").done("all-hands")
    assert journal.hand == ["listen"]
    assert journal.done("listen").hand == ["stir"]


def test_a_step_done_ahead_is_passed_when_the_incident_comes_to_it():
    journal = Journal().done("photograph").done("see")
    assert journal.decide("is-it", "yes").hand == ["put-out"]


def test_a_loop_goes_round_until_it_is_so():
    journal = to_watch()
    assert journal.done("stir").hand == ["watch"]
    assert journal.incident.state_of("watch").asking
    assert journal.decide("watch", "no").hand == ["stir"]
    assert journal.incident.state_of("stir").round == 2
    assert journal.done("stir").decide("watch", "yes").hand == ["cool"]
    assert journal.incident.state_of("watch").status is Status.DONE


def test_a_loop_that_is_not_so_after_its_last_turn_has_failed_and_holds_the_incident():
    journal = to_watch().done("stir").decide("watch", "no").done("stir").decide("watch", "no")
    assert journal.incident.state_of("watch").status is Status.FAILED
    assert journal.hand == ["watch"]
    assert journal.add(Kind.STARTED, "watch").hand == ["stir"]
    assert journal.done("stir").decide("watch", "yes").hand == ["cool"]


def test_a_loop_can_be_left_out_in_the_middle():
    journal = to_watch()
    assert journal.add(Kind.SKIPPED, "watch", note="rain").hand == ["cool"]


def test_a_parallel_can_be_left_out_in_the_middle():
    journal = to_both().done("look")
    assert journal.add(Kind.SKIPPED, "both", note="dark").hand == ["stir"]


def test_a_failed_step_holds_the_incident_until_it_is_done_or_left_out():
    journal = Journal().add(Kind.FAILED, "see", note="smoke")
    assert journal.hand == ["see"]
    assert journal.incident.state_of("see").status is Status.FAILED
    assert journal.done("see").hand == ["is-it"]


def to_affected():
    return to_watch().add(Kind.SKIPPED, "watch", note="x").done("cool")


def test_an_answer_that_has_an_approver_counts_when_it_is_approved():
    journal = to_affected()
    assert journal.hand == ["affected"]
    assert journal.decide("affected", "yes").hand == ["affected"]
    assert Milestone.PERSONAL_DATA_CONFIRMED not in journal.incident.milestones
    journal.add(Kind.APPROVED, "affected", who="bob", answer="yes")
    assert journal.hand == ["tell/draft", "tell"] or set(journal.hand) == {"tell", "tell/draft"}
    assert Milestone.PERSONAL_DATA_CONFIRMED in journal.incident.milestones


def told():
    return to_affected().decide("affected", "yes").add(Kind.APPROVED, "affected", who="bob", answer="yes")


def test_a_playbook_that_a_step_runs_is_worked_through_and_then_the_caller_goes_on():
    journal = told()
    assert "tell/draft" in journal.hand
    assert journal.incident.frames["tell"].digest == "letters"
    journal.done("tell/draft", "tell/send")
    assert journal.hand == ["write-up"]
    assert journal.incident.state_of("tell").status is Status.DONE
    assert journal.incident.milestones[Milestone.NOTIFIED].step == "tell/send"


def test_a_playbook_that_a_step_runs_sees_what_its_caller_gives():
    journal = told()
    assert "place" not in journal.incident.known("tell")
    journal.add(Kind.VALUE, frame="", name="store", text="exports")
    assert journal.incident.known("tell") == {"place": "exports"}


def test_a_step_whose_playbook_is_not_there_rests_until_it_is_pinned():
    journal = to_affected()
    journal.events[0].data["pinned"].clear()
    journal.decide("affected", "yes").add(Kind.APPROVED, "affected", who="bob", answer="yes")
    assert journal.hand == ["tell"]
    journal.add(Kind.PINNED, "tell", playbook="letters", digest="letters")
    assert "tell/draft" in journal.hand


def test_what_a_step_runs_ends_when_the_step_is_left_out():
    journal = told().add(Kind.SKIPPED, "tell", note="done by the processor")
    assert journal.hand == ["write-up"]


def test_levels_exclude_steps_and_ask_for_them_afterwards():
    journal = Journal().add(Kind.LEVEL, level="P3").done("see").decide("is-it", "yes").done("photograph")
    journal.done("put-out", verified="x")
    assert journal.hand == ["look", "listen"]
    state = journal.incident.state_of("all-hands")
    assert (state.status, state.by_level) == (Status.NOT_APPLICABLE, True)
    journal.add(Kind.LEVEL, level="P1")
    assert set(journal.hand) == {"all-hands", "look", "listen"}
    journal.done("all-hands")
    assert journal.hand == ["look", "listen"], "what was passed over does not lead anywhere a second time"


def test_a_level_that_is_not_known_excludes_nothing():
    journal = Journal().done("see").decide("is-it", "yes").done("photograph").done("put-out", verified="x")
    assert journal.hand == ["all-hands"]
    assert journal.incident.level is None
    assert journal.add(Kind.LEVEL, level="P3").hand == ["look", "listen"]


def test_a_step_in_hand_stays_when_the_level_goes_down():
    journal = Journal().done("see").decide("is-it", "yes").done("photograph").done("put-out", verified="x")
    journal.add(Kind.STARTED, "all-hands").add(Kind.LEVEL, level="P3")
    assert journal.hand == ["all-hands"]
    assert journal.incident.level is Level.P3


def test_what_was_not_verified_reaches_no_milestone():
    journal = Journal().done("see").decide("is-it", "yes").done("photograph").done("put-out")
    assert journal.incident.state_of("put-out").status is Status.UNVERIFIED
    assert Milestone.CONTAINED not in journal.incident.milestones
    assert journal.hand == ["all-hands"]
    journal.done("put-out", verified="no flame")
    assert journal.incident.state_of("put-out").status is Status.DONE
    assert journal.incident.milestones[Milestone.CONTAINED].step == "put-out"
    assert journal.hand == ["all-hands"]


def test_reopening_a_step_in_a_branch_that_is_back_opens_the_parallel_again():
    journal = to_watch()
    assert journal.add(Kind.REOPENED, "listen", note="deaf").hand == ["listen"]
    assert journal.incident.state_of("look").status is Status.DONE
    assert journal.done("listen").hand == ["stir"]


def test_reopening_a_step_of_a_called_playbook_opens_its_caller_again():
    journal = told().done("tell/draft", "tell/send", "write-up")
    assert journal.hand == []
    journal.add(Kind.REOPENED, "tell/send", note="wrong address")
    assert set(journal.hand) == {"tell", "tell/send"}
    assert Milestone.NOTIFIED not in journal.incident.milestones
    assert journal.done("tell/send").hand == []


def test_reopening_what_led_to_a_decision_asks_it_again_and_legal_clocks_stand():
    journal = told()
    first = journal.incident.milestones[Milestone.PERSONAL_DATA_CONFIRMED].at
    journal.add(Kind.REOPENED, "listen", note="deaf").done("listen").add(Kind.SKIPPED, "watch", note="x")
    assert "affected" in journal.hand
    assert journal.incident.milestones[Milestone.PERSONAL_DATA_CONFIRMED].at == first
    journal.decide("affected", "no").add(Kind.APPROVED, "affected", who="bob", answer="no")
    assert Milestone.PERSONAL_DATA_CONFIRMED not in journal.incident.milestones
    assert Milestone.PERSONAL_DATA_EXCLUDED in journal.incident.milestones


BACKWARDS = f"""
id = "backwards"
{HEAD}
[[step]]
id = "contain"
kind = "action"
title = "Contain"
phase = "contain"
role = "hand"
reaches = "contained"
[[step]]
id = "quiet"
kind = "decision"
title = "Is it quiet"
phase = "contain"
role = "hand"
ask = "Is it?"
options = [{{ answer = "yes", next = "end" }}, {{ answer = "no", next = "contain" }}]
[[step]]
id = "end"
kind = "action"
title = "End"
phase = "learn"
role = "hand"
next = "close"
[exercise]
scenario = "Noise."
every = "12 months"
questions = ["What?"]
injects = []
"""


def test_a_way_back_is_to_be_done_again_and_takes_its_milestone_back():
    journal = Journal(BACKWARDS).done("contain").decide("quiet", "no")
    assert journal.hand == ["contain"]
    assert journal.incident.state_of("contain").round == 2
    assert Milestone.CONTAINED not in journal.incident.milestones
    journal.done("contain")
    assert journal.hand == ["quiet"]
    assert journal.decide("quiet", "yes").hand == ["end"]


WORST = 'role = "hand"\nonly_at = ["P1"]'
CIRCLE = BACKWARDS.replace('role = "hand"', WORST).replace('next = "close"', 'next = "contain"')


def test_a_circle_of_steps_that_do_not_apply_comes_to_rest():
    journal = Journal(CIRCLE).add(Kind.LEVEL, level="P3")
    assert journal.hand == ["quiet"], "and a person decides what then"


def test_merged_steps_stand_beside_the_rest_and_know_what_the_first_playbook_knows():
    journal = Journal().done("see")
    other = LETTERS.replace('given_by = "caller"', 'given_by = "person"').replace("place", "store")
    journal.library["other"] = Journal(other).library["letters"]
    journal.add(Kind.VALUE, frame="", name="store", text="exports")
    journal.add(Kind.MERGED, frame="letters", playbook="letters", version="1", digest="other")
    assert journal.hand == ["is-it", "letters/draft"]
    assert journal.incident.known("letters") == {"store": "exports"}
    assert journal.done("letters/draft").hand == ["is-it", "letters/send"]


def test_an_upgrade_keeps_what_was_done_and_finds_the_place_anew():
    journal = Journal().done("see").decide("is-it", "yes").done("photograph")
    shout = ONE.format(n=1).replace("s1", "shout")
    new = FIRE.replace('[[step]]\nid = "put-out"', f'{shout}\n[[step]]\nid = "put-out"')
    journal.library["new"] = Journal(new, LETTERS).library["fire"]
    journal.add(Kind.UPGRADED, frame="", playbook="fire", version="2", digest="new")
    assert journal.hand == ["shout"]
    assert journal.incident.state_of("photograph").status is Status.DONE
    assert journal.done("shout").hand == ["put-out"]


def test_an_upgrade_that_loses_an_answer_asks_again():
    journal = Journal().done("see").decide("is-it", "yes").done("photograph")
    new = FIRE.replace('answer = "yes", next = "photograph"', 'answer = "certainly", next = "photograph"')
    journal.library["new"] = Journal(new, LETTERS).library["fire"]
    journal.add(Kind.UPGRADED, frame="", playbook="fire", version="2", digest="new")
    assert journal.hand == ["is-it"]


def test_an_upgrade_in_the_middle_of_branches_and_loops_stays_there():
    for journal, hand in ((to_both().done("look"), ["look-again", "listen"]), (to_watch(), ["stir"])):
        journal.library["new"] = journal.library["fire"]
        journal.add(Kind.UPGRADED, frame="", playbook="fire", version="2", digest="new")
        assert journal.hand == hand
    turns = to_watch().done("stir").decide("watch", "no")
    turns.library["new"] = turns.library["fire"]
    turns.add(Kind.UPGRADED, frame="", playbook="fire", version="2", digest="new")
    assert turns.done("stir").decide("watch", "no").incident.state_of("watch").status is Status.FAILED


def test_a_playbook_that_runs_itself_is_left_to_a_person():
    letters = LETTERS.replace('next = "close"', "")
    assert letters.count('id = "send"') == 1
    again = letters + SELF
    journal = Journal(FIRE, again)
    journal.add(Kind.SKIPPED, "see", note="x")
    journal = to_end_of(journal)
    assert "tell/again" in journal.hand
    assert journal.add(Kind.SKIPPED, "tell/again", note="round and round").hand == ["write-up"]


def to_end_of(journal):
    """Up to the last step of the letters."""
    journal.decide("is-it", "yes").done("photograph").done("put-out", verified="x").done("all-hands")
    journal.add(Kind.SKIPPED, "both", note="x").add(Kind.SKIPPED, "watch", note="x").done("cool")
    journal.decide("affected", "yes").add(Kind.APPROVED, "affected", who="bob", answer="yes")
    return journal.done("tell/draft", "tell/send")


SELF = """
[[step]]
id = "again"
kind = "sub-playbook"
title = "Once more"
phase = "learn"
role = "hand"
playbook = "letters"
next = "close"
"""


def test_a_playbook_of_a_thousand_steps_is_walked_anew_in_one_go():
    steps = "".join(ONE.format(n=n) for n in range(1000))
    journal = Journal(HEADLESS.format(steps=steps)).done(*(f"s{n}" for n in range(998)))
    journal.add(Kind.REOPENED, "s500", note="x")
    assert journal.hand == ["s500"]
    assert journal.done("s500").hand == ["s998"]


ONE = """
[[step]]
id = "s{n}"
kind = "action"
title = "One of many"
phase = "triage"
role = "hand"
"""
HEADLESS = f"""
id = "long"
{HEAD.replace("{", "{{").replace("}", "}}")}
{{steps}}
[exercise]
scenario = "Noise."
every = "12 months"
questions = ["What?"]
injects = []
"""


def test_the_same_lines_tell_the_same_incident():
    journal = told()
    assert fold(journal.events, journal.library) == fold(list(journal.events), dict(journal.library))


@pytest.mark.parametrize("length", range(1, 17))
def test_every_beginning_of_a_journal_can_be_told(length):
    journal = told().done("tell/draft", "tell/send", "write-up")
    journal.events = journal.events[:length]
    incident = journal.incident
    assert incident.lines == length
    for key in journal.hand:
        assert not incident.state_of(key).settled


def test_an_incident_is_opened_once_and_first():
    journal = Journal()
    with pytest.raises(NotOurs, match="line 2"):
        fold(
            [journal.events[0], journal.events[0].__class__(**{**_fields(journal.events[0]), "n": 2})],
            journal.library,
        )
    with pytest.raises(NotOurs, match="empty"):
        fold([], {})
    with pytest.raises(NotOurs, match="line 1"):
        fold(Journal().done("see").events[1:2] and [_first(Journal().done("see").events[1])], journal.library)


def test_a_line_that_makes_no_sense_is_named():
    journal = Journal().add(Kind.LEVEL, level="P9")
    with pytest.raises(NotOurs, match="line 2: level"):
        _ = journal.incident


def _fields(event):
    return {name: getattr(event, name) for name in event.__slots__}


def _first(event):
    return event.__class__(**{**_fields(event), "n": 1})
