"""What every form of an incident is made from: where it stands, and rows for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.duties.words import told_of, urgency
from reports.incident.times import Times, span
from reports.incident.words import STATUS, sentence
from toolkit.core.contact import Contact
from toolkit.core.duty.risk import Assessment
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Standing
from toolkit.core.incident import (
    MAIN,
    SETTLED,
    Event,
    Frame,
    Incident,
    Kind,
    Metric,
    Status,
    StepState,
    due_at,
    key_of,
    latest,
    metrics,
    not_before,
    obligations,
)
from toolkit.core.incident.gate import lacking_items, missing_evidence, unapproved, unknown, wants_approval
from toolkit.core.playbook import Action, Decision, Loop, Step, Sub, Wait, filled, kind_of

LATE = timedelta(minutes=5)
"""From how much later on a line counts as entered afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An incident, its journal and the moment it is told at."""

    incident: Incident
    events: tuple[Event, ...]
    head: str
    now: datetime
    times: Times
    warnings: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    organisation: str = ""
    duties: tuple[Row, ...] = ()
    """Who must be told, as far as it was worked out."""
    risk: Assessment | None = None
    laws_changed: int = 0
    """In how many places the laws of now differ from those that count here."""

    @property
    def kind(self) -> str:
        """`Incident` or `Exercise`."""
        return "Exercise" if self.incident.exercise else "Incident"

    @property
    def lead(self) -> str:
        """Who leads: whoever it was handed over to last, before that who opened it."""
        given = (one.data["to"] for one in reversed(self.events) if one.kind is Kind.HANDED_OVER)
        return str(next(given, self.incident.opened_by))

    @property
    def metrics(self) -> list[tuple[str, str, str, str]]:
        """Title, from, to, how long."""
        return [
            (one.title, self._moment(one.start), self._moment(one.end), _took(one)) for one in metrics(self.incident)
        ]

    @property
    def timeline(self) -> Iterator["Line"]:
        """Every line of the journal, in its order."""
        for event in self.events:
            yield Line(event=event, says=sentence(self.incident, event), late=self._late(event))

    @property
    def in_hand(self) -> list["Work"]:
        """What can be worked at now."""
        return [self.work(key) for key in self.incident.open_keys()]

    @property
    def doubtful(self) -> list["Work"]:
        """Steps that were begun and not ended: after a crash, exactly these are in doubt."""
        return [self.work(key) for key in self.incident.in_doubt()]

    @property
    def in_doubt(self) -> list[str]:
        """In words: what was begun and not ended, and what settles it."""
        return [*self._in_doubt()]

    def _in_doubt(self) -> Iterator[str]:
        for work in self.doubtful:
            since = self._moment(work.state.started_at)
            yield f"{work.title} ({work.key}), begun by {work.state.started_by}, {since}"
        for act in self.incident.promises:
            if act.in_doubt:
                yield f"{act.verb} of {act.step} may or may not be done, since {self._moment(act.at)}: act again"
        for file in self.incident.collecting:
            yield f"collecting {file}: `breachready evidence resume` settles it"

    @property
    def owed(self) -> list[str]:
        """What stands in the way of closing and cannot be left."""
        return list(obligations(self.incident))

    @property
    def clocks(self) -> list[Row]:
        """Duties that are owed, undecided or met, and reach this incident; the most urgent first."""
        return sorted((one for one in self.duties if told_of(one)), key=urgency)

    @property
    def not_told(self) -> list[Row]:
        """Duties that the incident falls under and that are not owed all the same: why is kept (GDPR art 33(5))."""
        return [one for one in self.duties if one.standing is Standing.NOT_OWED and one.reaches]

    @property
    def roles(self) -> list[tuple[str, str, list[Contact]]]:
        """Roles of the playbooks in progress: name, what they do, who that is."""
        found: dict[str, str] = {}
        for frame in self.incident.frames.values():
            found |= {name: role.does for name, role in frame.playbook.roles.items() if name not in found}
        return [(name, does, [one for one in self.contacts if one.role == name]) for name, does in found.items()]

    @property
    def deviations(self) -> list["Work"]:
        """Steps that were skipped, failed, not verified, or done although something was not in order."""
        odd = (Status.SKIPPED, Status.FAILED, Status.UNVERIFIED)
        keys = [key for key, one in self.incident.steps.items() if one.status in odd or one.despite]
        return [self.work(key) for key in keys]

    def frames(self) -> list[tuple[Frame, list["Work"], int]]:
        """Each playbook in progress, its steps, how many are settled."""
        told = []
        for frame in self.incident.frames.values():
            steps = [self.work(key_of(frame.key, step.id)) for step in frame.playbook.step]
            told.append((frame, steps, sum(one.state.status in SETTLED for one in steps)))
        return told

    def values(self) -> list[tuple[str, str, str]]:
        """Name, text and giver of everything that is known, the frame before the name where it is not the first."""
        return [
            (f"{frame}/{name}" if frame != MAIN else name, value.text, value.by)
            for frame, known in self.incident.values.items()
            for name, value in known.items()
        ]

    def work(self, key: str) -> "Work":
        """One step as somebody needs it who is to do it."""
        return Work(self, key)

    def _late(self, event: Event) -> bool:
        return not self.incident.exercise and event.recorded_at - event.occurred_at > LATE

    def _moment(self, at: datetime | None) -> str:
        return self.times.both(at) if at else "\u2013"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the timeline."""

    event: Event
    says: str
    late: bool
    """Entered well after it happened, from paper or memory."""


@dataclass(frozen=True, slots=True)
class Work:
    """A step, how it stands, and what it takes now."""

    telling: Telling
    key: str

    @property
    def step(self) -> Step | None:
        """The playbook's step; None where the version in force has none."""
        return self.telling.incident.step(self.key)

    @property
    def state(self) -> StepState:
        """How it stands."""
        return self.telling.incident.state_of(self.key)

    @property
    def title(self) -> str:
        """Its title with what is known put in."""
        return self.fill(self.step.title) if self.step else self.key

    @property
    def status(self) -> str:
        """In words."""
        return STATUS[self.state.status]

    @property
    def due(self) -> datetime | None:
        """When it is due."""
        times = due_at(self.telling.incident, self.key)
        return times[1] if times else None

    @property
    def over(self) -> bool:
        """Whether it is due and not finished."""
        return self.due is not None and self.due <= self.telling.now and not self.state.settled

    @property
    def does(self) -> str:
        """The instruction with what is known put in."""
        return self.fill(self.step.does) if self.step else ""

    @property
    def commands(self) -> tuple[str, ...]:
        """For a person to type."""
        step = self.step
        return tuple(self.fill(one) for one in step.commands) if isinstance(step, Action) else ()

    @property
    def asks(self) -> str:
        """The question, where it is one."""
        match self.step:
            case Decision() as step:
                return self.fill(step.ask)
            case Loop() as step if self.state.asking or self.state.status is Status.FAILED:
                return f"Is it so: {self.fill(step.until)}"
        return ""

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each answer and what it means."""
        match self.step:
            case Decision() as step:
                return [(one.answer, self.fill(one.means)) for one in step.options]
            case Loop() if self.asks:
                return [("yes", "go on"), ("no", "once more")]
        return []

    @property
    def suggested(self) -> str:
        """The answer that a variable gives; a person confirms it."""
        step = self.step
        if not isinstance(step, Decision) or not step.on:
            return ""
        known = self.telling.incident.known(self.key.rpartition("/")[0]).get(step.on, "")
        return known if known in [one.answer for one in step.options] else ""

    @property
    def lacking(self) -> list[str]:
        """What must be in order first."""
        return list(self._lacking())

    @property
    def next_command(self) -> str:
        """What to type when it is done."""
        match self.step:
            case Decision() if self.state.proposed:
                return f"approve {self.key}"
            case Decision() | Loop():
                return f"decide {self.key} ANSWER"
            case Action() as step if step.verb and self.state.status is not Status.DONE:
                return f"act {self.key}"
            case Sub() if self.key in self.telling.incident.frames:
                return ""
        return f"done {self.key}"

    def fill(self, text: str) -> str:
        """The text with the frame's variables put in."""
        return filled(text, self.telling.incident.known(self.key.rpartition("/")[0]))

    def _lacking(self) -> Iterator[str]:
        incident, step = self.telling.incident, self.step
        if self.state.settled or step is None:
            return
        for other in missing_evidence(incident, self.key):
            yield f"first {other}, whose evidence this would destroy"
        if unapproved(incident, self.key):
            yield f"approval by {wants_approval(step)}"
        if self.state.proposed and isinstance(step, Decision):
            yield f"“{self.state.proposed}” was proposed by {self.state.proposed_by}; {step.approver} must approve it"
        yield from (f"to be so first: {one}" for one in (step.needs if not self.state.started_by else ()))
        yield from (f"evidence: {one}" for one in lacking_items(incident, self.key))
        yield from (f"to be found out: {one}" for one in unknown(incident, self.key))
        yield from self._waiting(step)

    def _waiting(self, step: Step) -> Iterator[str]:
        begins = not_before(self.telling.incident, self.key)
        if begins and begins > self.telling.now:
            yield f"not before {self.telling.times.both(begins)}"
        gives_up = latest(self.telling.incident, self.key)
        if isinstance(step, Wait) and step.until:
            ends = f", at most until {self.telling.times.both(gives_up)}" if gives_up else ""
            yield f"waits until {self.fill(step.until)}{ends}"
        if isinstance(step, Sub) and self.key not in self.telling.incident.frames:
            yield f"its playbook {step.playbook} was not in the library: `incident pin {self.key}` when it is"

    @property
    def kind(self) -> str:
        """The word for its kind."""
        return kind_of(self.step) if self.step else "gone"


def _took(one: Metric) -> str:
    if one.crossed:
        return "recorded the wrong way round"
    return span(one.took) if one.took is not None else "not reached"
