"""The parts of a change as people and scripts are told them: rounded such that what is printed adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from reports import words
from toolkit.core.trend import Attribution, Group, Part

NAMED = 3
"""Differences told by name; the rest is a number."""

GROUP = {
    Group.FIXED: "Fixed",
    Group.WORSE: "New or come back",
    Group.EXPIRED: "Age of what was seen",
    Group.COVERAGE: "Seen, or no longer seen",
    Group.ESTATE: "Assets and data added or removed",
    Group.FEED: "Known exploits elsewhere",
    Group.MODEL: "Tables, formulas and checks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One part with its points as printed; `length` is from -1 to 1, of the largest part of this change."""

    part: Part
    name: str
    points: str
    length: float

    @property
    def sentence(self) -> str:
        """`+6.3 because 2 faults were fixed: …`. Holds outside text."""
        named = "; ".join(self.part.differences[:NAMED])
        more = len(self.part.differences) - NAMED
        listed = f": {named}" + (f"; and {more:,} more" if more > 0 else "") if named else ""
        return f"{self.points} because {_because(self.part)}{listed}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """All parts that have points or something to tell; the printed points sum to the printed `change`."""

    found: Attribution
    change: str
    moved: tuple[Share, ...]
    """The largest first."""
    still: tuple[Share, ...]
    """With differences that left the score as it was."""


def shares(found: Attribution) -> Shares:
    """The parts of a change as they are printed, to one decimal place."""
    points = rounded(found, 1)
    largest = max((abs(part.points) for part in found.parts), default=Fraction(0))
    made = [
        Share(
            part=part,
            name=GROUP[part.group],
            points=signed(tenths),
            length=float(part.points / largest) if largest else 0.0,
        )
        for part, tenths in zip(found.parts, points, strict=True)
    ]
    return Shares(
        found=found,
        change=signed(sum(points)),
        moved=tuple(sorted((one for one in made if one.part.points), key=lambda one: -abs(one.part.points))),
        still=tuple(one for one in made if one.part.differences and not one.part.points),
    )


def rounded(found: Attribution, places: int) -> list[int]:
    """The parts in units of the last place (largest remainder): they sum to the rounded scores' difference.

    A part that is nothing stays nothing.
    """
    unit = 10**places
    exact = [part.points * unit for part in found.parts]
    units = [floor(one) for one in exact]
    missing = _units(found.score_now, places) - _units(found.score_before, places) - sum(units)
    movable = sorted((at for at, one in enumerate(exact) if one), key=lambda at: (units[at] - exact[at], at))
    step = 1 if missing > 0 else -1
    for at in (movable if step > 0 else movable[::-1])[: abs(missing)]:
        units[at] += step
    return units


def signed(tenths: int) -> str:
    """`+6.3`, `-0.4`, `0.0`."""
    return f"{tenths / 10:+.1f}" if tenths else "0.0"


def still(one: Share) -> str:
    """A part that left the score as it was, as a phrase."""
    return _because(one.part)


def _units(score: float, places: int) -> int:
    """The score as printed with so many places, without its point."""
    return int(f"{score:.{places}f}".replace(".", ""))


def _because(part: Part) -> str:
    number = len(part.differences)
    if not number:
        return _GENERAL[part.group]
    one, many = _COUNTED[part.group]
    return (one if number == 1 else many).format(number=f"{number:,}")


_COUNTED = {
    Group.FIXED: ("1 fault was fixed", "{number} faults were fixed"),
    Group.WORSE: ("1 fault is new or has come back", "{number} faults are new or have come back"),
    Group.EXPIRED: (
        "the evidence on 1 target is of another age",
        "the evidence on {number} targets is of another age",
    ),
    Group.COVERAGE: ("sight of 1 thing was gained or lost", "sight of {number} things was gained or lost"),
    Group.ESTATE: ("1 asset or body of data changed", "{number} assets or bodies of data changed"),
    Group.FEED: ("more or less is known of 1 exploit", "more or less is known of {number} exploits"),
    Group.MODEL: ("the way of scoring changed", "the way of scoring changed"),
}
_GENERAL = {
    Group.FIXED: "something was put right",
    Group.WORSE: "something got worse",
    Group.EXPIRED: "the evidence is of another age",
    Group.COVERAGE: "other things could be seen",
    Group.ESTATE: "assets or data changed",
    Group.FEED: "more or less is known of exploits",
    Group.MODEL: "the way of scoring changed",
}


def headline(found: Attribution) -> str:
    """What is explained: from which run to which, and by how much."""
    change = signed(_units(found.score_now, 1) - _units(found.score_before, 1))
    went = f"went from {found.score_before:.1f} to {found.score_now:.1f}, by {change}"
    stayed = f"stayed at {found.score_now:.1f}"
    return f"From run {found.before} to run {found.now} the score {stayed if change == '0.0' else went}."


def sentences(found: Attribution) -> Sequence[str]:
    """The whole explanation: one sentence a part with points, one for what made no difference."""
    made = shares(found)
    said = [one.sentence for one in made.moved]
    if made.still:
        quiet = ", ".join(still(one) for one in made.still)
        said.append(words.sentence(f"without effect on the score: {quiet}"))
    return said
