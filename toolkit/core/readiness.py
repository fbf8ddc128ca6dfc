"""Breach readiness: how well prepared the organisation is for the day after. The second number (scoring §1.10).

A minimum, never a mean: of the elements of a phase, of the phases of a scenario, of the scenarios that the data held
demands. An element is a level times how fresh it is.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Phase(StrEnum):
    """What has to work on the day, in its order."""

    DETECT = "detect"
    DECIDE = "decide"
    CONTAIN = "contain"
    ASSESS = "assess"
    NOTIFY = "notify"
    RECOVER = "recover"
    PEOPLE = "people"


class State(StrEnum):
    """How far something is prepared."""

    ABSENT = "absent"
    EXISTS = "exists"
    APPROVED = "approved"
    EXERCISED = "exercised"
    TARGET_MET = "target-met"
    """Exercised, and quick and good enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An entry of the inventory: what the organisation says it has prepared, and when it last showed that."""

    element: str
    """As `score/readiness/readiness.toml` names it."""
    state: State
    on: date
    stores: tuple[str, ...] = ()
    """None: for all of them."""
    scenario: str = ""
    """A playbook's id; empty: for every scenario."""
    note: str = ""
    """Where the record of it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One element for one scenario: how it stands, why, and what makes it better."""

    element: str
    title: str
    phase: Phase
    value: float
    """0 to 1."""
    because: str
    mend: str
    """What to do next; empty when nothing is left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioReadiness:
    """One kind of incident that the data held demands to be ready for."""

    scenario: str
    """The playbook's id."""
    because: str
    """What in the inventory demands it."""
    value: float
    """0 to 1: the least of its elements."""
    elements: tuple[Standing, ...]

    def phases(self) -> tuple[tuple[Phase, float], ...]:
        """The least of each phase, in their order."""
        return tuple(
            (phase, min(values))
            for phase in Phase
            if (values := [one.value for one in self.elements if one.phase is phase])
        )

    @property
    def weakest(self) -> Standing:
        """The element that holds it down; of equal ones the earliest in the day."""
        return min(self.elements, key=lambda one: one.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """All of it. `score` is 0 to 100; None when the inventory demands no scenario at all."""

    score: float | None
    scenarios: tuple[ScenarioReadiness, ...]
    """The least ready first."""
    easiest: str = ""
    """The scenario of the weakest path of now, when it is among them."""
    model: str = ""
