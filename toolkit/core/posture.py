"""The score and its explanation: the easiest path to customers' data.

Points: 100 * -ln(probability) / -ln(R0). Those of the prior, the steps and the data value sum to the
score before it is clamped and capped (reference: scoring §1.5). The numbers order, they do not predict.
"""

from dataclasses import dataclass, field

from toolkit.core.fix import Advice
from toolkit.core.step import Position, Step
from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One step of an attack path. `start` and `end` are node ids, as in `host:web1:user`."""

    start: str
    end: str
    step: Step
    probability: float
    points: float
    sentence: str
    """Plain words: "take a login shell on web1, because root can log in over SSH"."""
    findings: tuple[tuple[str, str, str], ...] = ()
    """Keys (`Finding.key`) of what makes the step this easy, the binding one first."""
    unknown: tuple[tuple[str, str, str], ...] = ()
    """Keys of what was not seen on this step and counts against it."""
    judgement: str = ""
    """Which number of the model decided it, when no finding did."""
    numbers: tuple[str, ...] = ()
    """Which numbers of the tables it rests on, as in `failing.high`: what makes it easy, then what hinders."""
    gain: float = 0.0
    """Points gained, were all that is known against this step put right. Often 0: see the next path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackPath:
    """The easiest way from one starting position to one store."""

    position: Position
    prior: float
    prior_points: float
    store: str
    value: float
    """I(V), 0 to 1: how much the data reachable at this ease is worth."""
    value_points: float
    probability: float
    """Prior times every step."""
    steps: tuple[PathStep, ...]

    @property
    def points(self) -> float:
        """Score of this path alone, before clamping and caps."""
        return self.prior_points + sum(step.points for step in self.steps) + self.value_points

    @property
    def weakest(self) -> PathStep | None:
        """The step that gains most when it is put right; None when none gains alone."""
        best = max(self.steps, key=lambda step: step.gain, default=None)
        return best if best and best.gain > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Whether the weakest path is the same with other numbers in the tables (scoring §1.13).

    Each number that is not structure is moved by `by` of itself: each alone, up and down, and all together at random.
    How fast answers age and how fast a flaw comes into use are not moved.
    """

    by: float
    share: float
    """Of the random draws, 0 to 1, in which the weakest path stays the weakest."""
    draws: int
    """How many there were: fewer where many paths are nearly as easy. 0: none, so `share` says nothing."""
    flips: tuple[tuple[str, float], ...] = ()
    """Number by table name, and the factor with which, alone, another path is easier."""
    alone: int = 0
    """How many numbers were moved alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRisk:
    """How exposed one store is. `assumed` says in words what was assumed for want of a declaration."""

    store: str
    title: str
    probability: float
    score: float
    records: int
    data_class: str
    datasets: tuple[str, ...]
    assumed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownStep:
    """What could not be seen on the way to data, and what it costs: score if it were proved safe."""

    finding: tuple[str, str, str]
    reason: str
    on_path: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A named ceiling on the score and why it applies."""

    name: str
    ceiling: float
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """The organisation's resistance along its weakest path.

    `score` 0 to 100; `interval` is (everything unseen fails, everything unseen passes); the lower
    end is the proven score. `path` is None only when nothing leads to any store.
    """

    score: float
    interval: tuple[float, float]
    path: AttackPath | None
    next_path: AttackPath | None
    by_position: tuple[tuple[Position, float], ...]
    by_family: tuple[tuple[Family, float], ...]
    stores: tuple[StoreRisk, ...]
    unknown: tuple[UnknownStep, ...]
    caps: tuple[Cap, ...] = ()
    destruction: AttackPath | None = None
    """The easiest way to destroy a body of data beyond recovery: every copy and backup; `store` names the dataset.

    The score is about theft; this stands beside it."""
    last_line: PathStep | None = None
    """The one thing that still holds: the hardest step on the way to the same store whose hardest step is easiest."""
    stability: Stability | None = None
    """None: nothing to compare, or kept before it was worked out."""
    advice: Advice | None = None
    """What to do first; None in a posture that was kept before there was advice."""
    notes: tuple[str, ...] = ()
    """What the reader must know to trust the number: undeclared stores, unjoined names."""
    model: str = ""
    """Version of the tables and formulas."""
    checked_steps: tuple[int, int] = field(default=(0, 0))
    """On the weakest path: checks that gave an answer, checks that exist."""

    @property
    def proven(self) -> float:
        """What the evidence supports: every unseen thing counted as failing."""
        return self.interval[0]
