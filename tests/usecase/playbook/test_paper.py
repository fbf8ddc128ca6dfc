"""The sheet of a playbook: every step once, in the order of flow, with what an incident knows."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.library.lint.books import GOOD, TELLING
from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.core.incident import Status
from toolkit.core.inventory import Inventory
from toolkit.core.playbook import BACK, CLOSE, Decision, Loop, Parallel, Phase, following
from toolkit.library.lint.ways import ways
from toolkit.library.playbooks import Shelved, digest, read, shipped
from toolkit.usecase.incident.deciding import decide
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import Said
from toolkit.usecase.incident.steps import done
from toolkit.usecase.playbook.paper import filled_sheet, in_order_of_flow, in_progress, library, sheet

TODAY = date(2026, 11, 25)
T0 = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BOOKS = shipped()


@pytest.fixture(scope="module")
def there():
    return library(Settings(inventory=Inventory()))


def book(text):
    playbook, problems = read(text.encode(), "x.toml")
    assert playbook, problems
    return Shelved(playbook=playbook, where="x.toml", digest=digest(playbook))


@pytest.mark.parametrize("one", BOOKS, ids=lambda one: one.playbook.id)
def test_every_step_is_on_its_sheet_once_and_ways_lead_on(there, one):
    made = sheet(there, one, TODAY)
    assert [entry.number for entry in made.entries] == list(range(1, len(one.playbook.step) + 1))
    assert sorted(entry.step.id for entry in made.entries) == sorted(step.id for step in one.playbook.step)
    assert made.entries[0].step == one.playbook.start
    for entry in made.entries:
        targets = [option.next for option in entry.step.options] if isinstance(entry.step, Decision) else [entry.then]
        for target in targets:
            if target in (BACK, CLOSE) or any(made.entries[at - 1].step.id == target for at, _ in entry.inside):
                continue
            # Nobody turns pages back but where the playbook itself leads back.
            assert made.number(target) > entry.number or target in leads_back(one.playbook), (entry.step.id, target)


def leads_back(playbook):
    """Targets that stand before their source in the file, as the author wrote them."""
    place = {step.id: at for at, step in enumerate(playbook.step)}
    after = following(playbook)
    for step in playbook.step:
        for target in [one.next for one in step.options] if isinstance(step, Decision) else [after[step.id]]:
            if target in place and place[target] <= place[step.id]:
                yield target


def test_what_is_in_a_bracket_stands_behind_it():
    found = ways(book(GOOD).playbook)
    assert in_order_of_flow(found) == (
        "look", "shut", "search", "ask", "cellar", "stairs", "personal", "tell", "mend", "quiet", "lessons"
    )  # fmt: skip


def test_the_order_is_that_of_flow_whatever_the_order_of_the_file(there):
    straight = book(GOOD).playbook
    after = following(straight)
    linked = tuple(replace(step, next=after[step.id]) for step in straight.step)
    wanted = [entry.step.id for entry in sheet(there, book(GOOD), TODAY).entries]
    for seed in range(20):
        rest = list(linked[1:])
        random.Random(seed).shuffle(rest)
        mixed = replace(straight, step=(linked[0], *rest))
        made = sheet(there, Shelved(playbook=mixed, where="x", digest="sha256:0"), TODAY)
        assert [entry.step.id for entry in made.entries] == wanted


def test_branches_and_bodies_are_numbered(there):
    made = sheet(there, book(GOOD), TODAY)
    by_id = {entry.step.id: entry for entry in made.entries}
    assert by_id["ask"].inside == ((3, 0),)
    assert by_id["cellar"].inside == ((3, 1),)
    assert by_id["stairs"].inside == ((3, 1), (5, 0))
    assert made.inner(3, 1) == (5, 6)
    assert isinstance(by_id["search"].step, Parallel)
    assert isinstance(by_id["cellar"].step, Loop)


def test_a_playbook_that_leads_nowhere_is_not_printed(there):
    with pytest.raises(UserError, match="'nowhere', and there is no such step"):
        sheet(there, book(GOOD.replace('next = "close"', 'next = "nowhere"')), TODAY)
    with pytest.raises(UserError, match="two steps have one id"):
        sheet(there, book(GOOD.replace('id = "mend"', 'id = "look"')), TODAY)
    with pytest.raises(UserError, match="in no branch"):
        sheet(there, book(GOOD.replace('next = "close"', 'next = "back"')), TODAY)


def test_a_step_that_no_way_leads_to_is_printed_last(there):
    lost = '[[step]]\nid = "lost"\nkind = "action"\ntitle = "Lost"\nphase = "learn"\nrole = "lead"\nnext = "close"\n'
    made = sheet(there, book(GOOD.replace("[exercise]", f"{lost}[exercise]")), TODAY)
    assert made.entries[-1].step.id == "lost"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "open-door.toml").write_text(GOOD)
    (tmp_path / "playbooks" / "telling.toml").write_text(TELLING)
    source = tmp_path / "breachready.toml"
    source.touch()
    return Settings(state=tmp_path / "state", source=source, inventory=Inventory())


def test_an_incident_fills_its_sheet(home):
    opening = Opening(playbook="open-door", values={"door": "the {seen} gate"})
    view = open_incident(home, opening, Said(by="ana", at=T0), clock=lambda: T0)
    later = T0 + timedelta(minutes=5)
    done(view.folder, "look", Said(by="bob", at=later, note="wet"), clock=lambda: later)
    done(view.folder, "shut", Said(by="bob", at=later), despite="it was open", clock=lambda: later)
    view = decide(view.folder, "personal", "no", Said(by="ana", at=later), clock=lambda: later)
    made = filled_sheet(library(home), view.incident, "", TODAY)
    by_id = {entry.step.id: entry for entry in made.entries}
    assert by_id["look"].step.title == "Look at the {seen} gate"
    assert by_id["look"].step.phase is Phase.TRIAGE
    assert by_id["look"].state.ended_by == "bob"
    assert by_id["look"].due == T0 + timedelta(minutes=10)
    assert by_id["shut"].state.status is Status.UNVERIFIED
    assert by_id["mend"].state.status is Status.TODO
    assert made.known["door"] == "the {seen} gate"
    assert made.digest.startswith("sha256:")
    assert in_progress(view.incident) == ("open-door",)
    with pytest.raises(UserError, match="does not run 'ransomware'; it runs open-door"):
        filled_sheet(library(home), view.incident, "ransomware", TODAY)
