"""What makes a playbook ready: each item alone makes it unready, and what nobody looked at is not ready."""

from dataclasses import replace
from datetime import date

import pytest

from tests.library.lint.books import GOOD, TELLING
from toolkit.act.verb import Tried
from toolkit.config.settings import NoticeSettings, PlaybookSettings, Settings
from toolkit.core.contact import Contact
from toolkit.core.inventory import Inventory
from toolkit.core.readiness import Prepared, State
from toolkit.usecase.playbook.finding import from_file
from toolkit.usecase.playbook.published import publish, sign, withdraw
from toolkit.usecase.playbook.ready import ready, sink
from toolkit.usecase.playbook.signing import public_hex, signing_key

TODAY = date(2026, 11, 25)
CHECKS = {"ssh-root-login"}
OURS = GOOD.replace("lock-there", "ssh-root-login").replace('verb = "weld"', 'verb = "block-public-access"')
OURS = OURS.replace("with = { door =", "with = { bucket =")
PEOPLE = tuple(
    Contact(name=f"{role} {which}", role=role, phone="1", verified_on=date(2026, 11, 1))
    for role in ("lead", "hand", "counsel")
    for which in "ab"
)
WALKED = Prepared(element="playbook", state=State.EXERCISED, on=date(2026, 10, 1), scenario="open-door")


def allowed(_settings, used):
    return [("prod", Tried(call=call, permitted=True, words="")) for verb in used for call in verb.permissions]


@pytest.fixture
def home(tmp_path):
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "open-door.toml").write_text(OURS)
    (tmp_path / "playbooks" / "telling.toml").write_text(TELLING)
    source = tmp_path / "breachready.toml"
    source.touch()
    settings = Settings(
        state=tmp_path / "state", source=source, inventory=Inventory(contacts=PEOPLE, prepared=(WALKED,))
    )
    publish(settings, from_file(tmp_path / "playbooks" / "open-door.toml"), by="ana", note="")
    key = signing_key(settings.state)
    sign(settings, "open-door", "", key, by="bob")
    return replace(settings, playbooks=PlaybookSettings(signers=(public_hex(key),)))


def items(settings, *, today=TODAY, permitted=allowed):
    (one,) = ready(settings, ["open-door"], CHECKS, today, permitted=permitted)
    return one, {item.id: item for item in one.items}


def test_all_is_there(home):
    one, found = items(home)
    assert one.so, [item for item in one.items if not item.ok]
    assert not any(item.mend for item in one.items)
    assert set(found) == {"proved", "reviewed", "signed", "people", "exercised", "notices", "acts", "evidence"}


def with_people(home, *people):
    return replace(home, inventory=replace(home.inventory, contacts=people))


def with_exercises_of(home, *said):
    return replace(home, inventory=replace(home.inventory, prepared=said))


UNREADY = {
    "a key nobody named": (lambda home: replace(home, playbooks=PlaybookSettings()), "signed", "signed by nobody"),
    "nobody leads": (lambda home: with_people(home, *PEOPLE[2:]), "people", "nobody is lead"),
    "no deputy": (lambda home: with_people(home, *PEOPLE[1:]), "people", "lead has no deputy"),
    "no way to call": (lambda home: with_people(home, replace(PEOPLE[0], phone=""), *PEOPLE[1:]), "people", "lead has no deputy"),
    "never called": (lambda home: with_people(home, replace(PEOPLE[0], verified_on=None), *PEOPLE[1:]), "people", "lead a was not called"),
    "called tomorrow": (lambda home: with_people(home, replace(PEOPLE[0], verified_on=date(2026, 11, 26)), *PEOPLE[1:]), "people", "lead a was not called"),
    "called long ago": (lambda home: with_people(home, replace(PEOPLE[0], verified_on=date(2026, 8, 1)), *PEOPLE[1:]), "people", "lead a was not called"),
    "never exercised": (with_exercises_of, "exercised", "never"),
    "another exercised": (lambda home: with_exercises_of(home, replace(WALKED, scenario="telling")), "exercised", "never"),
    "exercised long ago": (lambda home: with_exercises_of(home, replace(WALKED, on=date(2025, 10, 1))), "exercised", "last on 2025-10-01"),
    "exercised tomorrow": (lambda home: with_exercises_of(home, replace(WALKED, on=date(2026, 12, 1))), "exercised", "never"),
    "only approved": (lambda home: with_exercises_of(home, replace(WALKED, state=State.APPROVED)), "exercised", "never"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADY)
def test_one_thing_alone_makes_it_unready(case, home):
    change, lacking, words = UNREADY[case]
    one, found = items(change(home))
    assert not one.so
    assert [item.id for item in one.items if not item.ok] == [lacking]
    assert words in found[lacking].because
    assert found[lacking].mend


def test_words_that_nobody_published_or_that_were_withdrawn(home):
    path = home.source.parent / "playbooks" / "open-door.toml"
    path.write_text(OURS.replace("With oak.", "With ash.").replace('"1.0.0"', '"1.0.1"'))
    _, found = items(home)
    assert (found["signed"].ok, found["signed"].because) == (False, "these words were never published")
    path.write_text(OURS)
    withdraw(home, "open-door", "1.0.0", by="ana", note="step 4 is wrong")
    _, found = items(home)
    assert (found["signed"].ok, found["signed"].because) == (False, "withdrawn: step 4 is wrong")


def test_a_fault_and_a_review_that_is_late(home):
    (home.source.parent / "playbooks" / "open-door.toml").write_text(OURS.replace("With oak.", "TODO"))
    _, found = items(home)
    assert not found["proved"].ok
    assert "'TODO'" in found["proved"].because
    _, found = items(home, today=date(2027, 5, 2))
    assert not found["reviewed"].ok
    assert "1 days ago" in found["reviewed"].because


def test_notices_of_its_steps_are_written_in_every_language_that_is_asked_for(home):
    path = home.source.parent / "playbooks" / "open-door.toml"
    telling = 'kind = "notify"\naudience = "staff"\ntemplate = "{}"'
    path.write_text(OURS.replace('id = "mend"\nkind = "action"', 'id = "mend"\n' + telling.format("staff")))
    assert items(home)[1]["notices"].ok
    _, found = items(replace(home, notices=NoticeSettings(languages=("en", "de"))))
    assert not found["notices"].ok
    assert "staff (de): staff is not written in de" in found["notices"].because
    assert "Write notices/staff/de.md.j2" in found["notices"].mend
    _, found = items(home, today=date(2027, 5, 26))
    assert "was to be read again by" in found["notices"].because
    path.write_text(OURS.replace('id = "mend"\nkind = "action"', 'id = "mend"\n' + telling.format("poem")))
    _, found = items(home)
    assert not found["proved"].ok
    assert not found["notices"].ok


def test_hands_that_nobody_tried_or_that_may_not(home):
    _, found = items(home, permitted=None)
    assert found["acts"].ok is None
    refused = lambda *_: [("prod", Tried(call="s3:PutX", permitted=False, words="denied"))]  # noqa: E731
    _, found = items(home, permitted=refused)
    assert found["acts"].ok is False
    assert "s3:PutX on prod: denied" in found["acts"].because
    unsaid = lambda *_: [("prod", Tried(call="s3:PutX", permitted=None, words="not simulated"))]  # noqa: E731
    assert items(home, permitted=unsaid)[1]["acts"].ok is None
    assert items(home, permitted=lambda *_: [])[1]["acts"].ok is None


def test_evidence_needs_a_place(tmp_path):
    assert sink(tmp_path / "not" / "yet").ok
    blocked = tmp_path / "file"
    blocked.touch()
    assert sink(blocked).ok, "the folder beside it can be written"
    import os

    if os.geteuid():
        tmp_path.chmod(0o500)
        assert not sink(tmp_path).ok


def test_evidence_needs_room(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.usecase.playbook.ready.ROOM_NEEDED", 10**18)
    found = sink(tmp_path)
    assert not found.ok
    assert "MiB are free" in found.because
