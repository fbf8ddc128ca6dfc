"""A step's verb: shown, carried out, put back. Without `execute` nothing is changed; in an exercise never."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolkit.act.approval import Approval, Asked, require
from toolkit.act.perform import Act, Ending, Performed, perform, rollback
from toolkit.act.verb import CannotAct, Verb
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident, Kind
from toolkit.core.incident.gate import in_progress
from toolkit.core.playbook import Action
from toolkit.store.lock import Lock
from toolkit.usecase.incident.evidence import About, adopt
from toolkit.usecase.incident.hands import Reach, hands, verb_of
from toolkit.usecase.incident.inorder import in_order, resolved, running
from toolkit.usecase.incident.ledger import JournalLedger
from toolkit.usecase.incident.opening import EVIDENCE
from toolkit.usecase.incident.parameters import parameters
from toolkit.usecase.incident.session import Clock, Said, View, look, real_clock, recording
from toolkit.usecase.incident.steps import not_twice

LOCK = "act.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done with a step's verb. Neither `execute` nor `undo`: it is shown."""

    execute: bool = False
    undo: bool = False
    ready: bool = False
    despite: str = ""
    shown: Mapping[str, str] | None = None
    """The parameters that the plan was shown with; with others it is not carried out. None: no plan was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """A verb as it was walked, and the incident afterwards."""

    key: str
    verb: Verb
    parameters: dict[str, str]
    performed: Performed
    view: View


def act(
    settings: Settings,
    folder: Path,
    step: str,
    said: Said,
    order: Order,
    *,
    clock: Clock = real_clock,
    reach: Reach = hands,
) -> Acted:
    """Walk a step's verb. What it collects becomes evidence. Raises `UserError`; the world's no is in the result."""
    view = look(folder, clock)
    running(view.incident)
    key, found = resolved(view.incident, step)
    if not isinstance(found, Action) or not found.verb:
        raise UserError(Problem(key, "", "has no verb that this tool could carry out; a person does it"))
    verb, given = verb_of(key, found), parameters(view.incident, key)
    if view.incident.exercise:
        return _rehearsed(view, key, verb, given, order)
    _as_shown(key, given, order)
    walk = _Walk(folder=folder, key=key, said=said, order=order, clock=clock)
    with _alone(folder, held=order.execute):
        if order.execute and not order.undo:
            require(verb, given, walk.asked(view.incident), _approval(view.incident, key))
            walk.begin()
        performed = walk.perform(settings, verb, given, reach)
        if order.execute:
            walk.adopt()
            walk.record(performed)
    return Acted(key=key, verb=verb, parameters=given, performed=performed, view=look(folder, clock))


def _as_shown(key: str, given: Mapping[str, str], order: Order) -> None:
    """Raise `UserError` where somebody would carry out what he has not seen."""
    if order.execute and order.shown is not None and dict(order.shown) != dict(given):
        words = "what it would be done with has changed since the plan was shown: look at the plan again"
        raise UserError(Problem(key, "parameters", words))


def _rehearsed(view: View, key: str, verb: Verb, given: dict[str, str], order: Order) -> Acted:
    """In an exercise nothing outside is so much as read."""
    if order.execute:
        words = "this is an exercise: nothing outside is touched. `incident done` records what you would have done"
        raise UserError(Problem(key, "--execute", words))
    words = "an exercise: nothing outside was read or changed"
    performed = Performed(ending=Ending.PLANNED, words=words)
    return Acted(key=key, verb=verb, parameters=given, performed=performed, view=view)


@contextmanager
def _alone(folder: Path, *, held: bool) -> Iterator[None]:
    """Two acts at once on one incident could undo each other's captures."""
    lock = Lock(folder / LOCK)
    if held and not lock.take(patience=0):
        raise UserError(Problem(str(folder), "", "another act is being carried out; wait for its end"))
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """One step's act, from its first line in the journal to its last."""

    folder: Path
    key: str
    said: Said
    order: Order
    clock: Clock

    def asked(self, incident: Incident) -> Asked:
        """Who acts, on which version of the step's playbook."""
        return Asked(by=self.said.by, playbook=incident.frames[self.key.rpartition("/")[0]].digest)

    def begin(self) -> None:
        """Check the order of things, and record that the step is begun."""
        with recording(self.folder, self.clock) as record:
            begun = in_progress(record.incident, self.key)
            if not begun:
                not_twice(record, self.key, Kind.STARTED, self.said)
            ready = self.order.ready or begun
            data = in_order(record.incident, self.key, self.said, ready=ready, despite=self.order.despite)
            if not begun:
                record.write(Kind.STARTED, self.said, step=self.key, data=data)

    def perform(self, settings: Settings, verb: Verb, given: dict[str, str], reach: Reach) -> Performed:
        """Walk the verb; what the world refuses is a result."""
        incident = look(self.folder, self.clock).incident
        try:
            one = Act(
                verb=verb,
                hands=reach(settings, verb, incident, self.key, self._collected),
                parameters=given,
                asked=self.asked(incident),
                ledger=JournalLedger(folder=self.folder, step=self.key, by=self.said.by, clock=self.clock),
            )
            if self.order.undo:
                return rollback(one, execute=self.order.execute)
            return perform(one, execute=self.order.execute, approval=_approval(incident, self.key))
        except CannotAct as no:
            return Performed(ending=Ending.REFUSED, words=f"nothing was changed: {no}")

    def adopt(self) -> None:
        """What the verb has written becomes evidence, also what it wrote before an earlier crash."""
        incident = look(self.folder, self.clock).incident
        named = {item.file for item in incident.evidence}
        files = [path for path in sorted(self._collected.rglob("*")) if path.is_file() and not path.is_symlink()]
        fresh = [path for path in files if path.relative_to(self.folder).as_posix() not in named]
        step = incident.step(self.key)
        assert isinstance(step, Action)
        asked = step.evidence[0].id if len(step.evidence) == 1 else ""  # of several, a person says which it is
        given = parameters(incident, self.key)
        source = next((given[one] for one in ("server", "account") if one in given), "")
        about = About(what="collected by the step's verb", source=source or step.verb, step=self.key, wanted=asked)
        adopt(self.folder, fresh, about, Said(by=self.said.by), clock=self.clock)

    def record(self, performed: Performed) -> None:
        """How it ended, said of the step. Only what was seen to be so is done."""
        kind, data = _ended(performed, self.order)
        with recording(self.folder, self.clock) as record:
            record.write(kind, Said(by=self.said.by, note=performed.words), step=self.key, data=data)

    @property
    def _collected(self) -> Path:
        return self.folder / EVIDENCE / f"act-{self.key.replace('/', '-')}"


def _ended(performed: Performed, order: Order) -> tuple[Kind, dict[str, object]]:
    if order.undo:
        return (Kind.REOPENED, {}) if performed.ending is Ending.UNDONE else (Kind.NOTED, {})
    if performed.success:
        return Kind.DONE, {"verified": performed.words}
    if performed.ending is Ending.UNVERIFIED:
        return Kind.DONE, {"unseen": True}
    return (Kind.NOTED if performed.ending is Ending.IN_DOUBT else Kind.FAILED), {}


def _approval(incident: Incident, key: str) -> Approval | None:
    yes = incident.approvals.get(key)
    if yes is None:
        return None
    return Approval(by=yes.by, playbook=yes.digest, verb=yes.verb, parameters=yes.parameters)
