"""What the author of a trust statement must know, and no customer: claims made, claims left out, and why."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console

from reports.inert import inert
from reports.notices.document import fault
from reports.pen import Pen
from reports.words import many
from toolkit.core.notice.fault import Fault, Weight
from toolkit.core.trust import Obstacle, Statement, Weighed

LINE = 240
"""Characters of a line on standard error."""
MOST = 4
"""Obstacles of one claim that a terminal shows; JSON has all."""


def author(one: Statement, faults: Sequence[Fault], console: Console) -> None:
    """Every claim: made, with the day that is printed; left out, with what stands in its way; not needed."""
    pen = Pen(console)
    for claim in one.made:
        pen.say(("made", "green"), f" {claim.claim.title} ({claim.claim.id}): {claim.since}")
    for claim in one.refused:
        pen.gap()
        pen.say(("left out", "red"), f" {claim.claim.title} ({claim.claim.id})")
        for obstacle in claim.obstacles[:MOST]:
            _obstacle(pen, obstacle)
        if len(claim.obstacles) > MOST:
            pen.say(f"and {len(claim.obstacles) - MOST} more", indent=2, style="dim")
    idle = [claim.claim.id for claim in one.claims if claim.idle]
    if idle or one.notes:
        pen.gap()
    for name in idle:
        pen.say(("nothing to claim", "dim"), f" {name}: the inventory has nothing of the kind")
    for obstacle in one.notes:
        pen.say(("note", "yellow"))
        _obstacle(pen, obstacle)
    for told in faults:
        if told.weight is Weight.ASKS:
            pen.say(("look at", "yellow"), f" {told.rule}: {told.what}")
    pen.gap()
    pen.say((f"run {one.run}: {many(len(one.made), 'claim')} made, {len(one.refused)} left out", "dim"))


def left_out(one: Statement) -> Iterator[str]:
    """A line for each claim that is not made, safe on any terminal."""
    for claim in one.refused:
        first = claim.obstacles[0]
        where = ", ".join(filter(None, (first.what, first.where)))
        words = f"left out: {claim.claim.title}: {where}: {first.because}"
        yield _line(words)
    for note in one.notes:
        yield _line(f"note: {note.what}, {note.where}: {note.because}")
    if one.refused:
        yield "`breachready trust --check` says all of it, and what to do"


def _line(words: str) -> str:
    return inert(" ".join(words.split()), LINE)


def author_document(one: Statement, digest: str, faults: Sequence[Fault]) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "run": one.run,
        "on": one.on.isoformat(),
        "digest": digest,
        "made": [_made(claim) for claim in one.made],
        "refused": [
            {"claim": claim.claim.id, "title": claim.claim.title, "obstacles": list(map(_plain, claim.obstacles))}
            for claim in one.refused
        ],
        "idle": [claim.claim.id for claim in one.claims if claim.idle],
        "notes": list(map(_plain, one.notes)),
        "lint": [fault(told) for told in faults],
    }


def _made(claim: Weighed) -> dict[str, Any]:
    return {
        "claim": claim.claim.id,
        "title": claim.claim.title,
        "since": claim.since.isoformat() if claim.since else None,
    }


def _obstacle(pen: Pen, one: Obstacle) -> None:
    where = f" on {one.where}" if one.where else ""
    pen.say(f"{one.what}{where}: {one.because}", indent=2)
    pen.say(("next: ", "cyan"), pen.prose(one.do), indent=4)


def _plain(one: Obstacle) -> dict[str, str]:
    return {"what": one.what, "where": one.where, "because": one.because, "do": one.do}
