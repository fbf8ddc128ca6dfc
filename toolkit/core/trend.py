"""How the score went from run to run, and why it changed. The shapes that reports and scripts read.

Two curves: `reported`, what each run said then, and `restated`, what today's tables and formulas make of the
inputs that the run kept (reference: scoring §1.12). Points are those of the score.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


class Group(StrEnum):
    """Why a score changed. Every difference between two runs belongs to one: see `toolkit.score.trend`."""

    FIXED = "fixed"
    WORSE = "new-or-regressed"
    EXPIRED = "evidence-expired"
    """Answers that did not change, and are older (or younger) than they were."""
    COVERAGE = "coverage"
    """Seen that was not seen before, or the other way round."""
    ESTATE = "asset-or-data"
    """A server, account, network, store, bucket or dataset was added, removed or declared otherwise."""
    FEED = "feed"
    """What is known of exploits elsewhere changed, and nothing here did."""
    MODEL = "model-or-catalogue"
    """Tables, formulas or checks changed, and nothing here did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one group made of a change. `points` is exact: the parts sum to the difference of the two scores."""

    group: Group
    points: Fraction
    differences: tuple[str, ...] = ()
    """In words, the worst first; outside text, to be escaped wherever it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Why the score of `now` differs from that of `before`. Every group is there once, in the order of `Group`."""

    before: int
    now: int
    score_before: float
    score_now: float
    parts: tuple[Part, ...]
    evaluations: int = 0
    """How many mixtures of the two runs were scored; 128 at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One run on both curves. `restated` is None when its inputs cannot be read; `why_not` says why then."""

    run: int
    at: datetime
    reported: float
    interval: tuple[float, float] | None
    restated: float | None
    why_not: str = ""
    model: str = ""
    """Version of the tables that the run was scored with; "" when it was not kept."""
    changed: tuple[str, ...] = ()
    """What of model and catalogue changed since the point before, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The runs from the oldest to the newest, in the order they were made, and the last change explained."""

    points: tuple[Point, ...]
    model: str
    """Version of the tables that `restated` is scored with."""
    attribution: Attribution | None = None
    why_none: str = ""
    """Why there is no attribution, in words."""
    notes: tuple[str, ...] = field(default=())
    """What the reader must know: a clock set back, runs left out."""
