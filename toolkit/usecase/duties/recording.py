"""What is said of duties in an incident: start events, answers, what was met. Each is a line of its journal."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.duty.begun import Begun
from toolkit.core.duty.clock import Run
from toolkit.core.duty.condition import RESIDENTS
from toolkit.core.duty.edition import Edition
from toolkit.core.duty.question import Per, Question, split
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Standing, Start
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident, Kind
from toolkit.library.duties.places import unknown
from toolkit.usecase.duties.about import ELSEWHERE, NOBODY, SOME, disorder, starts
from toolkit.usecase.duties.listing import worked_out
from toolkit.usecase.duties.shelf import pin
from toolkit.usecase.incident.inorder import running
from toolkit.usecase.incident.session import Clock, Record, Said, View, real_clock, recording

NOT_KNOWN = "unknown"
"""Takes an answer back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A start event as it was recorded, and which one counts now."""

    view: View
    counts: Begun
    others: tuple[Begun, ...]


def start(
    settings: Settings,
    folder: Path,
    event: Start,
    said: Said,
    *,
    day: date | None = None,
    instead_of: int = 0,
    clock: Clock = real_clock,
) -> Started:
    """Record that an event was which clocks count from; `instead_of`: the line of one that was recorded wrongly.

    All are kept, and the earliest counts. Raises `UserError`.
    """
    with writing(settings, folder, clock) as (record, _):
        if instead_of:
            _to_be_corrected(record, event, instead_of, said)
        data = {"start": event.value} | ({"day": day.isoformat()} if day else {})
        record.write(Kind.CLOCK_STARTED, said, data=data)
        if instead_of:  # last: whoever is cut off before it has both, and the earlier one counts
            _correct(record, event, instead_of, said)
        return _started(record, event)


def take_back(
    settings: Settings, folder: Path, event: Start, line: int, said: Said, *, clock: Clock = real_clock
) -> View:
    """A start event was recorded that never was. Raises `UserError`, also without a reason."""
    with writing(settings, folder, clock) as (record, _):
        _to_be_corrected(record, event, line, said)
        _correct(record, event, line, said)
        return record.view()


def answer(
    settings: Settings, folder: Path, given: Mapping[str, str], said: Said, *, clock: Clock = real_clock
) -> View:
    """Answer questions; `unknown` takes an answer back. Raises `UserError` with everything that is wrong."""
    with writing(settings, folder, clock) as (record, edition):
        answers = checked(edition, record.incident, given)
        record.write(Kind.DUTY_ANSWERED, said, data={"answers": answers})
        return record.view()


def people(
    settings: Settings,
    folder: Path,
    counts: Mapping[str, str],
    said: Said,
    *,
    everybody: bool | None = None,
    clock: Clock = real_clock,
) -> View:
    """Say how many live where, by country or state; `everybody`: whether nobody lives anywhere else."""
    given = {f"{RESIDENTS}:{place}": number for place, number in counts.items()}
    if everybody is not None:
        given[f"{RESIDENTS}:{ELSEWHERE}"] = NOBODY if everybody else SOME
    return answer(settings, folder, given, said, clock=clock)


def met(
    settings: Settings,
    folder: Path,
    key: str,
    said: Said,
    *,
    reference: str,
    late_because: str = "",
    clock: Clock = real_clock,
) -> View:
    """A duty was met. After its legal limit the reasons must come with it. Raises `UserError`."""
    with writing(settings, folder, clock) as (record, _):
        row = worked_out(settings, record.view()).row(key)
        at = said.at or record.now
        problems = [*_not_to_be_met(row, reference)]
        first = min(one.at for listed in starts(record.incident).values() for one in listed)
        if at < first:
            words = f"is before anybody had discovered it, at {first:%Y-%m-%d %H:%M} UTC"
            more = "if it was sooner, `breachready duties start discovery --at WHEN` first"
            problems.append(Problem("--at", "", f"{at:%Y-%m-%d %H:%M} UTC {words}; {more}"))
        limit = row.deadline.outer or row.deadline.conservative
        late = row.deadline.run is Run.RUNNING and limit is not None and at > limit
        if late and not late_because.strip():
            words = f"{key} was over at {limit:%Y-%m-%d %H:%M} UTC: expected why it is late; {row.duty.clock.late}"
            problems.append(Problem("--late-because", "", words.rstrip("; ")))
        if late_because and not late:
            problems.append(Problem("--late-because", "", f"{key} is not late"))
        if problems:
            raise UserError(problems)
        data = {"duty": key, "reference": reference} | ({"late": late_because} if late else {})
        record.write(Kind.DUTY_MET, said, data=data)
        return record.view()


def not_met(settings: Settings, folder: Path, key: str, said: Said, *, clock: Clock = real_clock) -> View:
    """It was said to be met and was not. Raises `UserError`, also without a reason."""
    with writing(settings, folder, clock) as (record, _):
        because(said)
        if key not in record.incident.duties.met:
            raise UserError(Problem("KEY", "", f"{key} is not recorded as met"))
        record.write(Kind.DUTY_UNMET, said, data={"duty": key})
        return record.view()


def checked(edition: Edition, incident: Incident, given: Mapping[str, str]) -> Mapping[str, str]:
    """Answers as they are kept; "" for one that is taken back. Raises `UserError`."""
    problems, answers = [], {}
    for key, text in given.items():
        try:
            answers[key] = _checked(edition, incident, key, text)
        except ValueError as no:
            problems.append(Problem(key[:80], "", str(no)))
    if not given:
        problems.append(Problem("QUESTION=VALUE", "", "expected something to answer"))
    if problems:
        raise UserError(problems)
    return answers


def because(said: Said) -> None:
    """Raise `UserError` where no reason is given."""
    if not said.note.strip():
        raise UserError(Problem("--because", "", "expected why"))


@contextmanager
def writing(settings: Settings, folder: Path, clock: Clock) -> Iterator[tuple[Record, Edition]]:
    """The journal of an open incident, and its laws, pinned."""
    with recording(folder, clock) as record:
        running(record.incident)
        yield record, pin(record, settings)


def _checked(edition: Edition, incident: Incident, key: str, text: str) -> str:
    name, of = split(key)
    question = edition.questions.get(name)
    if question is None:
        raise ValueError(f"no such question; `breachready duties ask` lists them{_near(name, edition)}")
    if wrong := _wrong_subject(question, of, incident, edition):
        raise ValueError(wrong)
    said = text.strip().lower()
    if said == NOT_KNOWN:
        return ""
    if of == ELSEWHERE and said not in (NOBODY, SOME):
        raise ValueError(f"expected {NOBODY} or {SOME}, not {text[:40]!r}")
    return said if of == ELSEWHERE else question.checked(text)


def _wrong_subject(question: Question, of: str, incident: Incident, edition: Edition) -> str:
    match question.per:
        case Per.INCIDENT:
            return "is asked of the incident alone; expected no `:`" if of else ""
        case Per.DATASET:
            there = tuple(incident.affected.get("datasets", ()))
            known = ", ".join(there) or "none is known here"
            return f"no dataset {of[:60]!r} is affected; there are: {known}" if of and of not in there else ""
    if not of:
        return f"expected of which place, as in {question.id}:DE"
    return "" if of == ELSEWHERE else unknown(of, edition)


def _near(name: str, edition: Edition) -> str:
    near = [one for one in edition.questions if one.startswith(name[:4])]
    return f"; did you mean {near[0]}?" if near and name else ""


def _to_be_corrected(record: Record, event: Start, line: int, said: Said) -> None:
    because(said)
    listed: Sequence[Begun] = record.incident.duties.starts.get(event, ())
    if not any(one.line == line and not one.corrected for one in listed):
        there = ", ".join(str(one.line) for one in listed if not one.corrected) or "none"
        words = f"line {line} records no {event} that counts; lines that do: {there}"
        raise UserError(Problem("--instead-of", "", words))


def _correct(record: Record, event: Start, line: int, said: Said) -> None:
    why = Said(by=said.by, note=said.note)
    record.write(Kind.CLOCK_CORRECTED, why, data={"line": line, "start": event.value})


def _started(record: Record, event: Start) -> Started:
    listed = sorted(starts(record.incident)[event], key=lambda one: one.at)
    record.warnings += disorder(record.incident)
    return Started(view=record.view(), counts=listed[0], others=tuple(listed[1:]))


def _not_to_be_met(row: Row, reference: str) -> Iterator[Problem]:
    if row.met:
        words = f"{row.key} is recorded as met already, at {row.met.at:%Y-%m-%d %H:%M} UTC; --undo takes that back"
        yield Problem("KEY", "", words)
    if not reference.strip():
        yield Problem("--reference", "", "expected what shows it: the authority's number, the name of the letter")
    if row.standing is Standing.NOT_OWED and row.applies_nowhere:
        yield Problem("KEY", "", f"{row.key} does not apply here: {row.why()}")
