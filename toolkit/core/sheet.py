"""A playbook as it goes on paper: its steps numbered in the order of flow, and what is known when it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from toolkit.core.contact import Contact
from toolkit.core.incident import Incident, StepState
from toolkit.core.playbook import Playbook, Step

Inside = tuple[tuple[int, int], ...]
"""Brackets around a step, the outermost first: the parallel's or loop's number, and which of its branches, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step on the sheet."""

    number: int
    """In the order of flow, from 1."""
    key: str
    """How the commands of an incident call it."""
    step: Step
    """With what is known filled in."""
    then: str
    """Where it goes when it is done: a step's id, `back` or `close`."""
    inside: Inside = ()
    state: StepState = field(default_factory=StepState)
    due: datetime | None = None
    """None: the opening is not known yet, or there is no deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """What the tool would do at a step, for somebody who must do it without."""

    title: str
    does: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything that stands on the sheet of one playbook."""

    playbook: Playbook
    digest: str
    entries: tuple[Entry, ...]
    printed_on: date
    organisation: str = ""
    contacts: tuple[Contact, ...] = ()
    """All of the inventory, not only those whom this playbook names."""
    vendors: tuple[str, ...] = ()
    data_protection_contact: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    """Title by id of every playbook that this one leads to; of one that the library has not: nothing."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """Title by kind of every notice that a step sends."""
    verbs: Mapping[str, ByHand] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    """Values of variables, where it is printed for an incident."""
    incident: Incident | None = None
    frame: str = ""
    """Key of the step that started this sheet in the incident; empty for the incident's first."""
    zone: tzinfo = UTC
    """In which the moments of the incident are written."""

    def number(self, step: str) -> int:
        """The number of a step. Raises `KeyError` for one that the playbook has not."""
        return self.numbers()[step]

    def numbers(self) -> Mapping[str, int]:
        """The number of every step by its id."""
        return {one.step.id: one.number for one in self.entries}

    def inner(self, bracket: int, branch: int) -> tuple[int, ...]:
        """Numbers of the steps in one branch of a parallel, or in the body of a loop, in order."""
        return tuple(one.number for one in self.entries if (bracket, branch) in one.inside)
