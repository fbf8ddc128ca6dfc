"""Opening: from a finding, a playbook, a phone call; once; with what was typed kept."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tests.store.made import WEB, finding
from tests.web.incidents.conftest import text
from toolkit.core.playbook import Level
from toolkit.core.run import RunStatus
from toolkit.usecase.incident.places import folders
from toolkit.usecase.incident.session import look


def opened(house, exercise=False):
    return [look(one) for one in folders(house.settings.state, exercise=exercise)]


def test_a_phone_call_is_opened_with_what_is_known_since_when(ada, house, books):
    page = ada.get("/incidents/open/").content.decode()
    assert '<option value="outside-report" selected>' in page
    answer = ada.post(
        "/incidents/open/",
        {
            "playbook": "fire",
            "title": "Smoke",
            "level": "P2",
            "began": "2026-01-02T07:00",
            "note": "J. called",
            "once": "a",
        },
    )
    assert answer.status_code == 303
    (view,) = opened(house)
    assert answer["Location"] == f"/incidents/{view.incident.id}/"
    assert (view.incident.title, view.incident.level, view.incident.opened_by) == ("Smoke", Level.P2, "ada")
    assert view.incident.began_at == datetime(2026, 1, 2, 0, 0, tzinfo=UTC)
    assert view.events[0].note == "J. called"


def test_a_double_submit_opens_one(ada, house, books):
    form = {"playbook": "fire", "once": "the same"}
    first, second = ada.post("/incidents/open/", form), ada.post("/incidents/open/", form)
    assert first["Location"] == second["Location"]
    assert len(opened(house)) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"playbook": ""}, "Playbook"),
        ({"playbook": "nothing"}, "no playbook 'nothing'"),
        ({"level": "P9"}, "expected one of P1"),
        ({"store": "nowhere"}, "no store"),
        ({"began": "soon"}, "Since when"),
        ({"began": "2999-01-01T00:00"}, "has not come yet"),
        ({"finding": "bucket-public"}, "no finished scan"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(ada, house, books, wrong, says):
    answer = ada.post("/incidents/open/", {"playbook": "fire", "title": "Kept title", "note": "Kept note", **wrong})
    assert answer.status_code == 409
    assert says in text(answer)
    assert 'value="Kept title"' in answer.content.decode()
    assert "Kept note" in answer.content.decode()
    assert opened(house) == []


def test_a_finding_of_the_last_run_fills_the_form(ada, house, books, monkeypatch):
    resource = "arn:aws:s3:::exports"
    at = finding(WEB, "bucket-public", resource, playbook="fire", title="Everybody can <list>")
    monkeypatch.setattr(house.store, "runs", lambda _limit: [SimpleNamespace(id=7, status=RunStatus.FINISHED)])
    monkeypatch.setattr(house.store, "findings", lambda _run: iter([at, finding()]))
    page = ada.get("/incidents/open/?finding=bucket-public@web1:arn:aws:s3:::exports").content.decode()
    assert "Everybody can &lt;list&gt;" in page
    assert '<option value="fire" selected>' in page
    answer = ada.post("/incidents/open/", {"finding": "bucket-public@web1", "playbook": "fire"})
    assert answer.status_code == 303
    found = opened(house)[0].incident.finding
    assert (found["check"], found["run"]) == ("bucket-public", 7)


def test_two_forms_without_a_name_are_two_incidents(ada, house, books):
    for _ in range(2):
        ada.post("/incidents/open/", {"playbook": "fire"})
    assert len(opened(house)) == 2


def test_an_exercise_is_opened_apart(ada, house, books):
    answer = ada.post("/incidents/exercise/", {"playbook": "fire"})
    assert answer["Location"].startswith("/incidents/exercise-")
    assert opened(house) == []
    assert opened(house, exercise=True)[0].incident.exercise


@pytest.mark.parametrize("role", ["engineer", "communications", "approver-legal", "administrator"])
def test_only_responders_open(visitor, house, books, role):
    assert visitor(role).post("/incidents/open/", {"playbook": "fire"}).status_code == 403
    assert opened(house) == []
