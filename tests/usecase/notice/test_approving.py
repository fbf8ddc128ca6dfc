"""Two people, three roles, exactly these bytes; any change takes the yes back."""

import json
from dataclasses import replace

import pytest

from tests.usecase.incident.books import T0, Watch, by
from tests.usecase.notice.made import ORGANISATION, approved, seen, written
from tests.usecase.notice.test_drafting import refused
from toolkit.core.contact import Contact
from toolkit.core.incident import Event, Kind, NotOurs
from toolkit.core.incident.notices import notice
from toolkit.core.notice import ANY
from toolkit.usecase.incident.session import look
from toolkit.usecase.notice.approving import approve, ask, void
from toolkit.usecase.notice.difference import between, history, since_approved
from toolkit.usecase.notice.drafting import Change, set_values
from toolkit.usecase.notice.shelf import FOLDER, kept_bytes


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def ready(tmp_path, watch):
    return written(tmp_path, watch)


def count(folder, number, watch, who="ana"):
    return set_values(folder, "people-full", Change(values={"people_count": {ANY: number}}), by(who), clock=watch)


def test_it_may_go_out_when_every_role_has_said_yes(ready, watch):
    settings, folder = ready
    assert seen(settings, folder).lacking
    approved(settings, folder, watch)
    assert not seen(settings, folder).lacking


def test_one_person_alone_is_never_enough(ready, watch):
    settings, folder = ready
    for role in ("legal", "security", "communications"):
        approve(settings, folder, "people-full", by("LENA "), role=role, clock=watch)
    assert seen(settings, folder).lacking == ("2 different people; so far 1",)
    approve(settings, folder, "people-full", by("sam"), role="security", clock=watch)
    assert not seen(settings, folder).lacking, "the later yes of a role counts"


@pytest.mark.parametrize(
    "change",
    [
        Change(values={"people_count": {ANY: "48201"}}),
        Change(values={"signed_by": {"th": "นาย ก"}}),
        Change(cleared=("police",)),
        Change(values={"people_count": {ANY: "48200"}}),
    ],
)
def test_any_change_takes_every_yes_back(ready, watch, change):
    settings, folder = ready
    approved(settings, folder, watch)
    view = set_values(folder, "people-full", change, by("bob"), clock=watch)
    assert seen(settings, folder).lacking == ("the yes of legal", "the yes of security", "the yes of communications")
    (gone,) = view.incident.notices["people-full"].voided
    assert (gone.by, gone.why, len(gone.approvals)) == ("bob", "its values were changed", 3)


def test_changing_it_back_does_not_bring_them_back(ready, watch):
    settings, folder = ready
    approved(settings, folder, watch)
    before = seen(settings, folder).digest
    count(folder, "1", watch)
    count(folder, "48200", watch)
    assert seen(settings, folder).digest == before
    assert seen(settings, folder).lacking


@pytest.mark.parametrize("more", [{"name": "Other"}, {"address": "Elsewhere 1"}])
def test_a_changed_letterhead_is_other_bytes(ready, watch, more):
    settings, folder = ready
    approved(settings, folder, watch)
    other = replace(settings, organisation=replace(ORGANISATION, **more))
    assert seen(other, folder).lacking == ("the yes of legal", "the yes of security", "the yes of communications")
    assert not seen(settings, folder).lacking


def test_a_reviewer_approves_what_was_read(ready, watch):
    settings, folder = ready
    read = seen(settings, folder).digest
    count(folder, "5", watch)
    for old in (read, read[7:19], "sha256:12", "000000000000"):
        said = refused(
            lambda old=old: approve(
                settings, folder, "people-full", by("lena"), role="legal", digest=old, clock=watch
            )
        )
        assert "read it again before you approve it" in said
    now = seen(settings, folder).digest
    approve(settings, folder, "people-full", by("lena"), role="legal", digest=now[7:19], clock=watch)
    assert [one.digest for one in seen(settings, folder).standing] == [now]


def test_who_may(ready, watch):
    settings, folder = ready
    said = refused(lambda: approve(settings, folder, "people-full", by("sam"), role="legal", clock=watch))
    assert "the inventory's contacts for legal are Lena" in said
    assert "expected one of the reviewers" in refused(
        lambda: approve(settings, folder, "people-full", by("lena"), role="cook", clock=watch)
    )
    view = approve(settings, folder, "people-full", by("sam"), role="security", clock=watch)
    assert any("nobody can check that sam does" in words for words in view.warnings)
    deputies = (*settings.inventory.contacts, Contact(name="Sam", role="legal", mail="s@example.com", deputy=True))
    wider = replace(settings, inventory=replace(settings.inventory, contacts=deputies))
    approve(wider, folder, "people-full", by("sam"), role="legal", clock=watch)


def test_a_gap_is_approved_by_nobody(ready, watch):
    settings, folder = ready
    set_values(folder, "people-full", Change(cleared=("what_happened",)), by(), clock=watch)
    for call in (ask, lambda *a, **k: approve(*a, role="legal", despite="hurry", **k)):
        said = refused(lambda call=call: call(settings, folder, "people-full", by("lena"), clock=watch))
        assert "what_happened (en): has no value" in said
    nameless = replace(settings, organisation=replace(ORGANISATION, name=""))
    assert "organisation.name" in refused(lambda: ask(nameless, folder, "people-full", by(), clock=watch))


def test_what_the_lint_stops_needs_a_reason_that_is_kept(ready, watch):
    settings, folder = ready
    change = Change(values={"what_happened": {"en": "We take your privacy seriously.", "th": "เปิดอยู่"}})
    set_values(folder, "people-full", change, by(), clock=watch)
    said = refused(lambda: approve(settings, folder, "people-full", by("lena"), role="legal", clock=watch))
    assert "phrase:" in said
    assert "--despite" in said
    view = approve(
        settings, folder, "people-full", by("lena"), role="legal", despite="the court's words", clock=watch
    )
    assert view.events[-1].data["despite"] == "the court's words"
    assert view.events[-1].data["lacking"]
    assert view.incident.notices["people-full"].approvals[0].despite == "the court's words"


def test_what_was_approved_is_kept_to_the_byte(ready, watch):
    settings, folder = ready
    ask(settings, folder, "people-full", by(), clock=watch)
    approved(settings, folder, watch)
    now = seen(settings, folder)
    said = json.loads(kept_bytes(folder, now.digest))
    assert said["texts"] == dict(now.texts)
    assert said["pages"] == dict(now.pages)
    assert look(folder).incident.notices["people-full"].asked.digest == now.digest
    path = folder / FOLDER / f"{now.digest[7:]}.json"
    path.write_bytes(path.read_bytes() + b" ")
    assert "is not what was pinned" in refused(lambda: list(since_approved(now, folder)))


def test_taking_it_back_needs_a_reason(ready, watch):
    settings, folder = ready
    assert "nobody has approved it" in refused(lambda: void(folder, "people-full", by(note="x"), clock=watch))
    approved(settings, folder, watch)
    assert "expected why" in refused(lambda: void(folder, "people-full", by(), clock=watch))
    view = void(folder, "people-full", by(note="the count is wrong"), clock=watch)
    assert view.incident.notices["people-full"].voided[0].why == "the count is wrong"
    assert seen(settings, folder).lacking


def test_differences(ready, watch):
    settings, folder = ready
    assert "never approved" in refused(lambda: list(since_approved(seen(settings, folder), folder)))
    approved(settings, folder, watch)
    assert not list(since_approved(seen(settings, folder), folder))
    count(folder, "7", watch)
    lines = list(since_approved(seen(settings, folder), folder))
    assert "-Number of people concerned: 48,200" in lines
    assert "+จำนวนผู้ที่เกี่ยวข้อง (คน): 7" in lines
    view = look(folder)
    assert [one.changes for one in history(view, "people-full")] == [0, 1, 2]
    assert list(between(seen(settings, folder), view, 1, 2))[-1]
    assert "-Number of people concerned: 48,200" in list(between(seen(settings, folder), view, 1, 2))
    assert "[missing: What happened]" in "\n".join(between(seen(settings, folder), view, 0, 1))
    assert "there is no change 9" in refused(lambda: list(between(seen(settings, folder), view, 0, 9)))


def test_a_journal_that_approves_what_nobody_drafted():
    line = Event(kind=Kind.NOTICE_APPROVED, by="x", occurred_at=T0, recorded_at=T0, data={"notice": "n"})
    with pytest.raises(ValueError, match="no such notice"):
        notice(None, line)
    assert issubclass(NotOurs, ValueError)
