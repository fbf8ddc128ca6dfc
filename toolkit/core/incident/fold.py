"""The journal's events to the incident that they tell. Pure: the same lines, the same incident."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from toolkit.core.incident.draft import Draft
from toolkit.core.incident.duties import OF_DUTIES, duties
from toolkit.core.incident.event import Event, NotOurs, moment
from toolkit.core.incident.flow import YES, Flow
from toolkit.core.incident.notices import notice
from toolkit.core.incident.promises import OF_ACTS, promises
from toolkit.core.incident.state import MAIN, Frame, Incident, Item, Told, Transfer, Value, Yes
from toolkit.core.incident.words import SENDING, Kind, Status
from toolkit.core.playbook import Decision, Level, Loop, Milestone, Playbook, Sub


def fold(events: Iterable[Event], library: Mapping[str, Playbook]) -> Incident:
    """The incident after these events. `library`: playbooks by digest, every pinned one. Raises `NotOurs`."""
    draft = Draft(library=library)
    for one in events:
        if (one.kind is Kind.OPENED) is bool(draft.lines):
            raise NotOurs(f"line {one.n}: an incident is opened once, with its first line")
        try:
            _HOW[one.kind](draft, one)
        except (KeyError, TypeError, ValueError) as error:
            raise NotOurs(f"line {one.n}: {one.kind} cannot be understood: {error!r}") from error
        draft.lines = one.n or draft.lines + 1
    if not draft.lines:
        raise NotOurs("the journal is empty")
    return draft.finished()


def _opened(draft: Draft, one: Event) -> None:
    said = one.data
    draft.head = {
        "id": said["id"],
        "title": said["title"],
        "exercise": bool(said.get("exercise")),
        "opened_at": one.occurred_at,
        "opened_by": one.by,
        "finding": said.get("finding", {}),
        "affected": said.get("affected", {}),
        "ahead": timedelta(),
        "began_at": None,
        "closed_at": None,
        "closed_note": "",
    }
    draft.pinned.update(said.get("pinned", {}))
    for name, given in said.get("values", {}).items():
        value = Value(text=given["text"], by=given["by"], at=one.occurred_at)
        draft.values.setdefault(MAIN, {})[name] = value
    _frame(draft, one, MAIN)


def _frame(draft: Draft, one: Event, key: str) -> None:
    digest = one.data["digest"]
    draft.frames[key] = Frame(key=key, playbook=draft.library[digest], digest=digest)
    Flow(draft, one.occurred_at).enter(key)


def _pinned(draft: Draft, one: Event) -> None:
    draft.pinned[one.data["playbook"]] = one.data["digest"]
    if one.step and isinstance(draft.step(one.step), Sub):
        Flow(draft, one.occurred_at).replace(one.step.rpartition("/")[0])


def _merged(draft: Draft, one: Event) -> None:
    draft.pinned.update(one.data.get("pinned", {}))
    _frame(draft, one, one.data["frame"])


def _upgraded(draft: Draft, one: Event) -> None:
    key, digest = one.data["frame"], one.data["digest"]
    draft.pinned.update(one.data.get("pinned", {}))
    draft.frames[key] = replace(draft.frames[key], playbook=draft.library[digest], digest=digest)
    Flow(draft, one.occurred_at).replace(key)


def _level(draft: Draft, one: Event) -> None:
    draft.level = Level(one.data["level"])
    Flow(draft, one.occurred_at).level_changed()


def _value(draft: Draft, one: Event) -> None:
    value = Value(text=one.data["text"], by=one.by, at=one.occurred_at)
    draft.values.setdefault(one.data["frame"], {})[one.data["name"]] = value


def _began(draft: Draft, one: Event) -> None:
    draft.head["began_at"] = one.occurred_at


def _reached(draft: Draft, one: Event) -> None:
    draft.reach(Milestone(one.data["milestone"]), one.occurred_at, one.by, note=one.note)


def _withdrawn(draft: Draft, one: Event) -> None:
    draft.milestones.pop(Milestone(one.data["milestone"]), None)


def _assigned(draft: Draft, one: Event) -> None:
    due = {"due": moment(one.data["due"])} if one.data.get("due") else {}
    draft.change(one.step, assignee=one.data.get("to", draft.of(one.step).assignee), **due)


def _started(draft: Draft, one: Event) -> None:
    step, state = draft.step(one.step), draft.of(one.step)
    if isinstance(step, Loop) and state.status is Status.FAILED:
        Flow(draft, one.occurred_at).again(one.step)
        return
    despite = one.data.get("despite", "")
    draft.change(
        one.step,
        status=Status.STARTED,
        started_at=one.occurred_at,
        started_by=one.by,
        despite=despite or state.despite,
        authority=one.data.get("authority", ""),
        ended_at=None,
    )


def _done(draft: Draft, one: Event) -> None:
    step, verified = draft.step(one.step), one.data.get("verified", "")
    unseen = bool(step and getattr(step, "verify", "") and not verified) or one.data.get("unseen") is True
    _settle(draft, one, Status.UNVERIFIED if unseen else Status.DONE, verified=verified)
    if step and not unseen:
        draft.reach(step.reaches, one.occurred_at, one.by, one.step)


def _failed(draft: Draft, one: Event) -> None:
    draft.change(one.step, status=Status.FAILED, **_ending(one))


def _skipped(draft: Draft, one: Event) -> None:
    _settle(draft, one, Status.SKIPPED)


def _not_applicable(draft: Draft, one: Event) -> None:
    _settle(draft, one, Status.NOT_APPLICABLE)


def _decided(draft: Draft, one: Event) -> None:
    step, answer = draft.step(one.step), one.data["answer"]
    if isinstance(step, Loop):
        draft.change(one.step, note=one.note, ended_by=one.by, recorded_at=one.recorded_at)
        Flow(draft, one.occurred_at).loop(one.step, so=answer == YES)
    elif isinstance(step, Decision) and step.approver:
        draft.change(one.step, status=Status.STARTED, proposed=answer, proposed_by=one.by, note=one.note)
    else:
        _answer(draft, one, answer)


def _approved(draft: Draft, one: Event) -> None:
    if isinstance(draft.step(one.step), Decision):
        _answer(draft, one, one.data["answer"])
        return
    draft.approvals[one.step] = Yes(
        by=one.by,
        at=one.occurred_at,
        digest=one.data.get("digest", ""),
        verb=one.data.get("verb", ""),
        parameters=one.data.get("parameters", {}),
    )


def _answer(draft: Draft, one: Event, answer: str) -> None:
    step = draft.step(one.step)
    assert isinstance(step, Decision)
    option = next((option for option in step.options if option.answer == answer), None)
    reached = {milestone for milestone in (option.reaches if option else None, step.reaches) if milestone}
    draft.unreach(one.step, keep=reached)
    for milestone in sorted(reached):
        draft.reach(milestone, one.occurred_at, one.by, one.step)
    _settle(draft, one, Status.DONE, answer=answer)


def _settle(draft: Draft, one: Event, status: Status, **more: Any) -> None:
    draft.change(one.step, status=status, asking=False, **_ending(one), **more)
    if despite := one.data.get("despite"):
        draft.change(one.step, despite=despite)
    if authority := one.data.get("authority"):
        draft.change(one.step, authority=authority)
    Flow(draft, one.occurred_at).settled(one.step)


def _ending(one: Event) -> dict[str, Any]:
    return {"ended_at": one.occurred_at, "ended_by": one.by, "recorded_at": one.recorded_at, "note": one.note}


def _reopened(draft: Draft, one: Event) -> None:
    if not one.step:
        draft.head["closed_at"] = None
        return
    draft.afresh(one.step)
    draft.change(one.step, note=one.note)
    Flow(draft, one.occurred_at).replace(one.step.rpartition("/")[0])


def _collecting(draft: Draft, one: Event) -> None:
    draft.collecting[one.data["file"]] = None


def _collected(draft: Draft, one: Event) -> None:
    said = one.data
    draft.collecting.pop(said["file"], None)
    draft.evidence[said["item"]] = Item(
        id=said["item"],
        file=said["file"],
        name=said["name"],
        sha256=said["sha256"],
        size=said["size"],
        what=said.get("what", ""),
        source=said.get("source", ""),
        wanted=said.get("wanted", ""),
        by=one.by,
        collected_at=one.occurred_at,
        recorded_at=one.recorded_at,
        step=one.step,
    )


def _not_collected(draft: Draft, one: Event) -> None:
    draft.collecting.pop(one.data["file"], None)


def _transferred(draft: Draft, one: Event) -> None:
    item = draft.evidence[one.data["item"]]
    transfer = Transfer(
        to=one.data["to"],
        by=one.by,
        at=one.occurred_at,
        recorded_at=one.recorded_at,
        sha256=one.data["sha256"],
        note=one.note,
    )
    draft.evidence[item.id] = replace(item, custody=(*item.custody, transfer))


def _act(draft: Draft, one: Event) -> None:
    draft.promises = promises(draft.promises, one)


def _reminded(draft: Draft, one: Event) -> None:
    draft.reminded.add((one.step, one.data["due"]))


def _injected(draft: Draft, one: Event) -> None:
    said = one.data
    draft.told.append(
        Told(number=said["number"], says=said["says"], expects=tuple(said.get("expects", ())), at=one.occurred_at)
    )


def _advanced(draft: Draft, one: Event) -> None:
    draft.head["ahead"] += timedelta(seconds=one.data["seconds"])


def _closed(draft: Draft, one: Event) -> None:
    draft.head |= {"closed_at": one.occurred_at, "closed_note": one.note}


def _notice(draft: Draft, one: Event) -> None:
    draft.notices[one.data["notice"]] = notice(draft.notices.get(one.data["notice"]), one)


def _duties(draft: Draft, one: Event) -> None:
    draft.duties = duties(draft.duties, one)


def _only_told(_draft: Draft, _one: Event) -> None:
    """It changes nothing but the record."""


_HOW: Mapping[Kind, Callable[[Draft, Event], None]] = {
    Kind.OPENED: _opened,
    Kind.PINNED: _pinned,
    Kind.MERGED: _merged,
    Kind.UPGRADED: _upgraded,
    Kind.LEVEL: _level,
    Kind.VALUE: _value,
    Kind.BEGAN: _began,
    Kind.REACHED: _reached,
    Kind.WITHDRAWN: _withdrawn,
    Kind.ASSIGNED: _assigned,
    Kind.NOTED: _only_told,
    Kind.STARTED: _started,
    Kind.DONE: _done,
    Kind.FAILED: _failed,
    Kind.SKIPPED: _skipped,
    Kind.NOT_APPLICABLE: _not_applicable,
    Kind.DECIDED: _decided,
    Kind.APPROVED: _approved,
    Kind.REOPENED: _reopened,
    Kind.ALSO_SAID: _only_told,
    Kind.COLLECTING: _collecting,
    Kind.COLLECTED: _collected,
    Kind.NOT_COLLECTED: _not_collected,
    Kind.TRANSFERRED: _transferred,
    **dict.fromkeys(OF_ACTS, _act),
    Kind.HANDED_OVER: _only_told,
    Kind.REMINDED: _reminded,
    Kind.INJECTED: _injected,
    Kind.ADVANCED: _advanced,
    Kind.EXPORTED: _only_told,
    Kind.REPAIRED: _only_told,
    Kind.NOTICE_DRAFTED: _notice,
    Kind.NOTICE_SET: _notice,
    Kind.NOTICE_ASKED: _notice,
    Kind.NOTICE_APPROVED: _notice,
    Kind.NOTICE_VOIDED: _notice,
    Kind.NOTICE_EXPORTED: _only_told,
    **dict.fromkeys(OF_DUTIES, _duties),
    Kind.CLOSED: _closed,
    **dict.fromkeys(SENDING, _only_told),
}
