"""Readiness on a terminal."""

from rich.console import Console

from reports import words
from reports.pen import Pen
from reports.readiness.words import easiest, next_steps, phases, summary
from toolkit.core.readiness import Readiness

SHOWN = 12
"""Next steps that are written out."""


def readiness(found: Readiness, console: Console) -> None:
    """The number, the scenarios with their phases, and what to do next."""
    pen = Pen(console)
    pen.gap()
    pen.say((summary(found), "bold"))
    if said := easiest(found):
        pen.say(said)
    if not found.scenarios:
        return
    pen.heading("By kind of incident; the least of its phases counts")
    pen.rows(
        [
            (
                pen.text((f"{100 * one.value:.0f}", "bold")),
                pen.stacked(
                    pen.text(one.scenario),
                    pen.text((phases(one), "dim")),
                    pen.text((one.because, "dim")),
                ),
            )
            for one in found.scenarios
        ],
        indent=2,
    )
    pen.heading("What to do next")
    steps = list(next_steps(found.scenarios))
    for one, names in steps[:SHOWN]:
        pen.say((f"{100 * one.value:.0f}  ", "bold"), one.title, indent=2)
        pen.say((f"{words.sentence(one.because)} For {words.listed(names, 3)}.", "dim"), indent=6)
        pen.say(("Next: ", "green"), one.mend, indent=6)
    if len(steps) > SHOWN:
        pen.say((f"and {len(steps) - SHOWN} more; --json has them all", "dim"), indent=2)
