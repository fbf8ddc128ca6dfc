"""Values of a playbook's variables, as a person gives them: known names, and words of the right kind."""

import re
from collections.abc import Mapping

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import moment
from toolkit.core.playbook import Playbook, VariableType

LONGEST = 4000
"""Characters of a value: a page. What is longer is evidence."""

_DAY = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)
_NUMBER = re.compile(r"^\d{1,15}$")


def checked(playbook: Playbook, given: Mapping[str, str]) -> Mapping[str, str]:
    """The values, fit to be recorded. Raises `UserError` with everything that is wrong."""
    problems = []
    for name, text in given.items():
        variable = playbook.variables.get(name)
        if variable is None:
            known = ", ".join(sorted(playbook.variables)) or "none"
            problems.append(Problem(name, "", f"is no variable of {playbook.id}; there are: {known}"))
        elif expected := _expected(variable.type, text):
            problems.append(Problem(name, "", f"{expected}, not {text[:60]!r}"))
    if problems:
        raise UserError(problems)
    return {name: _kept(playbook.variables[name].type, text.strip()) for name, text in given.items()}


def pairs(words: list[str]) -> Mapping[str, str]:
    """`name=value` words to a mapping. Raises `UserError`."""
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise UserError([Problem(word[:60], "", "expected name=value") for word in wrong])
    return {name: text for name, _, text in (word.partition("=") for word in words)}


def _kept(kind: VariableType, text: str) -> str:
    """As it is recorded: a day is written out as what verbs take it for, its first moment in UTC."""
    return f"{text}T00:00:00Z" if kind is VariableType.TIME and _DAY.match(text) else text


def _expected(kind: VariableType, text: str) -> str:
    """What was expected, "" where the text is fit."""
    text = text.strip()
    if not text:
        return "expected a value"
    if len(text) > LONGEST:
        return f"expected at most {LONGEST} letters; more is evidence"
    match kind:
        case VariableType.NUMBER if not _NUMBER.match(text):
            return "expected a whole number"
        case VariableType.YES_NO if text not in ("yes", "no"):
            return "expected yes or no"
        case VariableType.TIME:
            return _time(_kept(kind, text))
    return ""


def _time(text: str) -> str:
    try:
        moment(text)
    except ValueError:
        return "expected a moment with its zone, as in 2026-11-25T09:30+01:00, or a day, as in 2026-11-25"
    return ""
