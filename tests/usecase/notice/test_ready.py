"""Which letters the inventory needs, and what makes each ready: one thing alone makes it unready."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.usecase.incident.books import T0, Watch, by, opened
from tests.usecase.notice.made import ORGANISATION, REVIEWS, everything
from toolkit.config.settings import AlertSettings, MailSettings, NoticeSettings
from toolkit.core.contact import Contact
from toolkit.core.inventory import DataClass, Dataset
from toolkit.core.readiness import State
from toolkit.usecase.incident.exercise import end
from toolkit.usecase.notice import ready as room
from toolkit.usecase.notice.approving import approve
from toolkit.usecase.notice.drafting import Beginning, Change, draft, set_values
from toolkit.usecase.notice.needed import needed
from toolkit.usecase.notice.ready import letters_for_trust, measured, notices_ready
from toolkit.usecase.notice.rehearsed import shown
from toolkit.usecase.notice.rendering import Format, export
from toolkit.usecase.notice.shelf import library
from toolkit.usecase.readiness import readiness_of

TODAY = T0.date()
DESK = Contact(name="The Office", role="authority-th-pdpa", other="its portal", verified_on=TODAY)
LEGAL = Contact(name="Lena", role="legal", mail="l@example.com")
MAIL = MailSettings(server="mail.example.com", sender="a@example.com", recipients=("b@example.com",))
LETTERS = (("authority-initial", ("th-pdpa-authority",)), ("people-full", ("th-pdpa",)))
"""What Thai law asks for, of what has rules on record."""


@pytest.fixture
def watch():
    return Watch()


def home(tmp_path, watch, *, people=None, contacts=(DESK, LEGAL), exercise=True):
    """Settings in which Thai law alone reaches the people, and the folder of an exercise."""
    settings, folder = opened(tmp_path, watch, exercise=exercise)
    dataset = Dataset(
        name="customers",
        data_class=DataClass.PERSONAL,
        stores=("exports",),
        people={"TH": 9} if people is None else people,
    )
    inventory = replace(settings.inventory, datasets=(dataset,), contacts=contacts)
    return replace(
        settings,
        organisation=ORGANISATION,
        notices=NoticeSettings(languages=("en", "th")),
        alert=AlertSettings(mail=MAIL),
        inventory=inventory,
    ), folder


def rehearse(settings, folder, watch, kind, laws, *, approvals=REVIEWS, out=None):
    """A notice drafted, filled, approved and written out."""
    draft(settings, folder, Beginning(kind=kind, laws=laws), by(), clock=watch)
    set_values(folder, kind, everything(kind), by(), clock=watch)
    for role, name in approvals:
        approve(settings, folder, kind, by(name), role=role, despite="an exercise", clock=watch)
    if out:
        export(settings, folder, kind, by(), formats=(Format.TEXT,), out=out, clock=watch)


def letter(settings, kind, law="th-pdpa", language="th", today=TODAY):
    found = notices_ready(settings, today).letters
    return next(one for one in found if (one.law, one.kind, one.language) == (law, kind, language))


def items(settings, kind="people-full", **more):
    return {item.id: item for item in letter(settings, kind, **more).items}


def test_which_letters_are_needed(tmp_path, watch):
    settings, _ = home(tmp_path, watch, people={"TH": 9, "DE": 1, "US": 5, "CH": 0})
    found = {(one.law, one.kind, one.language) for one in needed(settings, TODAY)}
    assert {("th-pdpa", "people-full", "th"), ("th-pdpa", "authority-initial", "th")} <= found
    assert ("th-pdpa", "authority-follow-up", "th") in found, "its clock lets what is not known yet follow"
    assert ("eu-gdpr", "people-full", "de") in found
    assert ("us-ca", "people-full", "en") in found
    assert not [one for one in found if one[0] == "ch-fadp"], "nobody lives there"
    of_playbooks = {(kind, language) for law, kind, language in found if not law}
    assert {("press", "en"), ("press", "th"), ("status-page", "en")} <= of_playbooks
    (german,) = (one for one in needed(settings, TODAY) if one.law == "eu-gdpr" and one.kind == "people-full")
    assert german.countries == ("DE",)


def test_without_countries_no_law_can_be_named(tmp_path, watch):
    settings, _ = home(tmp_path, watch, people={})
    found = notices_ready(settings, TODAY)
    assert {one.law for one in found.letters} == {""}
    (place,) = (one for one in found.common if one.id == "countries")
    assert place.ok is None
    assert not found.so
    assert measured(settings, TODAY) is None


def test_before_anybody_rehearsed(tmp_path, watch):
    settings, _ = home(tmp_path, watch)
    found = items(settings)
    assert {name for name, item in found.items() if item.ok} == {"template", "current", "letter", "rules"}
    assert "never approved" in found["approved"].because
    assert "--law th-pdpa --language th" in found["approved"].mend


def test_an_exercise_makes_it_ready(tmp_path, watch):
    settings, folder = home(tmp_path, watch)
    for kind, laws in LETTERS:
        rehearse(settings, folder, watch, kind, laws, out=tmp_path / "out")
        assert letter(settings, kind).so, letter(settings, kind).failing()
    assert letter(settings, "people-full").rehearsed_on == TODAY
    end(folder, by(), clock=watch)
    assert letter(settings, "people-full").so, "also when the exercise is over"


UNREADY = {
    "two of three agreed": ({"approvals": REVIEWS[:2], "export": False}, "approved", False),
    "not written out": ({"export": False}, "rehearsed", False),
    "for another law": ({"laws": ("eu-gdpr",)}, "approved", False),
    "long ago": ({"today": TODAY + timedelta(days=366)}, "rehearsed", False),
    "in the future": ({"today": TODAY - timedelta(days=1)}, "rehearsed", False),
    "not in an exercise": ({"exercise": False}, "rehearsed", False),
    "in a language nobody writes": ({"people": {"DE": 1}, "law": "eu-gdpr", "language": "de"}, "template", False),
    "a law without rules": ({"people": {"PH": 1}, "law": "ph-dpa", "language": "en"}, "rules", None),
    "rules that nobody confirmed": ({"people": {"US": 1}, "law": "us-il", "language": "en"}, "rules", None),
    "read too long ago": ({"today": date(2027, 6, 1)}, "current", False),
}


@pytest.mark.parametrize("case", UNREADY)
def test_one_thing_alone_makes_it_unready(case, tmp_path, watch):
    how, item, ok = UNREADY[case]
    settings, folder = home(tmp_path, watch, people=how.get("people"), exercise=how.get("exercise", True))
    out = tmp_path / "out" if how.get("export", True) else None
    laws = how.get("laws", ("th-pdpa",))
    rehearse(settings, folder, watch, "people-full", laws, approvals=how.get("approvals", REVIEWS), out=out)
    where = {"law": how.get("law", "th-pdpa"), "language": how.get("language", "th")}
    found = items(settings, today=how.get("today", TODAY), **where)[item]
    assert found.ok is ok, found
    assert found.mend


def test_a_changed_template_is_another_version(tmp_path, watch):
    settings, folder = home(tmp_path, watch)
    rehearse(settings, folder, watch, "people-full", ("th-pdpa",), out=tmp_path / "out")
    text = library(settings).templates["people-full"].template.text["th"]
    own = settings.source.parent / "notices" / "people-full"
    own.mkdir(parents=True)
    (own / "th.md.j2").write_text(text + "\nขอบคุณ\n")
    found = items(settings)
    assert "never approved" in found["approved"].because
    assert not found["rehearsed"].ok


def test_a_value_changed_after_the_last_yes_takes_it_back(tmp_path, watch):
    settings, folder = home(tmp_path, watch)
    rehearse(settings, folder, watch, "people-full", ("th-pdpa",))
    assert items(settings)["approved"].ok
    set_values(folder, "people-full", Change(values={"reference": {"any": "X-2"}}), by(), clock=watch)
    assert not items(settings)["approved"].ok


def test_a_draft_written_out_is_no_rehearsal(tmp_path, watch):
    settings, folder = home(tmp_path, watch)
    rehearse(settings, folder, watch, "people-full", ("th-pdpa",), approvals=())
    export(settings, folder, "people-full", by(), formats=(Format.TEXT,), out=tmp_path, draft=True, clock=watch)
    assert not shown(settings)


def test_a_journal_that_does_not_hold_proves_nothing(tmp_path, watch):
    settings, folder = home(tmp_path, watch)
    rehearse(settings, folder, watch, "people-full", ("th-pdpa",), out=tmp_path / "out")
    journal = folder / "journal.jsonl"
    journal.write_text(journal.read_text().replace("lena", "nale", 1))
    assert not shown(settings)


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        (None, "no [[contact]] has the role authority-th-pdpa"),
        ({"verified_on": None}, "nobody has verified"),
        ({"verified_on": TODAY - timedelta(days=366)}, "verified on 2025-11-24"),
        ({"verified_on": TODAY + timedelta(days=1)}, "nobody has verified"),
        ({"role": "authority-eu-gdpr"}, "no [[contact]] has the role"),
    ],
)
def test_the_authoritys_address_was_looked_up(contact, words, tmp_path, watch):
    known = (replace(DESK, **contact),) if contact else ()
    settings, _ = home(tmp_path, watch, contacts=known)
    found = items(settings, "authority-initial")["contact"]
    assert not found.ok
    assert words in found.because
    assert "contact" not in items(settings, "people-full"), "people have addresses of their own"


def test_what_all_letters_share(tmp_path, watch):
    settings, _ = home(tmp_path, watch)
    assert all(one.ok for one in notices_ready(settings, TODAY).common)
    less = replace(settings, alert=AlertSettings(), organisation=replace(ORGANISATION, mail="", domains=()))
    found = {one.id: one for one in notices_ready(less, TODAY).common}
    assert "lacks mail, domains" in found["letterhead"].because
    assert not found["mail"].ok


STATES = (
    ("nothing is written", {"people": {"DE": 1}}, State.ABSENT),
    ("written", {}, State.EXISTS),
)


@pytest.mark.parametrize(("case", "how", "state"), STATES)
def test_what_is_measured_goes_before_what_is_declared(case, how, state, tmp_path, watch):
    settings, _ = home(tmp_path, watch, **how)
    assert measured(settings, TODAY).state is state, case


def test_the_steps_of_being_ready(tmp_path, watch, monkeypatch):
    """Each step alone; the law's letters are cut to the two that have rules on record."""
    settings, folder = home(tmp_path, watch)
    only = tuple(one for one in needed(settings, TODAY) if one.law and one.kind in dict(LETTERS))
    monkeypatch.setattr(room, "needed", lambda *_: iter(only))
    assert measured(settings, TODAY).state is State.EXISTS
    for kind, laws in LETTERS:
        rehearse(settings, folder, watch, kind, laws)
    assert measured(settings, TODAY).state is State.APPROVED
    for kind, _ in LETTERS:
        export(settings, folder, kind, by(), formats=(Format.TEXT,), out=tmp_path / "out", clock=watch)
    assert measured(settings, TODAY).state is State.TARGET_MET
    assert letters_for_trust(settings, TODAY) == (TODAY, ())
    nobody = replace(settings, inventory=replace(settings.inventory, contacts=(LEGAL,)))
    assert measured(nobody, TODAY).state is State.EXERCISED
    since, obstacles = letters_for_trust(nobody, TODAY)
    assert since is None
    assert [one.what for one in obstacles] == ["notices: contact"]
    unmailed = replace(settings, alert=AlertSettings())
    assert measured(unmailed, TODAY).state is State.EXERCISED
    found = readiness_of(settings, None, TODAY)
    notices = [part for one in found.scenarios for part in one.elements if part.element == "notices"]
    assert {part.value for part in notices} == {1.0}
    assert "measured" in notices[0].because
