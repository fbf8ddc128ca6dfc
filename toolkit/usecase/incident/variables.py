"""Values of a playbook's variables, as a person gives them: known names, and words of the right kind."""

import re
from collections.abc import Mapping

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import moment
from toolkit.core.playbook import Playbook, VariableType

LONGEST = 4000
"""Characters of a value: a page. What is longer is evidence."""

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
    return {name: text.strip() for name, text in given.items()}


def pairs(words: list[str]) -> Mapping[str, str]:
    """`name=value` words to a mapping. Raises `UserError`."""
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise UserError([Problem(word[:60], "", "expected name=value") for word in wrong])
    return {name: text for name, _, text in (word.partition("=") for word in words)}


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
            return _time(text)
    return ""


def _time(text: str) -> str:
    try:
        moment(text)
    except ValueError:
        return "expected a moment with its zone, as in 2026-11-25T09:30+01:00"
    return ""
