"""How firmly the weakest path is the weakest, and what still holds, in the words that every report uses."""

from collections.abc import Iterator

from reports import words
from toolkit.core.posture import PathStep, Posture, Stability

NAMED = 5
"""Numbers that a sentence names."""


def firmness(posture: Posture) -> Iterator[str]:
    """Sentences, without markup: the last line, the weakest step, other numbers, and which numbers are judgement."""
    if posture.last_line:
        yield f"What still holds most, on the way to the same store: {_step(posture.last_line)}"
    weakest = posture.path.weakest if posture.path else None
    if weakest:
        yield f"Mended alone, this step gains most ({weakest.gain:+.1f}): {words.sentence(weakest.sentence)}"
    elif posture.path:
        yield "No step of the path gains anything when it is mended alone."
    if posture.stability:
        yield from _stability(posture.stability)
    numbers = dict.fromkeys(name for step in (posture.path.steps if posture.path else ()) for name in step.numbers)
    if numbers:
        yield f"Numbers of the tables that the path rests on: {words.listed(tuple(numbers), 2 * NAMED)}."


def _step(step: PathStep) -> str:
    return words.sentence(f"{step.sentence.rstrip('.')} ({step.points:.1f} points)")


def _stability(found: Stability) -> Iterator[str]:
    percent = f"{found.by:.0%}".replace("%", " %")
    if found.draws:
        kept = round(found.share * found.draws)
        yield (
            f"With all numbers of the tables moved at random by up to {percent}, the path stayed the weakest in "
            f"{kept} of {found.draws} draws."
        )
    if found.flips:
        flips = tuple(f"{name} {'higher' if factor > 1 else 'lower'}" for name, factor in found.flips)
        yield f"Moved alone by {percent}, these would make another path the weakest: {words.listed(flips, NAMED)}."
    elif found.alone:
        moved = words.many(found.alone, "number")
        yield f"Of {moved} moved alone by {percent}, none makes another path the weakest."
