"""Values, milestones, handing over, closing; merging and upgrading."""

from datetime import timedelta

import pytest

from tests.usecase.incident.books import FIRE, LETTERS, T0, Watch, by, home, opened
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.core.playbook import Milestone
from toolkit.usecase.incident.deciding import decide
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.steps import done, reopen, skip
from toolkit.usecase.incident.telling import began, close, hand_over, note, reached, set_values, withdrawn
from toolkit.usecase.incident.versions import merge, pin, upgrade, upgrade_of
from toolkit.usecase.playbook.shelf import shelf


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def both(tmp_path, watch):
    return opened(tmp_path, watch)


@pytest.fixture
def folder(both):
    return both[1]


def test_an_earlier_value_stays_in_the_journal(folder, watch):
    set_values(folder, {"loss": "3"}, by(), clock=watch)
    view = set_values(folder, {"loss": "4"}, by("bob"), clock=watch)
    assert view.incident.values[""]["loss"].text == "4"
    assert [one.data["text"] for one in view.events if one.kind is Kind.VALUE] == ["3", "4"]


def test_a_milestone_is_stated_once_with_its_reason_and_withdrawn_with_one(folder, watch):
    watch.on(hours=3)
    with pytest.raises(UserError, match="expected why"):
        reached(folder, Milestone.AWARE, by(), clock=watch)
    reached(folder, Milestone.AWARE, by(note="the list arrived", at=T0 + timedelta(hours=1)), clock=watch)
    with pytest.raises(UserError, match="reached already, at 2026-11-25T10:00"):
        reached(folder, Milestone.AWARE, by(note="again"), clock=watch)
    view = withdrawn(folder, Milestone.AWARE, by(note="another list"), clock=watch)
    assert Milestone.AWARE not in view.incident.milestones
    with pytest.raises(UserError, match="is not reached"):
        withdrawn(folder, Milestone.AWARE, by(note="x"), clock=watch)


def test_when_it_began_may_lie_before_the_opening(folder, watch):
    view = began(folder, by(at=T0 - timedelta(days=9)), clock=watch)
    assert view.incident.began_at == T0 - timedelta(days=9)


def test_closing_is_refused_while_people_are_owed_an_answer_whatever_the_reason(folder, watch):
    reached(folder, Milestone.PERSONAL_DATA_CONFIRMED, by(note="a list"), clock=watch)
    with pytest.raises(UserError, match="neither notified nor decided-not-to-notify"):
        close(folder, by(), despite="we are tired", clock=watch)
    assert look(folder).incident.closed_at is None
    reached(folder, Milestone.NOT_NOTIFYING, by(note="encrypted, the key is safe"), clock=watch)
    with pytest.raises(UserError, match="is not finished: step see is todo"):
        close(folder, by(), clock=watch)
    view = close(folder, by(note="bye"), despite="a drill of the bells", clock=watch)
    assert view.incident.closed_at == T0
    assert "step see" in view.events[-1].data["left"][0]


def test_a_closed_incident_takes_notes_alone_until_it_is_reopened(folder, watch):
    reached(folder, Milestone.PERSONAL_DATA_EXCLUDED, by(note="n"), clock=watch)
    done(folder, "see", by(), ready=True, clock=watch)
    decide(folder, "is-it", "no", by(), clock=watch)
    done(folder, "write-up", by(), clock=watch)
    close(folder, by(), clock=watch)
    for act in (lambda: done(folder, "look", by(), clock=watch), lambda: close(folder, by(), clock=watch)):
        with pytest.raises(UserError, match="was closed at 2026-11-25 09:00 UTC"):
            act()
    note(folder, by(note="a letter came"), clock=watch)
    with pytest.raises(UserError, match="expected why"):
        reopen(folder, "", by(), clock=watch)
    assert reopen(folder, "", by(note="there is more"), clock=watch).incident.closed_at is None


def test_handing_over_names_who(folder, watch):
    with pytest.raises(UserError, match="expected who takes over"):
        hand_over(folder, " ", by(), clock=watch)
    assert hand_over(folder, "carol", by(), clock=watch).events[-1].data == {"to": "carol"}


def test_another_playbooks_steps_are_added_at_their_version(both, watch):
    settings, folder = both
    view = merge(folder, "letters", by(), shelf(settings), clock=watch)
    assert list(view.incident.open_keys()) == ["see", "letters/draft"]
    view = merge(folder, "letters", by(), shelf(settings), clock=watch)
    assert "letters-2/draft" in view.incident.open_keys()
    home(settings.source.parent, FIRE, LETTERS.replace("Draft", "Compose"))
    assert look(folder).incident.step("letters/draft").title.startswith("Draft")
    with pytest.raises(UserError, match="no playbook 'water'"):
        merge(folder, "water", by(), shelf(settings), clock=watch)


NEWER = FIRE.replace('version = "1.0.0"', 'version = "1.1.0"').replace("See that", "Look whether")


def test_an_upgrade_is_shown_first_and_made_only_when_asked(both, watch):
    settings, folder = both
    done(folder, "see", by(), ready=True, clock=watch)
    books = shelf(settings)
    with pytest.raises(UserError, match=r"is at 1\.0\.0 already"):
        upgrade_of(look(folder).incident, books)
    home(settings.source.parent, NEWER, LETTERS)
    newer = shelf(settings)
    change = upgrade_of(look(folder).incident, newer)
    assert change.words == ("changed step see: Look whether {bucket} burns",)
    assert any("Look whether" in line for line in change.lines if line.startswith("+"))
    assert any("See that" in line for line in change.lines if line.startswith("-"))
    assert change.done_otherwise == ("see",)
    assert look(folder).incident.frames[""].playbook.version == "1.0.0"
    view = upgrade(folder, by(), newer, clock=watch)
    assert view.incident.frames[""].playbook.version == "1.1.0"
    assert list(view.incident.open_keys()) == ["is-it"]
    assert view.events[-1].data["from"].startswith("1.0.0 sha256:")
    assert len(list((folder / "playbooks").glob("*.json"))) == 3, "the old version is kept: its lines are told by it"
    assert look(folder).incident == view.incident


def test_a_playbook_that_comes_later_is_pinned_when_asked(tmp_path, watch):
    settings, folder = opened(tmp_path, watch, books=(FIRE,))
    for step in ("see", "photograph", "put-out", "all-hands", "both", "watch", "cool"):
        skip(folder, step, by(note="x"), clock=watch)
    decide(folder, "is-it", "yes", by(), clock=watch)
    reopenable = look(folder).incident
    assert list(reopenable.open_keys()) == ["affected"]
    with pytest.raises(UserError, match="no playbook 'letters'"):
        pin(folder, "tell", by(), shelf(settings), clock=watch)
    home(tmp_path, LETTERS)
    with pytest.raises(UserError, match="runs no other playbook"):
        pin(folder, "see", by(), shelf(settings), clock=watch)
    view = pin(folder, "tell", by(), shelf(settings), clock=watch)
    assert set(view.incident.pinned) == {"letters"}
    with pytest.raises(UserError, match="pinned already"):
        pin(folder, "tell", by(), shelf(settings), clock=watch)
