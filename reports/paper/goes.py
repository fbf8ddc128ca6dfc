"""Where one goes on, in words: numbers that stand on the sheet, branches by their letter, moments in its zone."""

from datetime import datetime

from reports.incident.times import offset
from toolkit.core.playbook import BACK, CLOSE, Loop, Variable, VariableType
from toolkit.core.sheet import Entry, Sheet

WRITTEN = {
    VariableType.YES_NO: "yes or no",
    VariableType.NUMBER: "a whole number",
    VariableType.TIME: "with its zone, as in 2026-11-25T09:30+01:00",
}
"""How what is found out must be written, so that it can be entered."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def moment(sheet: Sheet, at: datetime) -> str:
    """A moment as it is written on a sheet, in its zone."""
    here = at.astimezone(sheet.zone)
    return f"{here:%Y-%m-%d %H:%M} {offset(here)}"


def branch(number: int) -> str:
    """The name of a branch: A, B, and so on."""
    return LETTERS[number] if number < len(LETTERS) else str(number + 1)


def asked(sheet: Sheet, name: str) -> str:
    """A variable: what it is, its name, how it is written."""
    one = sheet.playbook.variables.get(name)
    return f"{one.help}{_how(one)} ({name})" if one else name


def named(sheet: Sheet, name: str) -> str:
    """The same for who looks it up by the name that steps say, which stands first."""
    one = sheet.playbook.variables[name]
    return f"{{{name}}}\n{one.help}{_how(one)}"


def _how(one: Variable) -> str:
    return f"; {WRITTEN[one.type]}" if one.type in WRITTEN else ""


def goes(sheet: Sheet, entry: Entry, target: str) -> str:
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
    return f"{way} {step_named(sheet, target)}"


def step_named(sheet: Sheet, name: str) -> str:
    """A step by number and title; by what it is called where the playbook has none."""
    return f"step {sheet.number(name)} ({title(sheet, name)})" if name in sheet.numbers() else name


def settled(sheet: Sheet, name: str) -> bool:
    """Whether the incident has gone on from a step."""
    return name in sheet.numbers() and sheet.entries[sheet.number(name) - 1].state.settled


def title(sheet: Sheet, name: str) -> str:
    """The title of a step."""
    return sheet.entries[sheet.number(name) - 1].step.title


def steps_named(numbers: tuple[int, ...]) -> str:
    """Steps of a branch by their numbers."""
    if not numbers:
        return "no step"
    if len(numbers) == 1:
        return f"step {numbers[0]}"
    return f"steps {numbers[0]} to {numbers[-1]}"


def capital(words: str) -> str:
    """The words as a sentence begins."""
    return words[:1].upper() + words[1:]
