"""Values, level, milestones, playbooks, closing: what others set is not set back unseen."""

import pytest

from tests.usecase.incident.books import FIRE
from tests.web.incidents.conftest import kinds, path, post, state, text
from toolkit.core.playbook import Level, Milestone
from toolkit.usecase.incident import steps, telling
from toolkit.usecase.incident.session import Said, look


def known(folder):
    return look(folder).incident.known("")


def test_only_what_was_changed_in_the_form_is_recorded(ada, fire):
    answer = post(
        ada, fire, "values/", act="values", frame="",
        **{"v-bucket": "example-exports", "was-bucket": "example-exports", "v-loss": "12", "was-loss": ""},
    )  # fmt: skip
    assert answer.status_code == 303
    assert known(fire) == {"bucket": "example-exports", "loss": "12"}
    assert kinds(fire) == ["opened", "value"]


def test_a_value_that_somebody_else_set_meanwhile_is_not_set_back(ada, bob, fire):
    seen = len(look(fire).events)
    post(ada, fire, "values/", seen, act="values", frame="", **{"v-loss": "12", "was-loss": ""})
    untouched = post(
        bob, fire, "values/", seen, act="values", frame="",
        **{"v-loss": "", "was-loss": "", "v-records": "7", "was-records": ""},
    )  # fmt: skip
    assert untouched.status_code == 303
    assert known(fire)["loss"] == "12"
    answer = post(bob, fire, "values/", seen, act="values", frame="", **{"v-loss": "99", "was-loss": ""})
    assert answer.status_code == 409
    assert "ada set loss to 12" in text(answer)
    assert "99" in answer.content.decode()
    assert known(fire)["loss"] == "12"
    again = {"v-loss": "99", "was-loss": "12"}
    assert post(bob, fire, "values/", act="values", frame="", **again).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("loss", "many", "expected a whole number"),
        ("real", "maybe", "expected yes or no"),
        ("nothing", "x", "is no variable"),
    ],
)
def test_a_wrong_value_is_said_and_kept_typed(ada, fire, field, typed, says):
    answer = post(ada, fire, "values/", act="values", frame="", **{f"v-{field}": typed})
    assert answer.status_code == 409
    assert says in text(answer)
    assert kinds(fire) == ["opened"]


def test_a_form_in_which_nothing_was_changed_records_nothing(ada, fire):
    assert post(ada, fire, "values/", act="values", frame="", **{"v-loss": "", "was-loss": ""}).status_code == 409
    assert kinds(fire) == ["opened"]


def test_level_and_milestones_and_since_when(ada, fire):
    assert post(ada, fire, "values/", act="level", level="P2", note="12 people").status_code == 303
    assert post(ada, fire, "values/", act="level", level="P2").status_code == 409
    assert post(ada, fire, "values/", act="level", level="P7").status_code == 409
    assert post(ada, fire, "values/", act="reached", milestone="aware", note="").status_code == 409
    assert post(ada, fire, "values/", act="reached", milestone="aware", note="read").status_code == 303
    assert post(ada, fire, "values/", act="began", began="").status_code == 409
    assert post(ada, fire, "values/", act="began", began="2026-01-02T07:00").status_code == 303
    incident = look(fire).incident
    assert incident.level is Level.P2
    assert Milestone.AWARE in incident.milestones
    assert incident.began_at is not None
    assert post(ada, fire, "values/", act="withdraw", milestone="aware", note="a mistake").status_code == 303
    assert Milestone.AWARE not in look(fire).incident.milestones


def test_two_set_the_level_and_the_second_is_asked(ada, bob, fire):
    seen = len(look(fire).events)
    post(ada, fire, "values/", seen, act="level", level="P1")
    assert post(bob, fire, "values/", seen, act="level", level="P3").status_code == 409
    assert look(fire).incident.level is Level.P1


def test_another_playbook_is_added_beside(ada, fire):
    assert post(ada, fire, "playbooks/", act="merge", playbook="").status_code == 409
    assert post(ada, fire, "playbooks/", act="merge", playbook="ransomware", note="encrypted").status_code == 303
    assert "ransomware" in look(fire).incident.frames
    assert ada.get(path(fire, "list/")).status_code == 200
    frame = look(fire).incident.frames["ransomware"]
    key = f"ransomware/{frame.playbook.start.id}"
    assert ada.get(path(fire, f"steps/{key}/")).status_code == 200
    assert post(ada, fire, f"steps/{key}/", act="skip", note="no").status_code == 303


def test_a_newer_version_is_shown_and_only_what_was_shown_is_taken(ada, fire, place):
    book = place / "playbooks" / "fire.toml"
    book.write_text(FIRE.replace('version = "1.0.0"', 'version = "1.1.0"').replace("Stir", "Rake"))
    page = ada.get(path(fire, "playbooks/?of="))
    assert "Rake" in text(page)
    shown = page.content.decode().split('name="to" value="')[1].split('"')[0]
    book.write_text(FIRE.replace('version = "1.0.0"', 'version = "1.2.0"').replace("Stir", "Douse"))
    form = {"act": "upgrade", "frame": "", "to": shown}
    assert post(ada, fire, "playbooks/", **form).status_code == 409
    assert look(fire).incident.frames[""].playbook.version == "1.0.0"
    page = ada.get(path(fire, "playbooks/?of=")).content.decode()
    form["to"] = page.split('name="to" value="')[1].split('"')[0]
    assert post(ada, fire, "playbooks/", **form).status_code == 303
    assert look(fire).incident.frames[""].playbook.version == "1.2.0"


def test_the_same_version_has_no_difference(ada, fire):
    assert ada.get(path(fire, "playbooks/?of=")).status_code == 409
    assert ada.get(path(fire, "playbooks/?of=nothing")).status_code == 404


def test_closing_names_what_is_missing(ada, fire):
    page = text(ada.get(path(fire, "close/")))
    assert "personal-data-confirmed or -excluded" in page
    assert "step see is todo" in page
    answer = post(ada, fire, "close/", act="close", despite="it is over", note="done")
    assert answer.status_code == 409
    assert "it is over" in answer.content.decode()
    telling.reached(fire, Milestone.PERSONAL_DATA_EXCLUDED, Said(by="ada", note="none in it"))
    assert post(ada, fire, "close/", act="close", despite="").status_code == 409
    assert look(fire).incident.closed_at is None
    assert post(ada, fire, "close/", act="close", despite="it is over", note="done").status_code == 303
    closed = look(fire).events[-1]
    assert closed.data["despite"] == "it is over"
    assert any("see" in one for one in closed.data["left"])


def test_whoever_closes_has_seen_everything(ada, bob, fire):
    telling.reached(fire, Milestone.PERSONAL_DATA_EXCLUDED, Said(by="ada", note="none in it"))
    seen = len(look(fire).events)
    steps.start(fire, "see", Said(by="bob"), ready=True)
    answer = post(ada, fire, "close/", seen, act="close", despite="it is over")
    assert answer.status_code == 409
    assert "bob began" in text(answer)
    assert look(fire).incident.closed_at is None


def test_a_closed_incident_has_no_forms_but_notes_and_goes_on_with_a_reason(ada, fire):
    telling.reached(fire, Milestone.PERSONAL_DATA_EXCLUDED, Said(by="ada", note="none in it"))
    telling.close(fire, Said(by="ada"), despite="over")
    assert 'value="start"' not in ada.get(path(fire)).content.decode()
    assert post(ada, fire, "steps/see/", act="start", ready="yes").status_code == 409
    assert post(ada, fire, "timeline/", note="afterwards").status_code == 303
    assert post(ada, fire, "close/", act="reopen", note="").status_code == 409
    assert post(ada, fire, "close/", act="reopen", note="more came up").status_code == 303
    assert look(fire).incident.closed_at is None
    assert state(fire, "see").status.value == "todo"
