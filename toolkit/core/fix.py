"""What can be done about the weakest path, what it would gain, and the cheapest way to a score.

The shapes that reports and scripts read. Points are those of the score (see `posture`); costs are exact decimals in
the unit of the price list, or acts where there is none. Words may quote outside text: escape them wherever shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase

FindingKey = tuple[str, str, str]
"""`Finding.key`: target, check, resource."""

ACTS = "acts"
"""The unit of cost where nobody gave a price: every fix is one act."""


class Act(StrEnum):
    """What kind of thing is done. The last three act on data instead of on what leads to it."""

    MEND = "mend"
    """Put right what is known to fail."""
    LOOK = "look"
    """Make visible what nobody could see; it counts only if it then passes, or is mended."""
    PURGE = "purge"
    """Delete the records that are past their retention."""
    DELETE_COPY = "delete-copy"
    """Delete one copy of a dataset; never the first store declared for it, nor a backup."""
    PSEUDONYMISE = "pseudonymise"
    """Keep what names the person apart from the rest, so that the dataset is of class internal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One act: everything one check says on one target, or one thing done to one dataset.

    `check` is the check's id, or the act for acts on data. `target` is the target, the dataset, or for a copy
    `DATASET/STORE`. Both together are its name in every run.
    """

    act: Act
    check: str
    target: str
    title: str
    """The fault, as a sentence; for data what is there."""
    does: str
    """What to do, as a sentence."""
    failing: tuple[FindingKey, ...] = ()
    """Findings that it mends."""
    unseen: tuple[FindingKey, ...] = ()
    """Findings that must be seen to pass, or be mended."""

    @property
    def name(self) -> tuple[str, str]:
        """Check and target."""
        return (self.check, self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What one fix alone would change. For `LOOK` only if what is then seen passes."""

    fix: Fix
    gain: float
    score: float
    """The score with it done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing that holds the score below the target until at least one of `breakers` is done.

    A path to data, in sentences, or a path that a required check is missing on. Without breakers nothing known
    mends it.
    """

    stores: tuple[str, ...]
    """Titles of the stores it leads to."""
    sentences: tuple[str, ...]
    score: float
    """What it would hold the score to, were all else of the set done."""
    breakers: tuple[tuple[str, str], ...]
    """Names of fixes; each set that reaches the target has one of them."""
    cap: str = ""
    """Name of the ceiling that it keeps in force."""


class Ending(StrEnum):
    """How looking for the cheapest set ended."""

    REACHED = "reached"
    ALREADY = "already-reached"
    IMPOSSIBLE = "impossible"
    UNFINISHED = "unfinished"
    """Given up to keep a report quick; `breachready fixes` finishes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One fix of a set, its cost, and the place in `FixSet.obstacles` of one that no other fix of the set breaks."""

    fix: Fix
    cost: Decimal
    needed_for: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FixSet:
    """The cheapest set of fixes to a score, with the proof that no cheaper one exists.

    Of equally cheap sets the one with the fewest acts, and of those always the same one, drawn by the fixes' names.
    Every set that breaks each of `obstacles` costs at least `cost`. When IMPOSSIBLE, the obstacles are what stays
    with everything done.
    """

    target: float
    ending: Ending
    fixes: tuple[Chosen, ...] = ()
    cost: Decimal = Decimal(0)
    unit: str = ACTS
    score: float = 0.0
    """The score with the set done; when IMPOSSIBLE, with everything done."""
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choke:
    """A place that every path of note to some stores passes."""

    place: str
    """In words."""
    stores: int
    of: int
    """How many stores a path of note leads to at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do first: enough for a report, and cheap enough for every scan."""

    gains: tuple[Gain, ...] = ()
    """Single fixes that raise the score, the best first."""
    plateau: str = ""
    """Set when no single fix does: why, in words."""
    moves: tuple[Fix, ...] = ()
    """The fewest acts that raise the score by a tenth of a point or more."""
    score: float = 0.0
    """The score with `moves` done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """All that `breachready fixes` says of one run."""

    score: float
    gains: tuple[Gain, ...]
    """Single fixes that might raise the score, the best first; every fix that is not here gains nothing alone."""
    plateau: str
    ways: int
    """Equally weak ways of which no two share a step that can be mended; 0 where one cannot be mended at all."""
    tail: tuple[tuple[str, float], ...]
    """The next stores and the score they would make, were those before them gone."""
    next: FixSet
    """The cheapest set that moves the score at all."""
    to_target: FixSet
    chokes: tuple[Choke, ...]
    candidates: int
    """How many fixes there are."""
    unpriced: tuple[tuple[str, str], ...] = ()
    """Names of fixes that no row of the price list matches; they were left out."""
    excluded: tuple[tuple[str, str], ...] = ()
    """Names of fixes that are priced impossible; they were left out."""
    unmatched: tuple[str, ...] = ()
    """Rows of the price list that match no fix, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One row of a price list. `check` and `target` are anchored globs (`*`, `?`, `[abc]`), case matters."""

    check: str
    target: str
    cost: Decimal | None
    """None: impossible."""
    where: str
    """The row, as its file calls it: `cost[0]`, `line 3`."""

    def fits(self, name: tuple[str, str]) -> bool:
        """Whether this row prices the fix of that name."""
        return fnmatchcase(name[0], self.check) and fnmatchcase(name[1], self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """A price list: the first row that fits counts. Empty: every fix is one act."""

    rows: tuple[Price, ...] = ()
    unit: str = ACTS

    def row(self, name: tuple[str, str]) -> Price | None:
        """The row that prices this fix."""
        return next((row for row in self.rows if row.fits(name)), None)

    def unmatched(self, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Rows that price none of these, in words: a typo, or hidden behind an earlier row."""
        used = {row.where for name in names if (row := self.row(name))}
        return tuple(
            f'{row.where}: check "{row.check}", target "{row.target}"' for row in self.rows if row.where not in used
        )
