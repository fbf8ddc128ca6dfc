"""What is decided otherwise than worked out: the risk, one duty (by two people), the edition of the laws."""

from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.duty.record import RISK
from toolkit.core.duty.standing import NOT_OWED, OWED
from toolkit.core.duty.words import Risk
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident, Kind
from toolkit.core.incident.gate import same_person
from toolkit.library.duties import differs
from toolkit.usecase.duties.listing import worked_out
from toolkit.usecase.duties.recording import because, writing
from toolkit.usecase.duties.shelf import current, keep
from toolkit.usecase.incident.session import Clock, Said, View, real_clock


def override(
    settings: Settings, folder: Path, what: str, value: str, said: Said, *, clock: Clock = real_clock
) -> View:
    """Propose that the risk, or one duty, is otherwise. It counts once somebody else approves it.

    Raises `UserError`, also without a reason.
    """
    with writing(settings, folder, clock) as (record, _):
        because(said)
        values = tuple(Risk) if what == RISK else (OWED, NOT_OWED)
        if what != RISK:
            worked_out(settings, record.view()).row(what)
        if value not in values:
            raise UserError(Problem(what, "", f"expected one of {', '.join(values)}, not {value[:40]!r}"))
        record.write(Kind.DUTY_OVERRIDDEN, said, data={"what": what, "value": str(value)})
        return record.view()


def approve(settings: Settings, folder: Path, what: str, said: Said, *, clock: Clock = real_clock) -> View:
    """Approve it. Raises `UserError` for whoever proposed it."""
    with writing(settings, folder, clock) as (record, _):
        found = _proposed(record.incident, what)
        override = record.incident.duties.overrides[found]
        if override.counts:
            raise UserError(Problem(what, "", f"is approved already, by {override.approved_by}"))
        if same_person(override.by, said.by):
            raise UserError(
                Problem("--by", "", f"{override.by} proposed it and cannot approve it: it takes two people")
            )
        record.write(Kind.DUTY_OVERRIDE_APPROVED, said, data={"what": found, "value": override.value})
        return record.view()


def withdraw(settings: Settings, folder: Path, what: str, said: Said, *, clock: Clock = real_clock) -> View:
    """Let what was worked out count again. Raises `UserError`, also without a reason."""
    with writing(settings, folder, clock) as (record, _):
        because(said)
        found = _proposed(record.incident, what)
        record.write(Kind.DUTY_OVERRIDE_WITHDRAWN, said, data={"what": found})
        return record.view()


def adopt(settings: Settings, folder: Path, said: Said, *, clock: Clock = real_clock) -> View:
    """Judge the incident by the laws of now from here on. Raises `UserError`, also without a reason."""
    with writing(settings, folder, clock) as (record, pinned):
        new = current(settings)
        if new.digest == pinned.digest:
            raise UserError(Problem(record.incident.id, "", "is judged by this edition already"))
        because(said)
        keep(folder, new)
        data = {"edition": new.digest, "from": pinned.digest, "changed": list(differs(pinned, new))[:200]}
        record.write(Kind.DUTIES_ADOPTED, said, data=data)
        return record.view()


def _proposed(incident: Incident, what: str) -> str:
    there = incident.duties.overrides
    if what not in there:
        known = ", ".join(there) or "nothing"
        raise UserError(Problem("WHAT", "", f"nothing was decided of {what[:80]!r}; there is: {known}"))
    return what
