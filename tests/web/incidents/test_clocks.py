"""Clocks in the head: of steps and of duties, none invented; what is not met is named at closing."""

import pytest

from tests.web.incidents.conftest import path, post, text
from toolkit.core.duty.words import Start
from toolkit.core.playbook import Milestone
from toolkit.usecase.duties import recording
from toolkit.usecase.duties.listing import standings
from toolkit.usecase.incident import telling
from toolkit.usecase.incident.session import Said, look
from toolkit.web.incidents.clocks import clocks_of


@pytest.fixture
def thai(fire, house):
    """People in Thailand are affected, and the organisation is the controller."""
    standings(house.settings, fire)
    said = Said(by="ada")
    recording.people(house.settings, fire, {"TH": "1200"}, said, everybody=True)
    recording.answer(house.settings, fire, {"role": "controller", "sectors": "none"}, said)
    return fire


def titles(folder, house):
    return [one.title for one in clocks_of(look(folder), house.settings)]


def test_steps_that_have_a_time_have_a_clock_the_earliest_first(fire, house):
    clocks = clocks_of(look(fire), house.settings)
    assert [one.url.rpartition("steps/")[2] for one in clocks] == ["see/", "photograph/"]
    assert all(one.state == "running" for one in clocks)


def test_a_duty_has_a_clock_once_it_counts_and_says_that_it_is_undecided(ada, thai, house):
    before = titles(thai, house)
    assert len(before) == 2, "nothing has started to count: no clock is invented"
    recording.start(house.settings, thai, Start.AWARENESS, Said(by="ada"))
    (clock,) = [one for one in clocks_of(look(thai), house.settings) if one.about]
    assert "PDPA" in clock.title
    assert "undecided" in clock.about
    assert (clock.due - look(thai).incident.duties.starts[Start.AWARENESS][0].at).total_seconds() == 72 * 3600
    page = text(ada.get(path(thai)))
    assert clock.title in page
    assert f'data-until="{clock.due.isoformat()}"' in ada.get(path(thai)).content.decode()


def test_a_closed_incident_has_no_clock(thai, house):
    telling.reached(thai, Milestone.PERSONAL_DATA_EXCLUDED, Said(by="ada", note="n"))
    telling.close(thai, Said(by="ada"), despite="d")
    assert clocks_of(look(thai), house.settings) == []


def test_duties_that_are_not_met_are_named_at_closing_and_kept_with_the_reason(ada, thai):
    telling.reached(thai, Milestone.PERSONAL_DATA_EXCLUDED, Said(by="ada", note="n"))
    page = text(ada.get(path(thai, "close/")))
    assert "duties are undecided" in page
    assert "breachready duties ask" not in page
    assert post(ada, thai, "close/", act="close", despite="").status_code == 409
    assert post(ada, thai, "close/", act="close", despite="counsel said so").status_code == 303
    assert any("duties are undecided" in one for one in look(thai).events[-1].data["left"])


def test_laws_that_cannot_be_read_do_not_hide_the_incident(ada, thai):
    for one in (thai / "duties").glob("*.json"):
        one.chmod(0o600)
        one.write_bytes(b"{}")
    page = ada.get(path(thai))
    assert page.status_code == 200
    assert "who must be told cannot be worked out" in text(page)
