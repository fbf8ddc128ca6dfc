"""What each line of the journal says, as a sentence. Names and notes are outside text; whoever shows them escapes."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from reports.incident.sending import SAID as SENDING
from reports.incident.times import span
from toolkit.core.incident import Event, Incident, Kind, Status
from toolkit.core.playbook import filled

STATUS = {
    Status.TODO: "to do",
    Status.STARTED: "begun",
    Status.DONE: "done",
    Status.UNVERIFIED: "done, not verified",
    Status.FAILED: "failed",
    Status.SKIPPED: "skipped",
    Status.NOT_APPLICABLE: "not applicable",
}


def sentence(incident: Incident, event: Event) -> str:
    """One line of the timeline, without who and when."""
    return _SAID[event.kind](incident, event, event.data)


def title(incident: Incident, key: str) -> str:
    """A step by its title and key; by its key alone where the version in force has it no more."""
    step = incident.step(key)
    return f"“{filled(step.title, incident.known(key.rpartition('/')[0]))}” ({key})" if step else key


def _opened(_incident: Incident, _event: Event, data: Mapping[str, Any]) -> str:
    what = "opened an exercise of" if data.get("exercise") else "opened with"
    return f"{what} {data['playbook']} {data['version']} ({_short(data['digest'])})"


def _done(incident: Incident, event: Event, data: Mapping[str, Any]) -> str:
    seen = f"; seen: {data['verified']}" if data.get("verified") else ""
    step = incident.step(event.step)
    unseen = data.get("unseen") or (step and getattr(step, "verify", "") and not seen)
    return f"did {title(incident, event.step)}{seen}{'; not verified' if unseen else ''}{_order(data)}"


def _started(incident: Incident, event: Event, data: Mapping[str, Any]) -> str:
    return f"began {title(incident, event.step)}{_order(data)}"


def _order(data: Mapping[str, Any]) -> str:
    said = []
    if data.get("ready"):
        said.append(f"confirmed first: {'; '.join(map(str, data['ready']))}")
    if data.get("authority"):
        said.append(f"on the standing authority of {data['authority']}")
    if data.get("despite"):
        said.append(f"although {'; '.join(map(str, data.get('lacking', ())))}: {data['despite']}")
    return "".join(f"; {one}" for one in said)


def _approved(incident: Incident, event: Event, data: Mapping[str, Any]) -> str:
    if "answer" in data:
        return f"approved the answer “{data['answer']}” to {title(incident, event.step)}"
    with_ = ", ".join(f"{key}={value}" for key, value in data.get("parameters", {}).items())
    verb = f": {data['verb']}({with_})" if data.get("verb") else ""
    return f"approved {title(incident, event.step)}{verb}"


def _act(words: str) -> Callable[[Incident, Event, Mapping[str, Any]], str]:
    def said(incident: Incident, event: Event, data: Mapping[str, Any]) -> str:
        with_ = ", ".join(f"{key}={value}" for key, value in data["parameters"].items())
        more = data.get("words") or data.get("reason") or ""
        so = "" if data.get("so", True) else " (it is not so)"
        maybe = " (it may have been done)" if data.get("maybe") else ""
        done = f"{words} {data['verb']}({with_}) of {title(incident, event.step)}{so}{maybe}"
        return f"{done}: {more}" if more else done

    return said


def _of(words: str) -> Callable[[Incident, Event, Mapping[str, Any]], str]:
    return lambda incident, event, _data: f"{words} {title(incident, event.step)}"


def _noted(incident: Incident, event: Event, _data: Mapping[str, Any]) -> str:
    return f"noted on {title(incident, event.step)}" if event.step else "noted"


def _assigned(incident: Incident, event: Event, data: Mapping[str, Any]) -> str:
    to = f" to {data['to']}" if data.get("to") else ""
    due = f", due {data['due']}" if data.get("due") else ""
    return f"assigned {title(incident, event.step)}{to}{due}"


def _collected(_incident: Incident, _event: Event, data: Mapping[str, Any]) -> str:
    moved = "; the file changed while it was read" if data.get("moved") else ""
    return f"collected {data['item']}, {data['name']} ({data['size']} bytes, SHA-256 {data['sha256']}){moved}"


def _pinned(_incident: Incident, _event: Event, data: Mapping[str, Any]) -> str:
    return f"fixed the version of {data['playbook']} ({_short(data['digest'])})"


def _short(digest: str) -> str:
    return f"sha256 {digest.removeprefix('sha256:')[:12]}…"


def _closed(_incident: Incident, _event: Event, data: Mapping[str, Any]) -> str:
    left = f"; left: {'; '.join(map(str, data['left']))}" if data.get("left") else ""
    return f"closed it{left}" + (f"; because {data['despite']}" if data.get("despite") else "")


def _notice_set(_incident: Incident, _event: Event, data: Mapping[str, Any]) -> str:
    said = [f"set {', '.join(sorted(data['values']))}"] if data.get("values") else []
    said += [f"said that {name} is not known until {until}" for name, until in data.get("unknown", {}).items()]
    said += [f"cleared {', '.join(data['cleared'])}"] if data.get("cleared") else []
    return f"{'; '.join(said)} of the notice {data['notice']}"


def _notice_approved(_incident: Incident, _event: Event, data: Mapping[str, Any]) -> str:
    despite = f"; although {'; '.join(data['lacking'])}: {data['despite']}" if data.get("despite") else ""
    return f"approved the notice {data['notice']} as {data['role']} ({_short(data['digest'])}){despite}"


def _day(data: Mapping[str, Any]) -> str:
    return f", on {data['day']}" if data.get("day") else ""


def _duty_met(_incident: Incident, _event: Event, data: Mapping[str, Any]) -> str:
    how = f" ({data['reference']})" if data.get("reference") else ""
    late = f"; late, because {data['late']}" if data.get("late") else ""
    return f"met the duty {data['duty']}{how}{late}"


_SAID: Mapping[Kind, Callable[[Incident, Event, Mapping[str, Any]], str]] = {
    Kind.OPENED: _opened,
    Kind.PINNED: _pinned,
    Kind.MERGED: lambda _i, _e, data: f"added the steps of {data['playbook']} {data['version']} as {data['frame']}",
    Kind.UPGRADED: lambda _i, _e, data: f"went on with version {data['version']} of {data['playbook']}",
    Kind.LEVEL: lambda _i, _e, data: f"set the level to {data['level']}",
    Kind.VALUE: lambda _i, _e, data: f"set {data['name']} to {data['text']}",
    Kind.BEGAN: lambda _i, _e, _data: "said that it had begun then",
    Kind.REACHED: lambda _i, _e, data: f"stated the milestone {data['milestone']}",
    Kind.WITHDRAWN: lambda _i, _e, data: f"withdrew the milestone {data['milestone']}",
    Kind.ASSIGNED: _assigned,
    Kind.NOTED: _noted,
    Kind.STARTED: _started,
    Kind.DONE: _done,
    Kind.FAILED: _of("could not do"),
    Kind.SKIPPED: _of("skipped"),
    Kind.NOT_APPLICABLE: _of("found not applicable"),
    Kind.DECIDED: lambda i, e, data: f"answered “{data['answer']}” to {title(i, e.step)}",
    Kind.APPROVED: _approved,
    Kind.REOPENED: lambda i, e, _data: f"reopened {title(i, e.step)}" if e.step else "reopened it",
    Kind.ALSO_SAID: lambda i, e, data: f"said “{data['kind']}” of {title(i, e.step)}, which had ended already",
    Kind.COLLECTING: lambda _i, _e, data: f"began to collect {data['file']}",
    Kind.COLLECTED: _collected,
    Kind.NOT_COLLECTED: lambda _i, _e, data: f"did not collect {data['file']}",
    Kind.TRANSFERRED: lambda _i, _e, data: f"handed {data['item']} to {data['to']} (SHA-256 {data['sha256']})",
    Kind.ACT_PROMISED: _act("promised"),
    Kind.ACT_ACTED: _act("made every call of"),
    Kind.ACT_VERIFIED: _act("read back"),
    Kind.ACT_FAILED: _act("failed at"),
    Kind.ACT_UNDOING: _act("promised to put back"),
    Kind.ACT_UNDONE: _act("put back"),
    Kind.HANDED_OVER: lambda _i, _e, data: f"handed over to {data['to']}",
    Kind.REMINDED: lambda i, e, data: f"reminded {', '.join(data['to'])} of {title(i, e.step)}",
    Kind.INJECTED: lambda _i, _e, data: f"told the players: {data['says']}",
    Kind.ADVANCED: lambda _i, _e, data: f"moved the clock on by {span(timedelta(seconds=data['seconds']))}",
    Kind.EXPORTED: lambda _i, _e, data: f"exported it, signed by the key {data['key'][:16]}…",
    Kind.REPAIRED: lambda _i, _e, data: f"put an unfinished line aside as {data['file']}",
    Kind.NOTICE_DRAFTED: lambda _i, _e, data: f"drafted the notice {data['notice']} ({', '.join(data['languages'])})",
    Kind.NOTICE_SET: _notice_set,
    Kind.NOTICE_ASKED: lambda _i, _e, data: (
        f"asked for a review of the notice {data['notice']} ({_short(data['digest'])})"
    ),
    Kind.NOTICE_APPROVED: _notice_approved,
    Kind.NOTICE_VOIDED: lambda _i, _e, data: f"took back every approval of the notice {data['notice']}",
    Kind.NOTICE_EXPORTED: lambda _i, _e, data: (
        f"exported the notice {data['notice']} as {', '.join(data['formats'])} ({_short(data['digest'])})"
    ),
    Kind.DUTIES_PINNED: lambda _i, _e, data: f"fixed the edition of the laws ({_short(data['edition'])})",
    Kind.DUTIES_ADOPTED: lambda _i, _e, data: f"adopted another edition of the laws ({_short(data['edition'])})",
    Kind.CLOCK_STARTED: lambda _i, _e, data: f"recorded the start of clocks: {data['start']}{_day(data)}",
    Kind.CLOCK_CORRECTED: lambda _i, _e, data: f"took back the start in line {data['line']}",
    Kind.DUTY_ANSWERED: lambda _i, _e, data: (
        "answered " + "; ".join(f"{key}: {text or 'not known'}" for key, text in sorted(data["answers"].items()))
    ),
    Kind.DUTY_MET: _duty_met,
    Kind.DUTY_UNMET: lambda _i, _e, data: f"took back that the duty {data['duty']} was met",
    Kind.DUTY_OVERRIDDEN: lambda _i, _e, data: f"proposed {data['what']} to be {data['value']}",
    Kind.DUTY_OVERRIDE_APPROVED: lambda _i, _e, data: f"approved {data['what']} to be {data['value']}",
    Kind.DUTY_OVERRIDE_WITHDRAWN: lambda _i, _e, data: f"took back what was decided of {data['what']}",
    Kind.CLOSED: _closed,
    **SENDING,
}
