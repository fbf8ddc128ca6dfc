"""Where the answers of a decision come together again: the first step that every way on from it passes.

CACAO wants structure: a branch runs to an `end` of its own, then the branching step goes on. Ours may go anywhere, so
what lies between a decision and the place where its answers meet becomes its branches.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.core.playbook import Decision, Playbook, following

EXIT = ""
"""After the last step, whether by `close` or by `back`."""


def ways_on(playbook: Playbook) -> Mapping[str, tuple[str, ...]]:
    """Where each step goes on the same level; branches of a parallel and bodies of a loop are inside it."""
    steps, after = playbook.steps(), following(playbook)

    def place(name: str) -> str:
        return name if name in steps else EXIT

    return {
        name: tuple(dict.fromkeys(place(option.next) for option in step.options))
        if isinstance(step, Decision)
        else (place(after[name]),)
        for name, step in steps.items()
    }


def passing(playbook: Playbook) -> Mapping[str, frozenset[str]]:
    """For each step those that every way on from it passes, itself among them."""
    ways = ways_on(playbook)
    everything = frozenset({EXIT, *ways})
    passed: dict[str, frozenset[str]] = {EXIT: frozenset({EXIT}), **dict.fromkeys(ways, everything)}
    order = list(ways)[::-1]
    changed = True
    while changed:
        changed = False
        for name in order:
            new = frozenset.intersection(*(passed[one] for one in ways[name])) | {name}
            if new != passed[name]:
                passed[name], changed = new, True
    return passed


def meeting(name: str, passed: Mapping[str, frozenset[str]]) -> str:
    """The first step that every way on from this one passes, or `EXIT`."""
    after = passed[name] - {name}
    # Of the steps passed by every way on, the first passes all the others itself; a ring has none.
    return next((one for one in after if one != EXIT and passed[one] == after), EXIT)


def part_meeting(places: Sequence[str], passed: Mapping[str, frozenset[str]]) -> str:
    """The first step that most of these places, two at least and not all, lead to whatever happens; or `EXIT`."""
    counts = Counter(one for place in places for one in passed[place] if one != EXIT)
    some = [one for one, count in counts.items() if 2 <= count < len(places)]
    return max(some, key=lambda one: (counts[one], len(passed[one]), one), default=EXIT)
