"""The run: what is in hand, its forms, the board, the list; what others did shows and is not overwritten."""

import pytest

from tests.web.incidents.conftest import HOSTILE, kinds, path, post, state, text
from toolkit.core.incident import Status
from toolkit.usecase.incident import steps, telling
from toolkit.usecase.incident.session import Said, look


def test_the_list_has_open_exercises_apart_and_closed(ada, fire, drill, house):
    page = ada.get("/incidents/").content.decode()
    assert "Fire &amp; &lt;smoke&gt;" in page
    open_, rest = page.split("<h2>Exercises</h2>")
    assert fire.name in open_
    assert drill.name not in open_
    assert drill.name in rest.split("<h2>Closed</h2>")[0]
    assert "EXERCISE" in rest


def test_a_journal_that_does_not_hold_is_said_and_the_others_are_listed(ada, fire, drill):
    journal = drill / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"A fire", b"A hoax"))
    page = text(ada.get("/incidents/"))
    assert fire.name in page
    assert "line 1" in page
    assert ada.get(path(drill)).status_code == 409


def test_now_shows_the_step_with_its_instruction_and_what_is_lacking(ada, fire):
    page = text(ada.get(path(fire)))
    assert "See that example-exports burns" in page
    assert "the door is cold" in page
    assert "To be found out : real" in page or "To be found out: real" in page
    assert "led by ada" in page


@pytest.mark.parametrize("role", ["engineer", "communications", "approver-legal"])
def test_whoever_may_only_look_gets_no_form_and_no_way_to_post(visitor, fire, role):
    browser = visitor(role)
    page = browser.get(path(fire)).content.decode()
    assert 'name="act"' not in page
    assert post(browser, fire, "steps/see/", act="done", ready="yes").status_code == 403
    assert kinds(fire) == ["opened"]


def test_a_step_is_begun_and_done_by_who_is_logged_in_when_it_happened(ada, fire):
    answer = post(ada, fire, "steps/see/", act="start", ready="yes", back="now", by="mallory")
    assert answer.status_code == 303
    assert answer["Location"] == path(fire)
    assert state(fire, "see").started_by == "ada"
    moment = look(fire).now.astimezone().strftime("%Y-%m-%dT")
    assert moment
    post(ada, fire, "steps/see/", act="done", note="seen <b>it</b>", verified="")
    assert state(fire, "see").status is Status.DONE
    assert "seen &lt;b&gt;it&lt;/b&gt;" in ada.get(path(fire, "steps/see/")).content.decode()


def test_the_moment_typed_is_in_the_organisations_zone(ada, fire):
    post(ada, fire, "timeline/", note="smoke was seen", at="2026-01-02T07:30")
    event = look(fire).events[-1]
    assert event.occurred_at.isoformat() == "2026-01-02T00:30:00+00:00"
    page = text(ada.get(path(fire, "timeline/")))
    assert "2 Jan 2026 07:30" in page
    assert "recorded" in page


def test_what_is_not_in_order_is_said_beside_what_was_typed(ada, fire):
    answer = post(ada, fire, "steps/see/", act="done", note="my long note", at="2026-01-02T07:30")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "the door is cold" in page
    assert "--ready" not in text(answer)
    assert "my long note" in page
    assert 'value="2026-01-02T07:30"' in page
    assert kinds(fire) == ["opened"]


def test_skipping_without_a_reason_is_refused_and_with_one_recorded(ada, fire):
    assert post(ada, fire, "steps/see/", act="skip", note=" ").status_code == 409
    assert post(ada, fire, "steps/see/", act="skip", note="no door").status_code == 303
    assert (state(fire, "see").status, state(fire, "see").note) == (Status.SKIPPED, "no door")


def test_a_question_is_answered_from_its_answers_only(ada, fire):
    steps.skip(fire, "see", Said(by="ada", note="x"))
    assert 'type="radio" name="answer" value="yes"' in ada.get(path(fire)).content.decode()
    assert post(ada, fire, "steps/is-it/", act="decide", answer="maybe").status_code == 409
    assert post(ada, fire, "steps/is-it/", act="decide", answer="yes", note="flames").status_code == 303
    assert state(fire, "is-it").answer == "yes"


def test_a_step_is_given_to_somebody_with_a_time(ada, fire):
    post(ada, fire, "steps/photograph/", act="assign", to="carol", due="2027-01-02T07:30")
    assert state(fire, "photograph").assignee == "carol"
    assert state(fire, "photograph").due.isoformat() == "2027-01-02T00:30:00+00:00"
    assert "carol" in text(ada.get(path(fire, "list/")))


def test_board_and_list_say_where_each_step_stands(ada, fire):
    steps.start(fire, "see", Said(by="ada"), ready=True)
    board = text(ada.get(path(fire, "board/")))
    assert "To do 0" in board
    assert "In hand 1" in board
    assert "Waiting for approval 0" in board
    listed = text(ada.get(path(fire, "list/")))
    assert "See that example-exports burns" in listed
    assert "Write it up" in listed


def test_two_say_how_one_step_ended_and_the_second_is_told_and_keeps_what_was_typed(ada, bob, fire):
    seen = len(look(fire).events)
    assert post(ada, fire, "steps/see/", seen, act="done", ready="yes", note="mine").status_code == 303
    answer = post(bob, fire, "steps/see/", seen, act="done", ready="yes", note="bob's note")
    assert answer.status_code == 409
    page = text(answer)
    assert "Somebody was quicker" in page
    assert "ada did “See that example-exports burns”" in page
    assert "bob's note" in page
    assert state(fire, "see").ended_by == "ada"
    assert kinds(fire) == ["opened", "done"], "nothing of bob's was recorded yet"
    again = post(bob, fire, "steps/see/", act="done", ready="yes", note="bob's note")
    assert again.status_code == 409
    assert "that counts" in text(again)
    assert kinds(fire)[-1] == "also-said"


def test_what_others_did_elsewhere_is_no_hindrance(ada, bob, fire):
    seen = len(look(fire).events)
    post(ada, fire, "timeline/", seen, note="elsewhere")
    post(ada, fire, "steps/see/", seen, act="note", note="a note on it")
    assert post(bob, fire, "steps/see/", seen, act="done", ready="yes").status_code == 303


def test_an_assignment_is_not_overwritten_unseen(ada, bob, fire):
    seen = len(look(fire).events)
    post(ada, fire, "steps/see/", seen, act="assign", to="carol")
    answer = post(bob, fire, "steps/see/", seen, act="assign", to="dave")
    assert answer.status_code == 409
    assert 'value="dave"' in answer.content.decode()
    assert state(fire, "see").assignee == "carol"
    assert post(bob, fire, "steps/see/", act="assign", to="dave").status_code == 303


def test_a_form_that_does_not_say_what_it_was_made_from_has_seen_nothing(bob, fire):
    steps.start(fire, "see", Said(by="ada"), ready=True)
    assert bob.post(path(fire, "steps/see/"), {"act": "done", "ready": "yes"}).status_code == 409
    assert bob.post(path(fire, "steps/see/"), {"act": "done", "ready": "yes", "seen": "-1"}).status_code == 409
    assert state(fire, "see").status is Status.STARTED


def test_the_poll_says_nothing_until_somebody_writes_and_then_what(ada, fire):
    head = look(fire).head
    news = path(fire, f"news/?head={head}&since=1")
    assert ada.get(news, headers={"HX-Request": "true"}).status_code == 204
    telling.note(fire, Said(by="bob", note=HOSTILE))
    answer = ada.get(news, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "1 new event" in page
    assert "<script>alert" not in page
    assert 'hx-swap-oob="true"' in page
    assert "<form" not in page, "a poll never replaces what somebody types in"
    assert f"head={look(fire).head}" in page


def test_an_unchanged_journal_is_not_read_again(ada, fire, monkeypatch):
    from toolkit.web.incidents import looking

    head = look(fire).head
    ada.get(path(fire, f"news/?head={head}"))
    read = []
    monkeypatch.setattr(looking, "look", lambda folder: read.append(folder) or look(folder))
    for _ in range(3):
        assert ada.get(path(fire, f"news/?head={head}")).status_code == 204
    assert read == []
    telling.note(fire, Said(by="bob", note="x"))
    ada.get(path(fire, f"news/?head={head}"))
    assert len(read) == 1


@pytest.mark.parametrize("rest", ["board/", "list/"])
def test_board_and_list_follow_by_themselves(ada, fire, rest):
    head = look(fire).head
    asked = path(fire, f"{rest}?head={head}")
    assert ada.get(asked, headers={"HX-Request": "true"}).status_code == 204
    steps.start(fire, "see", Said(by="bob"), ready=True)
    answer = ada.get(asked, headers={"HX-Request": "true"})
    assert "bob" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_refusal_of_the_use_case_is_said_in_words_of_the_page(ada, fire):
    steps.done(fire, "see", Said(by="bob"), ready=True)
    page = text(post(ada, fire, "steps/see/", act="start", ready="yes"))
    assert "was done already, by bob" in page
    assert "incident reopen" not in page
    assert "--note" not in page


def test_done_by_mistake_is_opened_again_with_a_reason(ada, fire):
    steps.done(fire, "see", Said(by="ada"), ready=True)
    assert post(ada, fire, "steps/see/", act="reopen", note="").status_code == 409
    assert post(ada, fire, "steps/see/", act="reopen", note="wrong bucket").status_code == 303
    assert state(fire, "see").status is Status.TODO


@pytest.mark.parametrize(
    "rest", ["steps/nothing/", "steps/letters/draft/", "act/see/", "approve/nothing/", "exercise/", "report/x.html"]
)
def test_what_is_not_there_is_404(ada, fire, rest):
    assert ada.get(path(fire, rest)).status_code == 404


@pytest.mark.parametrize("id", ["nothing", "2026-01-01-fire", "exercise-x", "..", "UPPER"])
def test_an_incident_that_is_not_there_is_404(ada, fire, id):
    assert ada.get(f"/incidents/{id}/").status_code == 404


def test_an_act_that_is_none_is_404(ada, fire):
    assert post(ada, fire, "steps/see/", act="explode").status_code == 404


def test_a_long_journal_is_paged(ada, fire):
    for number in range(120):
        telling.note(fire, Said(by="ada", note=f"note {number}."))
    first = text(ada.get(path(fire, "timeline/")))
    assert "note 119." in first
    assert "note 3." not in first
    assert "note 3." in text(ada.get(path(fire, "timeline/?page=2")))
    assert "note 3." in text(ada.get(path(fire, "timeline/?order=first")))
    narrowed = text(ada.get(path(fire, "timeline/?q=note+77.")))
    assert "note 77." in narrowed
    assert "note 78." not in narrowed


def test_pages_ask_the_database_little(ada, fire):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for rest in ("", "board/", "list/", "timeline/", "evidence/", "values/", "report/"):
        ada.get(path(fire, rest))
        with CaptureQueriesContext(connection) as asked:
            ada.get(path(fire, rest))
        assert len(asked) <= 9, [one["sql"][:80] for one in asked]


@pytest.mark.parametrize("rest", ["news/", "board/", "list/"])
def test_a_page_that_asks_by_itself_writes_nothing(ada, fire, rest):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ada.get(path(fire))
    for head in (look(fire).head, "another"):
        with CaptureQueriesContext(connection) as asked:
            ada.get(path(fire, f"{rest}?head={head}"), headers={"HX-Request": "true"})
        assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []
        assert len(asked) <= 5


def test_a_question_is_read_by_those_who_may_not_answer(visitor, fire):
    steps.skip(fire, "see", Said(by="ada", note="x"))
    page = visitor("engineer").get(path(fire))
    assert text(page).count("Does example-exports burn?") == 1
    assert 'type="radio"' not in page.content.decode()


@pytest.mark.parametrize(
    ("key", "has", "has_not"),
    [
        ("see", ["start", "done", "skip"], ["decide"]),
        ("is-it", ["decide", "skip"], ["start", "done"]),
        ("both", ["skip"], ["start", "done", "decide"]),
        ("cool", ["done", "skip"], ["start"]),
    ],
)
def test_a_step_has_the_buttons_of_its_kind(ada, fire, key, has, has_not):
    page = ada.get(path(fire, f"steps/{key}/")).content.decode()
    assert [act for act in has if f'value="{act}"' not in page] == []
    assert [act for act in has_not if f'name="act" value="{act}"' in page] == []
