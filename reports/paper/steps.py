"""A step on paper: what to do in full, what to tick, where to write, where to go on."""

import re
from collections.abc import Iterator
from datetime import datetime

from reports.incident.times import offset
from reports.incident.words import STATUS
from reports.paper import later
from reports.paper.parts import Blank, Blanks, Block, Code, Part, Table, Text, Tick, Ticks
from reports.words import many
from toolkit.core.incident import Status
from toolkit.core.incident.gate import wants_approval
from toolkit.core.playbook import (
    BACK,
    CLOSE,
    OPENED,
    Action,
    Decision,
    Loop,
    Mode,
    Notify,
    Parallel,
    Step,
    Sub,
    Wait,
)
from toolkit.core.sheet import Entry, Sheet

ROUNDS = 4
"""Rounds of a loop that have lines of their own; further ones go on a copy of the page. A judgement."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def block(sheet: Sheet, entry: Entry) -> Block:
    """The step as it stands on the sheet."""
    return Block(
        number=entry.number,
        title=entry.step.title,
        about=" · ".join(_about(entry.step)),
        within=_within(sheet, entry),
        depth=len(entry.inside),
        parts=tuple(_parts(sheet, entry)),
        settled=entry.state.settled,
    )


def moment(sheet: Sheet, at: datetime) -> str:
    """A moment as it is written on a sheet, in its zone."""
    here = at.astimezone(sheet.zone)
    return f"{here:%Y-%m-%d %H:%M} {offset(here)}"


def branch(number: int) -> str:
    """The name of a branch: A, B, and so on."""
    return LETTERS[number] if number < len(LETTERS) else str(number + 1)


def span_of(sheet: Sheet, step: Step) -> str:
    """A step's deadline in words; empty without one."""
    if not step.within:
        return ""
    if step.of == OPENED:
        return f"within {step.within} of the opening"
    if step.of in sheet.numbers():
        return f"within {step.within} of the end of step {sheet.number(step.of)}"
    return f"within {step.within} of “{step.of}” (see the milestones)"


def _about(step: Step) -> Iterator[str]:
    yield step.role
    yield step.phase.value
    if step.only_at:
        yield f"only at {', '.join(step.only_at)}"


def _within(sheet: Sheet, entry: Entry) -> str:
    said = []
    for number, which in entry.inside:
        around = sheet.entries[number - 1].step
        said.append(
            f"Branch {branch(which)} of step {number}"
            if isinstance(around, Parallel)
            else f"Repeated by step {number}"
        )
    return ", in ".join(reversed(said))


def _parts(sheet: Sheet, entry: Entry) -> Iterator[Part]:
    step = entry.step
    if step.only_at:
        levels = ", ".join(step.only_at)
        yield Text((f"Only at {levels}. At another level {_onward(sheet, entry)}.",), "Does it apply?")
    yield from _deadline(sheet, entry)
    yield from _before(sheet, step)
    yield from _does(step)
    yield from _own(sheet, entry)
    yield from _wanted(sheet, entry)
    if not isinstance(step, Decision | Parallel | Loop):
        yield Text((f"{_capital(_onward(sheet, entry))}.",), "Then")
    yield from _record(sheet, entry)


def _deadline(sheet: Sheet, entry: Entry) -> Iterator[Part]:
    if words := span_of(sheet, entry.step):
        by = moment(sheet, entry.due) if entry.due else ""
        yield Blanks((Blank(f"Due {words}: by", by),))


def _before(sheet: Sheet, step: Step) -> Iterator[Part]:
    first = step.evidence_first if isinstance(step, Action) else ()
    boxes = [
        Tick(
            f"{_capital(_step(sheet, name))} is done: this one destroys what it collects",
            ticked=_settled(sheet, name),
        )
        for name in first
    ]
    boxes += [Tick(one) for one in step.needs]
    if boxes:
        yield Ticks(tuple(boxes), "First")


def _does(step: Step) -> Iterator[Part]:
    if step.does.strip():
        yield Text(tuple(_sentences(step.does)))


def _sentences(does: str) -> Iterator[str]:
    """The instruction's lines; one that was broken only to fit the file goes on."""
    yield from (" ".join(one.split()) for one in re.split(r"(?<=[.:;!?])\s*\n", does.strip()) if one.strip())


def _own(sheet: Sheet, entry: Entry) -> Iterator[Part]:
    """What only this kind of step has."""
    match entry.step:
        case Action() as step:
            yield from _action(sheet, step)
        case Decision() as step:
            yield from _decision(sheet, entry, step)
        case Parallel() as step:
            yield from _parallel(sheet, entry, step)
        case Loop() as step:
            yield from _loop(sheet, entry, step)
        case Wait() as step:
            yield Text((_waiting(step),), "Wait")
        case Sub() as step:
            yield from _sub(sheet, entry, step)
        case Notify() as step:
            yield from _notify(sheet, step)


def _action(sheet: Sheet, step: Action) -> Iterator[Part]:
    if step.commands:
        yield Code(step.commands, "Type")
    if step.operations:
        yield Code(tuple(_operation(one) for one in step.operations), "Calls")
    if step.verb:
        yield Text(tuple(_by_hand(sheet, step)), "By hand")
    if step.irreversible:
        yield Text(("This cannot be undone.",), "Careful")
    if step.mode is Mode.APPROVAL:
        free = f" Not needed at {', '.join(step.standing_authority)}: act at once." if step.standing_authority else ""
        yield Text((f"A second person agrees before it is done.{free}",), "Agreed")
    elif step.standing_authority:
        yield Text((f"At {', '.join(step.standing_authority)} the role acts without asking.",), "Authority")
    if step.verify:
        yield Text((step.verify,), "See that it worked")
    if step.inverse:
        yield Text((step.inverse,), "To undo it")


def _operation(one: object) -> str:
    parameters = ", ".join(getattr(one, "parameters", ()))
    return f"{getattr(one, 'service', '')}: {getattr(one, 'operation', '')}({parameters})"


def _by_hand(sheet: Sheet, step: Action) -> Iterator[str]:
    verb = sheet.verbs.get(step.verb)
    told = ", ".join(f"{name} = {text}" for name, text in step.given.items())
    on = f" For {told}." if told else ""
    if verb is None:
        yield f"What the tool calls {step.verb}.{on}"
        return
    yield f"What the tool would do ({step.verb}): {verb.does}{on}"
    yield f"Rights that it takes: {', '.join(verb.permissions)}."


def _decision(sheet: Sheet, entry: Entry, step: Decision) -> Iterator[Part]:
    yield Text((step.ask,), "Question")
    answer = entry.state.answer
    yield Ticks(
        tuple(
            Tick(
                f"{one.answer}: {one.means}" if one.means else one.answer,
                ticked=bool(answer) and one.answer == answer,
                goes=_goes(sheet, entry, one.next),
            )
            for one in step.options
        ),
        "Tick one",
    )
    if step.approver:
        yield Text((f"Counts when {step.approver} has agreed, too, and that is another person.",), "Agreed")


def _parallel(sheet: Sheet, entry: Entry, step: Parallel) -> Iterator[Part]:
    boxes = []
    for which, first in enumerate(step.branches):
        numbers = sheet.inner(entry.number, which)
        done = all(sheet.entries[one - 1].state.settled for one in numbers)
        boxes.append(Tick(f"Branch {branch(which)}: {_range(numbers)}, from “{_title(sheet, first)}”", ticked=done))
    yield Ticks(tuple(boxes), "At the same time, by different people where there are enough")
    yield Text((f"When every branch is ticked, {_goes(sheet, entry, entry.then)}.",), "Then")


def _loop(sheet: Sheet, entry: Entry, step: Loop) -> Iterator[Part]:
    numbers = sheet.inner(entry.number, 0)
    every = f", every {step.every}" if step.every else ""
    lines = (
        f"{_capital(_range(numbers))}{every}, until: {step.until}",
        f"At most {many(step.at_most, 'time')}. If it is not so by then, ask the incident lead how to go on.",
    )
    yield Text(lines, "Repeat")
    rows = tuple((str(one), "", "", "yes    no", "") for one in range(1, min(step.at_most, ROUNDS * 2) + 1))
    yield Table(("Round", "Begun", "Ended", "Is it so?", "Initials"), (2, 4, 4, 3, 3), rows)
    yield Text((f"When it is so, {_goes(sheet, entry, entry.then)}.",), "Then")


def _waiting(step: Wait) -> str:
    most = f" At most {step.at_most}." if step.at_most else ""
    if step.for_ and step.until:
        return f"{step.for_}, or until: {step.until}{most}"
    return f"{step.for_}.{most}" if step.for_ else f"Until: {step.until}.{most}".replace("..", ".")


def _sub(sheet: Sheet, entry: Entry, step: Sub) -> Iterator[Part]:
    title = sheet.sheets.get(step.playbook)
    named = f"{title} ({step.playbook})" if title else f"{step.playbook}, of which the library has none"
    yield Ticks((Tick(f"Start sheet “{named}”, and work through it to its end", ticked=entry.state.settled),))
    if step.given:
        yield Text(
            tuple(f"{name} = {text}" for name, text in step.given.items()), "Write under “What is to be known” there"
        )
    if title:
        yield Text(("From that sheet. This step is done when its steps are.",), "Enter later")


def _notify(sheet: Sheet, step: Notify) -> Iterator[Part]:
    yield Text((step.audience.value,), "Tell")
    if step.template:
        title = sheet.notices.get(step.template, "")
        yield Text((f"{title} ({step.template})" if title else step.template,), "Notice")
    if step.approver:
        yield Text((f"{step.approver} agrees to the words before they go out.",), "Agreed")
    yield Blanks((Blank("Told whom", share=2), Blank("How")))


def _wanted(sheet: Sheet, entry: Entry) -> Iterator[Part]:
    step = entry.step
    if step.evidence:
        have = {one.wanted for one in sheet.incident.evidence if one.step == entry.key} if sheet.incident else set()
        boxes = (Tick(f"{one.what}. {one.how} ({one.id})", ticked=one.id in have) for one in step.evidence)
        yield Ticks(tuple(boxes), "Keep (and write it on the evidence log)")
    for name in step.produces:
        declared = sheet.playbook.variables.get(name)
        yield Blanks((Blank(f"{declared.help if declared else name} ({name})", sheet.known.get(name, "")),))


def _record(sheet: Sheet, entry: Entry) -> Iterator[Part]:
    """Who did it and when; ticked and filled in where the incident knows it."""
    step, state = entry.step, entry.state
    if isinstance(step, Parallel):
        return
    if approver := wants_approval(step) or (step.approver if isinstance(step, Decision) else ""):
        yes = sheet.incident.approvals.get(entry.key) if sheet.incident else None
        yield Blanks(
            (
                Blank(f"Agreed by {approver}", yes.by if yes else "", 3),
                Blank("at", moment(sheet, yes.at) if yes else "", 2),
            )
        )
    if state.status is not Status.TODO and (state.settled or state.started_by or state.status is Status.FAILED):
        yield Ticks((Tick(_recorded(sheet, entry), ticked=state.settled),), "In the journal")
    if not state.settled:
        for _round in range(1 if not _looped(sheet, entry) else ROUNDS):
            yield from _lines(step)
        if commands := tuple(later.for_step(sheet, entry)):
            yield Code(commands, "Enter later")


def _looped(sheet: Sheet, entry: Entry) -> bool:
    return any(isinstance(sheet.entries[number - 1].step, Loop) for number, _ in entry.inside)


def _lines(step: Step) -> Iterator[Part]:
    if isinstance(step, Loop):
        return
    if isinstance(step, Decision):
        yield Blanks((Blank("Answered at", share=2), Blank("Initials")))
        return
    yield Blanks((Blank("Begun at", share=3), Blank("Done at", share=3), Blank("Initials", share=2)))
    yield Blanks((Blank("Not done, because"),))


def _recorded(sheet: Sheet, entry: Entry) -> str:
    state = entry.state
    said = [STATUS[state.status]]
    if state.answer:
        said.append(f"answer “{state.answer}”")
    if state.started_at and state.started_by:
        said.append(f"begun {moment(sheet, state.started_at)} by {state.started_by}")
    if state.ended_at:
        by = f" by {state.ended_by}" if state.ended_by else ""
        said.append(f"ended {moment(sheet, state.ended_at)}{by}")
    if state.verified:
        said.append(f"seen: {state.verified}")
    if state.note:
        said.append(f"note: {state.note}")
    if state.despite:
        said.append(f"although not in order: {state.despite}")
    return "; ".join(said)


def _onward(sheet: Sheet, entry: Entry) -> str:
    return _goes(sheet, entry, entry.then)


def _goes(sheet: Sheet, entry: Entry, target: str) -> str:
    """Where to go on, in words: a number that stands on this sheet, the bracket around it, or its end."""
    if target == CLOSE:
        return "the sheet ends here"
    around = sheet.entries[entry.inside[-1][0] - 1] if entry.inside else None
    if around and target in (BACK, around.step.id):
        if isinstance(around.step, Loop):
            return f"this round ends: go back to step {around.number}"
        which = branch(entry.inside[-1][1])
        return f"branch {which} ends: tick it at step {around.number}"
    if target == BACK:
        return "this branch ends"
    number = sheet.number(target)
    way = "go back to" if number <= entry.number else "go on with"
    return f"{way} {_step(sheet, target)}"


def _step(sheet: Sheet, name: str) -> str:
    return f"step {sheet.number(name)} ({_title(sheet, name)})" if name in sheet.numbers() else name


def _settled(sheet: Sheet, name: str) -> bool:
    return name in sheet.numbers() and sheet.entries[sheet.number(name) - 1].state.settled


def _title(sheet: Sheet, name: str) -> str:
    return sheet.entries[sheet.number(name) - 1].step.title


def _range(numbers: tuple[int, ...]) -> str:
    if not numbers:
        return "no step"
    if len(numbers) == 1:
        return f"step {numbers[0]}"
    return f"steps {numbers[0]} to {numbers[-1]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
