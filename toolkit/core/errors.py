"""The user erred: which file, which key, what was expected.

Everything else that goes wrong has its own room: the world's refusals are
`toolkit.collect.trouble.Unreadable`, our own faults propagate.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `where` is a file or command-line word, `key` the path to the value in it."""

    where: str
    key: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.where}: {self.key}" if self.key else self.where
        return f"{place}: {self.expected}"


class UserError(Exception):
    """Something the user can mend; all of it at once. Surfaces print it and exit 2."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
