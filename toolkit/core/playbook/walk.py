"""Where steps lead, and which variables a text mentions."""

import re
from collections.abc import Iterator, Mapping

from toolkit.core.playbook.book import Playbook
from toolkit.core.playbook.steps import CLOSE, Decision, Loop, Parallel, Step

_MENTION = re.compile(r"(?<![%$])\{([a-z][a-z0-9_]*)\}")


def following(playbook: Playbook) -> Mapping[str, str]:
    """Where each step goes when it is done: its `next`, or the step below it, or `close` after the last."""
    below = [*(step.id for step in playbook.step[1:]), CLOSE]
    return {step.id: step.next or after for step, after in zip(playbook.step, below, strict=True)}


def leads_to(step: Step, after: str) -> Iterator[str]:
    """Every place a step can go. `after` is where it goes when it is done (`following`)."""
    match step:
        case Decision():
            yield from (option.next for option in step.options)
        case Parallel():
            yield from step.branches
            yield after
        case Loop():
            yield step.body
            yield after
        case _:
            yield after


def body_of(playbook: Playbook, loop: Loop) -> set[str]:
    """Ids of the steps of a loop's body."""
    steps, after = playbook.steps(), following(playbook)
    found: set[str] = set()
    ahead = [loop.body]
    while ahead:
        name = ahead.pop()
        if name in steps and name not in found and name != loop.id:
            found.add(name)
            ahead += leads_to(steps[name], after[name])
    return found


def mentioned(text: str) -> Iterator[str]:
    """Names of the variables that a text mentions, as in `{bucket}`. `%{...}` and `${...}` are a shell's own."""
    yield from (found[1] for found in _MENTION.finditer(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known put in; what is not known stays as it stands, in braces."""
    return _MENTION.sub(lambda found: values.get(found[1], found[0]), text)
