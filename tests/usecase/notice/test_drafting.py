"""Notices begun and filled: pinned versions, values that are judged, what is carried over and filled in by itself."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import playbooks
from tests.library.noticetext.examples import KINDS, template
from tests.usecase.incident.books import T0, Watch, by
from tests.usecase.notice.made import everything, place, seen, written
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.core.notice import ANY, Topic
from toolkit.core.playbook import Milestone
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.telling import began, close, reached
from toolkit.usecase.notice.drafting import Beginning, Change, draft, set_values
from toolkit.usecase.notice.shelf import FOLDER
from toolkit.usecase.notice.typed import Typed, change


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def ready(tmp_path, watch):
    return place(tmp_path, watch)


def refused(call):
    with pytest.raises(UserError) as no:
        call()
    return "\n".join(map(str, no.value.problems))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_written_to_its_end(tmp_path, watch, kind):
    found = seen(*written(tmp_path, watch, kind), kind)
    assert not found.unresolved
    assert found.lacking == ("the yes of legal", "the yes of security", "the yes of communications")
    assert not [fault for fault in found.faults if fault.weight == "stops"]


def test_a_draft_stays_with_its_version(ready, watch, tmp_path):
    settings, folder = ready
    own = tmp_path / FOLDER
    shutil.copytree(Path(playbooks.__file__).parent / FOLDER / "sms", own / "sms")
    draft(settings, folder, Beginning(kind="sms"), by(), clock=watch)
    before = seen(settings, folder, "sms")
    text = (own / "sms" / "en.md.j2").read_text()
    (own / "sms" / "en.md.j2").write_text(text.replace("passwords or money", "anything"))
    assert seen(settings, folder, "sms").digest == before.digest
    draft(settings, folder, Beginning(kind="sms"), by(), clock=watch)
    after = seen(settings, folder, "sms-2")
    assert after.notice.template != before.notice.template
    assert "anything" in after.texts["en"]


def test_a_pinned_version_that_was_touched_is_refused(ready, watch):
    settings, folder = ready
    draft(settings, folder, Beginning(kind="sms"), by(), clock=watch)
    digest = look(folder).incident.notices["sms"].template
    path = folder / FOLDER / f"{digest.removeprefix('sha256:')}.json"
    path.write_bytes(path.read_bytes().replace(b"money", b"Money"))
    assert "is not what was pinned" in refused(lambda: seen(settings, folder, "sms"))
    path.unlink()
    assert "cannot be read" in refused(lambda: seen(settings, folder, "sms"))


def test_what_settings_and_incident_know_nobody_types(ready, watch):
    settings, folder = ready
    began(folder, by(at=T0 - timedelta(days=3, hours=10)), clock=watch)
    reached(folder, Milestone.AWARE, by(note="x"), clock=watch)
    draft(settings, folder, Beginning(kind="authority-initial"), by(), clock=watch)
    found = seen(settings, folder, "authority-initial")
    typed = {name: value.words[ANY] for name, value in found.values.items()}
    assert typed["organisation"] == "Siam Example"
    assert typed["aware_at"] == "2026-11-25T16:00+07:00"
    assert typed["began_on"] == "2026-11-22", "in Bangkok it was the day after"
    assert typed["reference"] == look(folder).incident.id
    assert "detected_at" in {one.field.id for one in found.unresolved}, "nobody has recorded it"
    view = set_values(
        folder, "authority-initial", Change(values={"aware_at": {ANY: "2026-11-25T12:00+07:00"}}), by(), clock=watch
    )
    assert view.incident.notices["authority-initial"].values["aware_at"].words[ANY] == "2026-11-25T12:00+07:00"
    assert "12:00 (UTC+07:00)" in seen(settings, folder, "authority-initial").texts["en"]


def test_what_was_said_once_is_carried_over(ready, watch):
    settings, folder = ready
    draft(settings, folder, Beginning(kind="press"), by(), clock=watch)
    given = everything("press", leave=("people_count",))
    set_values(
        folder, "press", Change(values=given.values, unknown={"people_count": date(2026, 12, 3)}), by(), clock=watch
    )
    view = draft(settings, folder, Beginning(kind="people-full"), by("bob"), clock=watch)
    carried = view.incident.notices["people-full"].values
    assert carried["what_happened"].words == view.incident.notices["press"].values["what_happened"].words
    assert carried["people_count"].unknown_until == date(2026, 12, 3)
    assert "statement" not in carried
    assert view.events[-1].note.startswith("carried over")
    watch.on(hours=1)
    set_values(folder, "people-full", Change(values={"people_count": {ANY: "7"}}), by(), clock=watch)
    view = draft(settings, folder, Beginning(kind="website"), by(), clock=watch)
    assert view.incident.notices["website"].values["people_count"].words == {ANY: "7"}, "what was said last"


def test_a_carried_value_must_fit_the_shorter_field(ready, watch):
    settings, folder = ready
    draft(settings, folder, Beginning(kind="press"), by(), clock=watch)
    set_values(
        folder, "press", Change(values={"what_happened": {"en": "Long. " * 80, "th": "สั้น"}}), by(), clock=watch
    )
    view = draft(settings, folder, Beginning(kind="people-short"), by(), clock=watch)
    assert view.incident.notices["people-short"].values["what_happened"].words == {"th": "สั้น"}


def test_earlier_values_stay_in_the_journal_and_languages_add_up(ready, watch):
    settings, folder = ready
    draft(settings, folder, Beginning(kind="press"), by(), clock=watch)
    for words in ({"en": "One."}, {"th": "หนึ่ง"}, {"en": "Two."}):
        view = set_values(folder, "press", Change(values={"what_happened": words}), by(), clock=watch)
    assert view.incident.notices["press"].values["what_happened"].words == {"en": "Two.", "th": "หนึ่ง"}
    said = [one.data["values"]["what_happened"] for one in view.events if one.kind is Kind.NOTICE_SET]
    assert said == [{"en": "One."}, {"th": "หนึ่ง"}, {"en": "Two."}]
    view = set_values(folder, "press", Change(cleared=("what_happened",)), by(), clock=watch)
    assert "what_happened" not in view.incident.notices["press"].values


def test_everything_that_is_wrong_with_a_change_is_said_at_once(ready, watch):
    settings, folder = ready
    draft(settings, folder, Beginning(kind="people-full"), by(), clock=watch)
    lines = len(look(folder).events)
    wrong = Change(
        values={
            "people_count": {ANY: "many"},
            "what_happened": {ANY: "x"},
            "contact_phone": {"en": "+66 2 555 0100"},
            "recipient_name": {ANY: "Ana"},
            "nonsense": {ANY: "x"},
            "signed_by": {"de": "x"},
            "contact_mail": {ANY: "a@example.com\r\nBcc: all@example.com"},
        },
        unknown={"signed_by": date(2026, 12, 3), "detected_at": date(2026, 12, 3)},
    )
    said = refused(lambda: set_values(folder, "people-full", wrong, by(), clock=watch))
    for words in (
        "people_count: expected a whole number",
        "what_happened: is said in words; say in which language: en, th",
        "contact_phone (en): is the same in all languages",
        "recipient_name: differs from recipient to recipient",
        "nonsense: people-full has no such field",
        "signed_by: is given, cleared or said to be unknown at the same time",
        "detected_at: must be known when this notice goes out",
        "contact_mail: expected one line",
    ):
        assert words in said
    assert len(look(folder).events) == lines, "nothing of it was recorded"


def test_what_cannot_be_begun(ready, watch):
    settings, folder = ready

    def begin(**what):
        return refused(lambda: draft(settings, folder, Beginning(**{"kind": "sms", **what}), by(), clock=watch))

    assert "there are authority-final" in begin(kind="nonsense")
    assert "sms has no de; it has en, th" in begin(languages=("de",))
    assert "nothing is known of xx; there are eu-gdpr" in begin(laws=("xx",))
    assert "expected a name like" in begin(id="../x")
    draft(settings, folder, Beginning(kind="sms", id="short"), by(), clock=watch)
    assert "short was drafted already" in begin(id="short")
    reached(folder, Milestone.PERSONAL_DATA_EXCLUDED, by(note="x"), clock=watch)
    close(folder, by(), despite="test", clock=watch)
    assert "was closed" in begin()


def test_a_letter_under_a_law_leaves_out_what_it_forbids(tmp_path, watch):
    found = seen(*written(tmp_path, watch, laws=("us-ma",), id="people-ma"), "people-ma")
    hidden = {name for name, field in template("people-full").fields.items() if Topic.NATURE in field.says}
    assert not hidden & found.documents["en"].fields
    assert "A storage folder" not in found.texts["en"]
    assert "What Happened" not in found.pages["en"]
    assert not found.unresolved


def test_an_exercise_says_so_in_every_language(tmp_path, watch):
    settings, folder = written(tmp_path, watch)
    found = seen(settings, folder)
    played = replace(found, incident=replace(found.incident, exercise=True))
    for code, words in (("en", "EXERCISE"), ("th", "การฝึกซ้อม")):
        assert played.texts[code].startswith(words)
        assert words in played.pages[code]
        assert words not in found.texts[code]
    assert played.digest != found.digest


# ---- what was typed


def typed(ready, **words):
    _, folder = ready
    one = look(folder).incident.notices["press"]
    return change(template("press"), one, Typed(**words))


@pytest.fixture
def pressed(ready, watch):
    settings, folder = ready
    draft(settings, folder, Beginning(kind="press"), by(), clock=watch)
    return settings, folder


def test_words_go_to_their_language(pressed, tmp_path):
    (tmp_path / "a.txt").write_bytes("\ufeffa=b".encode())
    found = typed(pressed, values=(f"what_happened=@{tmp_path / 'a.txt'}", "people_count=3"), language="th")
    assert found.values == {"what_happened": {"th": "a=b"}, "people_count": {ANY: "3"}}
    assert typed(pressed, unknown=("people_count=2026-12-03",)).unknown == {"people_count": date(2026, 12, 3)}


def test_what_cannot_be_understood(pressed, tmp_path):
    assert "say in which language with --language (en, th)" in refused(
        lambda: typed(pressed, values=("what_happened=x",))
    )
    assert "expected a field, = and its value" in refused(lambda: typed(pressed, values=("x",)))
    assert "expected the day" in refused(lambda: typed(pressed, unknown=("people_count=soon",)))
    assert "No such file" in refused(lambda: typed(pressed, values=("press_contact=@/nowhere",)))
    for raw, words in (
        (b"\xff", "is not UTF-8"),
        (b"x = [", "is not valid TOML"),
        (b"x" * 300_000, "larger than 256"),
    ):
        (tmp_path / "f.toml").write_bytes(raw)
        assert words in refused(lambda: typed(pressed, form=tmp_path / "f.toml"))
    (tmp_path / "f.toml").write_text("[a]\nen = 3\n[b]\nunknown = 2026-12-03\nen = 'x'\n[c]\n")
    assert refused(lambda: typed(pressed, form=tmp_path / "f.toml")).count("with a text for each language") == 3


def test_a_filled_form_gives_the_same(pressed, tmp_path):
    (tmp_path / "f.toml").write_text("[people_count]\nunknown = 2026-12-03\n[what_happened]\nen = '''a\n\nb'''\n")
    found = typed(pressed, form=tmp_path / "f.toml", values=("what_happened=ก",), language="th")
    assert found.unknown == {"people_count": date(2026, 12, 3)}
    assert found.values == {"what_happened": {"en": "a\n\nb", "th": "ก"}}
