"""What is said of duties in an incident: start events, answers, people, met; and what is refused."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.usecase.incident.books import T0, Watch, by, opened
from toolkit.core.duty.clock import Run
from toolkit.core.duty.words import Risk, Standing, Start
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.core.playbook import Milestone
from toolkit.library.duties import from_canonical
from toolkit.usecase.duties import deciding, recording
from toolkit.usecase.duties.asking import asked
from toolkit.usecase.duties.listing import standings, unmet
from toolkit.usecase.incident import exercise
from toolkit.usecase.incident.bundle import export
from toolkit.usecase.incident.opening import Opening
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.telling import close, reached, withdrawn

STOLEN = {
    "sectors": "none",
    "role": "controller",
    "confidentiality": "yes",
    "integrity": "no",
    "availability": "no",
    "encrypted": "no",
    "exfiltrated": "yes",
    "recipient": "malicious",
    "elements": "ssn",
    "vulnerable": "no",
    "harm-possible": "yes",
}


class Case:
    """An incident, its clock, and the verbs of duties on it."""

    def __init__(self, tmp_path):
        self.watch = Watch()
        self.settings, self.folder = opened(tmp_path, self.watch)
        self.watch.on(hours=10)

    def __getattr__(self, name):
        verb = getattr(recording, name, None) or getattr(deciding, name)
        return lambda *given, **more: verb(self.settings, self.folder, *given, clock=self.watch, **more)

    @property
    def found(self):
        return standings(self.settings, self.folder, clock=self.watch)

    def row(self, key):
        return self.found.row(key)

    @property
    def kinds(self):
        return [one.kind for one in look(self.folder, self.watch).events]


@pytest.fixture
def case(tmp_path):
    return Case(tmp_path)


def test_the_first_look_pins_the_laws_and_further_looks_record_nothing(case):
    first = case.found
    assert case.kinds[-1] is Kind.DUTIES_PINNED
    assert look(case.folder).incident.duties.edition == first.edition.digest
    before = len(case.kinds)
    assert case.found.edition == first.edition
    assert len(case.kinds) == before


def test_all_starts_are_kept_and_the_earliest_counts(case):
    case.start(Start.AWARENESS, by(at=T0 + timedelta(hours=3)))
    done = case.start(Start.AWARENESS, by("bob", at=T0 + timedelta(hours=2)))
    assert (done.counts.by, [one.by for one in done.others]) == ("bob", ["ana"])
    assert case.row("eu-gdpr/authority").deadline.conservative == T0 + timedelta(hours=74)
    (second, first) = sorted(case.found.incident.duties.starts[Start.AWARENESS], key=lambda one: one.at)
    assert first.recorded_at == T0 + timedelta(hours=10)
    assert first.at < first.recorded_at
    assert second.line != first.line


def test_a_correction_needs_a_reason_and_keeps_what_was_wrong(case):
    wrong = case.start(Start.AWARENESS, by(at=T0 + timedelta(hours=1))).counts
    later = by("bob", at=T0 + timedelta(hours=4))
    with pytest.raises(UserError, match="expected why"):
        case.start(Start.AWARENESS, later, instead_of=wrong.line)
    assert case.row("eu-gdpr/authority").deadline.since == wrong.at, "nothing was recorded"
    with pytest.raises(UserError, match=f"lines that do: {wrong.line}"):
        case.start(Start.AWARENESS, by("bob", "the clock was wrong", T0 + timedelta(hours=4)), instead_of=1)
    done = case.start(Start.AWARENESS, by("bob", "the clock was wrong", later.at), instead_of=wrong.line)
    assert done.counts.at == later.at
    (gone,) = [one for one in done.view.incident.duties.starts[Start.AWARENESS] if one.corrected]
    assert (gone.at, gone.corrected) == (wrong.at, "bob: the clock was wrong")
    assert case.kinds[-2:] == [Kind.CLOCK_STARTED, Kind.CLOCK_CORRECTED], "cut off between, the earlier one counts"
    case.take_back(Start.AWARENESS, done.counts.line, by(note="it never was"))
    assert case.row("eu-gdpr/authority").deadline.run is Run.NOT_STARTED


def test_what_the_incident_knows_is_used_and_says_where_it_is_from(case):
    assert case.row("us-ca/people").deadline.since == T0, "the opening is the discovery"
    assert case.row("eu-gdpr/authority").deadline.missing == (Start.AWARENESS,)
    reached(case.folder, Milestone.AWARE, by(note="a list", at=T0 + timedelta(hours=5)), clock=case.watch)
    assert case.row("eu-gdpr/authority").deadline.since == T0 + timedelta(hours=5)
    done = case.start(Start.AWARENESS, by(at=T0 + timedelta(hours=7)))
    assert done.counts.source == "the milestone aware"
    withdrawn(case.folder, Milestone.AWARE, by(note="another list"), clock=case.watch)
    assert case.row("eu-gdpr/authority").deadline.since == T0 + timedelta(hours=7)


def test_no_start_follows_from_another(case):
    case.start(Start.AWARENESS, by(at=T0 + timedelta(hours=1)))
    assert case.row("us-sec-8k/market").deadline.missing == (Start.MATERIALITY,)
    assert case.row("us-tx/people").deadline.missing == (Start.DETERMINATION,)


def test_awareness_before_discovery_is_said(case):
    done = case.start(Start.AWARENESS, by(at=T0 - timedelta(hours=1)))
    assert any("awareness is recorded before discovery" in words for words in done.view.warnings)
    case.start(Start.DISCOVERY, by(at=T0 - timedelta(hours=2)))
    assert not case.found.warnings


def test_a_date_alone_counts_from_its_beginning_where_the_duty_is(case):
    case.start(Start.DISCOVERY, by(at=datetime(2026, 11, 20, tzinfo=UTC)), day=date(2026, 11, 20))
    assert case.row("us-ca/people").deadline.since == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_a_moment_that_has_not_come_is_refused(case):
    with pytest.raises(UserError, match="has not come yet"):
        case.start(Start.PAYMENT, by(at=T0 + timedelta(days=9)))


def test_answers_have_who_and_when_and_the_last_counts(case):
    case.answer({"confidentiality": "no"}, by())
    view = case.answer({"confidentiality": "YES"}, by("bob", "the log shows it"))
    answer = view.incident.duties.answers["confidentiality"]
    assert (answer.text, answer.by, answer.note, answer.at) == (
        "yes",
        "bob",
        "the log shows it",
        T0 + timedelta(hours=10),
    )
    view = case.answer({"confidentiality": "unknown"}, by())
    assert "confidentiality" not in view.incident.duties.answers


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"moon": "yes"}, "moon: no such question"),
        ({"confidentialty": "yes"}, "did you mean confidentiality?"),
        ({"confidentiality": "perhaps"}, "expected one of yes, no, not 'perhaps'"),
        ({"elements": "ssn,shoes"}, "not 'shoes'"),
        ({"downtime-hours": "many"}, "expected a number"),
        ({"downtime-hours": "-1"}, "expected a number"),
        ({"encrypted:customers": "yes"}, "is asked of the incident alone"),
        ({"role:nobody": "controller"}, "no dataset 'nobody' is affected; there are: customers"),
        ({"residents": "5"}, "expected of which place"),
        ({"residents:ZZ": "5"}, "no country 'ZZ'"),
        ({"residents:US-ZZ": "5"}, "US has no part 'ZZ'"),
        ({}, "expected something to answer"),
    ],
)
def test_what_is_no_answer(case, given, words):
    with pytest.raises(UserError, match=words.replace("?", r"\?")):
        case.answer(given, by())
    assert Kind.DUTY_ANSWERED not in case.kinds


def test_all_wrong_answers_are_said_at_once_and_none_is_kept(case):
    with pytest.raises(UserError) as caught:
        case.answer({"confidentiality": "yes", "moon": "1", "encrypted": "2"}, by())
    assert len(caught.value.problems) == 2
    assert not look(case.folder).incident.duties.answers


def test_the_inventory_supplies_people_until_somebody_says_otherwise(case):
    found = case.found
    assert {place: str(count) for place, count in found.about.heads.said.items()} == {"DE": "300", "TH": "900"}
    assert found.about.heads.complete
    assert found.row("us-ca/people").standing is Standing.NOT_OWED
    case.people({"DE": "0", "US-CA": "501"}, by())
    assert case.row("eu-gdpr/authority").standing is Standing.NOT_OWED
    case.answer(STOLEN, by())
    assert case.row("us-ca/attorney-general").standing is Standing.OWED
    case.people({}, by(), everybody=False)
    assert case.row("us-tx/people").standing is Standing.UNDECIDED
    case.people({}, by(), everybody=True)
    assert case.row("us-tx/people").standing is Standing.NOT_OWED


def test_what_is_asked_is_what_decides(case):
    case.people({}, by(), everybody=True)
    names = [one.question.id for one in asked(case.found)]
    assert {"role", "sectors", "confidentiality", "recipient", "effect"} <= set(names)
    assert "four-hours-down" in [one.question.id for one in asked(case.found, every=True)]
    case.answer(STOLEN, by())
    left = {one.question.id for one in asked(case.found)}
    assert not left & set(STOLEN)
    assert "role" in {one.question.id for one in asked(case.found, every=True)}


def test_met_says_who_and_what_shows_it(case):
    case.answer(STOLEN, by())
    case.start(Start.AWARENESS, by(at=T0 + timedelta(hours=1)))
    with pytest.raises(UserError, match="expected what shows it"):
        case.met("eu-gdpr/authority", by(), reference=" ")
    case.met("eu-gdpr/authority", by("bob"), reference="case 118")
    row = case.row("eu-gdpr/authority")
    assert (row.standing, row.met.by, row.met.how) == (Standing.MET, "bob", "case 118")
    with pytest.raises(UserError, match="is recorded as met already"):
        case.met("eu-gdpr/authority", by(), reference="again")
    with pytest.raises(UserError, match="expected why"):
        case.not_met("eu-gdpr/authority", by())
    case.not_met("eu-gdpr/authority", by(note="the portal lost it"))
    assert case.row("eu-gdpr/authority").standing is Standing.OWED


def test_late_needs_reasons(case):
    case.answer(STOLEN, by())
    case.start(Start.AWARENESS, by(at=T0 + timedelta(minutes=30)))
    limit = T0 + timedelta(hours=73)
    case.watch.on(days=9)
    with pytest.raises(UserError, match="is not late"):
        case.met("eu-gdpr/authority", by(at=limit), reference="r", late_because="x")
    with pytest.raises(UserError, match="expected why it is late; the reasons for the delay"):
        case.met("eu-gdpr/authority", by(at=limit + timedelta(minutes=1)), reference="r")
    assert case.row("eu-gdpr/authority").standing is Standing.OWED
    case.met("eu-gdpr/authority", by(at=limit + timedelta(minutes=1)), reference="r", late_because="no power")
    assert case.row("eu-gdpr/authority").met.why_late == "no power"


def test_nothing_is_met_before_it_was_discovered_and_anything_may_be_early(case):
    case.answer(STOLEN, by())
    case.start(Start.AWARENESS, by(at=T0 + timedelta(hours=4)))
    with pytest.raises(UserError, match="is before anybody had discovered it"):
        case.met("eu-gdpr/authority", by(at=T0 - timedelta(minutes=1)), reference="r")
    case.met("eu-gdpr/authority", by(at=T0 + timedelta(hours=3)), reference="sent before we were certain")
    assert case.row("eu-gdpr/authority").standing is Standing.MET


def test_what_does_not_apply_cannot_be_met(case):
    with pytest.raises(UserError, match="does not apply here: nobody affected lives in US-CA"):
        case.met("us-ca/people", by(), reference="r")
    with pytest.raises(UserError, match="no duty is called 'us-ca/nobody'"):
        case.met("us-ca/nobody", by(), reference="r")


def test_an_override_takes_a_reason_and_a_second_person(case):
    case.answer(STOLEN, by())
    assert case.found.about.assessment.least is Risk.HIGH
    with pytest.raises(UserError, match="expected why"):
        case.override("risk", "unlikely", by())
    with pytest.raises(UserError, match="expected one of unlikely, risk, high"):
        case.override("risk", "low", by(note="x"))
    case.override("risk", "unlikely", by(note="test data only"))
    assert case.row("eu-gdpr/people").standing is Standing.OWED
    with pytest.raises(UserError, match="it takes two people"):
        case.approve("risk", by(" Ana "))
    case.approve("risk", by("bob"))
    assert case.row("eu-gdpr/people").standing is Standing.NOT_OWED
    with pytest.raises(UserError, match="is approved already, by bob"):
        case.approve("risk", by("carol"))
    case.override("risk", "risk", by("bob", "not only test data"))
    assert case.row("eu-gdpr/people").standing is Standing.OWED, "another proposal has no approval"
    case.withdraw("risk", by(note="as worked out"))
    assert case.found.about.assessment.least is Risk.HIGH


def test_a_duty_is_decided_otherwise_by_two(case):
    case.answer(STOLEN, by())
    with pytest.raises(UserError, match="expected one of owed, not-owed"):
        case.override("eu-gdpr/people", "never", by(note="x"))
    with pytest.raises(UserError, match="no duty is called"):
        case.override("eu-gdpr/nobody", "owed", by(note="x"))
    with pytest.raises(UserError, match="nothing was decided of"):
        case.approve("eu-gdpr/people", by("bob"))
    case.override("eu-gdpr/people", "not-owed", by(note="art 34(3)(c): published instead"))
    case.approve("eu-gdpr/people", by("bob"))
    assert "34(3)(c)" in case.row("eu-gdpr/people").why()


def test_another_edition_changes_nothing_until_it_is_adopted(case):
    case.answer(STOLEN, by())
    case.start(Start.AWARENESS, by(at=T0 + timedelta(hours=1)))
    (case.settings.source.parent / "duties.toml").write_text(
        '[[duty]]\nid = "eu-gdpr/authority"\nreason = "our regulator"\nby = "Lena"\non = 2026-11-20\n'
        '[duty.clock]\nshape = "fixed"\nlimit = "24 hours"\nfrom = ["awareness"]\n'
    )
    assert case.found.newer == ("eu-gdpr/authority: clock, changed changed",)
    assert case.row("eu-gdpr/authority").deadline.conservative == T0 + timedelta(hours=73)
    with pytest.raises(UserError, match="expected why"):
        case.adopt(by())
    case.adopt(by(note="the regulator asks for it"))
    row = case.row("eu-gdpr/authority")
    assert row.deadline.conservative == T0 + timedelta(hours=25)
    assert row.duty.changed[0].by == "Lena"
    assert not case.found.newer
    with pytest.raises(UserError, match="by this edition already"):
        case.adopt(by(note="again"))
    (case.settings.source.parent / "duties.toml").unlink()
    assert case.row("eu-gdpr/authority").deadline.conservative == T0 + timedelta(hours=25), "it is pinned"


def test_a_pinned_edition_that_was_touched_is_refused(case):
    digest = case.found.edition.digest
    path = case.folder / "duties" / f"{digest.removeprefix('sha256:')}.json"
    path.write_bytes(path.read_bytes().replace(b"72 hours", b"99 hours"))
    with pytest.raises(UserError, match="is not what was pinned"):
        _ = case.found


def test_a_closed_incident_is_looked_at_and_not_written_to(case):
    reached(case.folder, Milestone.PERSONAL_DATA_EXCLUDED, by(note="test data"), clock=case.watch)
    close(case.folder, by(), despite="a drill", clock=case.watch)
    before = len(case.kinds)
    assert case.found.rows
    assert len(case.kinds) == before
    with pytest.raises(UserError, match="was closed"):
        case.answer({"confidentiality": "yes"}, by())


def test_what_is_owed_stands_in_the_way_of_closing(case):
    assert unmet(case.settings, case.folder, clock=case.watch) == [], "nobody has asked"
    case.answer(STOLEN, by())
    lines = unmet(case.settings, case.folder, clock=case.watch)
    assert "duty eu-gdpr/authority is owed and not met" in lines
    reached(case.folder, Milestone.PERSONAL_DATA_EXCLUDED, by(note="test data"), clock=case.watch)
    with pytest.raises(UserError, match="duty eu-gdpr/authority is owed and not met"):
        close(case.folder, by(), duties=lines, clock=case.watch)


def test_an_exercise_runs_on_its_own_clock(tmp_path):
    case = Case(tmp_path)
    view = exercise.start(case.settings, Opening(playbook="fire", values={"bucket": "b"}), by(), clock=case.watch)
    case.folder = view.folder
    case.start(Start.AWARENESS, by())
    begun = case.row("eu-gdpr/authority").deadline.since
    exercise.advance(case.folder, "70 hours", by(), clock=case.watch)
    found = case.found
    assert found.now == begun + timedelta(hours=70)
    assert found.row("eu-gdpr/authority").left(found.now) == 2 * 3600


def test_the_bundle_has_the_edition_and_the_lines(case, tmp_path):
    case.answer(STOLEN, by())
    out = tmp_path / "bundle"
    export(case.folder, out, Ed25519PrivateKey.generate(), by(), {}, clock=case.watch)
    digest = case.found.edition.digest
    kept = (out / "duties" / f"{digest.removeprefix('sha256:')}.json").read_bytes()
    assert from_canonical(kept, "bundle") == case.found.edition
    assert "duty-answered" in (out / "journal.jsonl").read_text()
    assert f"duties/{digest.removeprefix('sha256:')}.json" in json.loads((out / "head.json").read_text())["files"]
