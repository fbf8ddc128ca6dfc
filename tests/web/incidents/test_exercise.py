"""An exercise: the leader's buttons, the clock, the end."""

from datetime import timedelta

from tests.web.incidents.conftest import kinds, path, post, text
from toolkit.usecase.incident.session import look


def test_the_leader_tells_and_moves_the_clock(ada, drill):
    assert post(ada, drill, "exercise/", act="inject").status_code == 303
    assert look(drill).incident.told[0].says == "Somebody calls."
    assert look(drill).incident.ahead >= timedelta(minutes=19)
    assert post(ada, drill, "exercise/", act="advance", span="2 hours").status_code == 303
    assert look(drill).incident.ahead >= timedelta(hours=2)
    assert post(ada, drill, "exercise/", act="says", says="The phone rings.").status_code == 303
    assert "The phone rings." in text(ada.get(path(drill, "exercise/")))


def test_wrong_words_are_said_and_kept(ada, drill):
    answer = post(ada, drill, "exercise/", act="advance", span="a while")
    assert answer.status_code == 409
    assert 'value="a while"' in answer.content.decode()
    assert post(ada, drill, "exercise/", act="says", says=" ").status_code == 409
    assert kinds(drill) == ["opened"]


def test_players_do_not_see_what_comes_nor_move_the_clock(bob, drill):
    page = text(bob.get(path(drill, "exercise/")))
    assert "Somebody calls." not in page
    assert "It is led by ada" in page
    answer = post(bob, drill, "exercise/", act="inject")
    assert answer.status_code == 409
    assert kinds(drill) == ["opened"]


def test_it_ends_with_its_result(ada, drill):
    assert post(ada, drill, "exercise/", act="end", note="enough").status_code == 303
    page = text(ada.get(path(drill, "exercise/")))
    assert "not walked to its end" in page
    assert "Who called?" in page


def test_clocks_run_on_the_exercises_time(ada, drill):
    post(ada, drill, "exercise/", act="advance", span="2 hours")
    page = ada.get(path(drill)).content.decode()
    assert 'data-ahead="-7200000"' in page
    assert "clock late" in page
