"""A step on paper: what to do in full, what to tick, where to write, where to go on."""

import re
from collections.abc import Iterator

from reports.paper.goes import asked, branch, capital, goes, moment, settled, step_named, steps_named, title
from reports.paper.parts import Blank, Blanks, Block, Code, Part, Table, Text, Tick, Ticks
from reports.paper.record import ROUNDS, over, record
from reports.words import many
from toolkit.core.playbook import (
    OPENED,
    Action,
    Decision,
    Loop,
    Mode,
    Notify,
    Operation,
    Parallel,
    Step,
    Sub,
    Wait,
)
from toolkit.core.sheet import Entry, Sheet


def block(sheet: Sheet, entry: Entry) -> Block:
    """The step as it stands on the sheet."""
    return Block(
        number=entry.number,
        title=entry.step.title,
        about=" · ".join(_about(entry.step)),
        within=_within(sheet, entry),
        depth=len(entry.inside),
        parts=tuple(_parts(sheet, entry)),
        settled=over(sheet, entry),
    )


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
        yield Text((f"{capital(_onward(sheet, entry))}.",), "Then")
    yield from record(sheet, entry)


def _deadline(sheet: Sheet, entry: Entry) -> Iterator[Part]:
    if words := span_of(sheet, entry.step):
        by = moment(sheet, entry.due) if entry.due else ""
        yield Blanks((Blank(f"Due {words}: by", by),))


def _before(sheet: Sheet, step: Step) -> Iterator[Part]:
    first = step.evidence_first if isinstance(step, Action) else ()
    boxes = [
        Tick(
            f"{capital(step_named(sheet, name))} is done: this one destroys what it collects",
            ticked=settled(sheet, name),
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


def _operation(one: Operation) -> str:
    return f"{one.service}: {one.operation}({', '.join(one.parameters)})"


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
                goes=goes(sheet, entry, one.next),
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
        done = entry.state.settled or all(sheet.entries[one - 1].state.settled for one in numbers)
        words = f"Branch {branch(which)}: {steps_named(numbers)}, from “{title(sheet, first)}”"
        boxes.append(Tick(words, ticked=done))
    yield Ticks(tuple(boxes), "At the same time, by different people where there are enough")
    yield Text((f"When every branch is ticked, {goes(sheet, entry, entry.then)}.",), "Then")


def _loop(sheet: Sheet, entry: Entry, step: Loop) -> Iterator[Part]:
    numbers = sheet.inner(entry.number, 0)
    every = f", every {step.every}" if step.every else ""
    lines = (
        f"{capital(steps_named(numbers))}{every}, until: {step.until}",
        f"At most {many(step.at_most, 'time')}. If it is not so by then, ask the incident lead how to go on.",
    )
    yield Text(lines, "Repeat")
    first = max(entry.state.turn, 1)  # those before are in the journal
    rounds = range(first, min(step.at_most, first + 2 * ROUNDS - 1) + 1)
    rows = tuple((str(one), "", "", "yes    no", "") for one in rounds)
    yield Table(("Round", "Begun", "Ended", "Is it so?", "Initials"), (2, 4, 4, 3, 3), rows)
    yield Text((f"When it is so, {goes(sheet, entry, entry.then)}.",), "Then")


def _waiting(step: Wait) -> str:
    most = f" At most {step.at_most}." if step.at_most else ""
    if step.for_ and step.until:
        return f"{step.for_}, or until: {step.until}{most}"
    return f"{step.for_}.{most}" if step.for_ else f"Until: {step.until}.{most}".replace("..", ".")


def _sub(sheet: Sheet, entry: Entry, step: Sub) -> Iterator[Part]:
    known = sheet.sheets.get(step.playbook)
    named = f"{known} ({step.playbook})" if known else f"{step.playbook}, of which the library has none"
    yield Ticks((Tick(f"Start sheet “{named}”, and work through it to its end", ticked=entry.state.settled),))
    if step.given:
        yield Text(
            tuple(f"{name} = {text}" for name, text in step.given.items()), "Write under “What is to be known” there"
        )
    if known:
        yield Text(("From that sheet. This step is done when its steps are.",), "Enter later")


def _notify(sheet: Sheet, step: Notify) -> Iterator[Part]:
    yield Text((step.audience.value,), "Tell")
    if step.template:
        known = sheet.notices.get(step.template, "")
        yield Text((f"{known} ({step.template})" if known else step.template,), "Notice")
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
        yield Blanks((Blank(asked(sheet, name), sheet.known.get(name, "")),))


def _onward(sheet: Sheet, entry: Entry) -> str:
    return goes(sheet, entry, entry.then)
