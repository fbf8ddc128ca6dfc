"""What differs between two versions of a playbook: in words for people, and line by line."""

import difflib
from collections.abc import Iterator
from typing import Any

from toolkit.core.playbook import Playbook
from toolkit.library.playbooks import plain


def changed(old: Playbook, new: Playbook) -> Iterator[str]:
    """Ids of steps that both have, in other words."""
    before, after = old.steps(), new.steps()
    yield from (name for name in after if name in before and after[name] != before[name])


def words(old: Playbook, new: Playbook) -> Iterator[str]:
    """Steps and variables that are new, gone, changed or elsewhere, one a line."""
    before, after, otherwise = old.steps(), new.steps(), set(changed(old, new))
    for name in after:
        if name not in before:
            yield f"new step {name}: {after[name].title}"
        elif name in otherwise:
            yield f"changed step {name}: {after[name].title}"
    yield from (f"step {name} is gone: {before[name].title}" for name in before if name not in after)
    same = [name for name in before if name in after], [name for name in after if name in before]
    if same[0] != same[1]:
        yield "steps are in another order"
    yield from (f"new variable {name}" for name in new.variables if name not in old.variables)
    yield from (f"variable {name} is gone" for name in old.variables if name not in new.variables)


def lines(old: Playbook, new: Playbook) -> Iterator[str]:
    """Every value that differs, as `path = value`, what was with a minus, what is with a plus."""
    before, after = (_flat(plain(one)) for one in (old, new))
    yield from difflib.unified_diff(before, after, old.version, new.version, lineterm="", n=0)


def _flat(value: Any, path: str = "") -> list[str]:
    match value:
        case dict():
            return [line for key, one in value.items() for line in _flat(one, f"{path}.{key}" if path else key)]
        case list() if value and all(isinstance(one, dict) for one in value):
            return [line for at, one in enumerate(value) for line in _flat(one, f"{path}[{one.get('id', at)}]")]
    return [f"{path} = {value!r}"]
