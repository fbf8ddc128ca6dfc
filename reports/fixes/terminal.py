"""The answer of `breachready fixes` on a terminal."""

from rich.console import Console

from reports import words
from reports.pen import Pen
from toolkit.core.fix import Act, Chosen, Ending, Fix, Fixes, FixSet, Obstacle
from toolkit.core.run import Run

LISTED = 10
"""Fixes and obstacles that a terminal lists of each kind; the rest is counted."""


def fixes(run: Run, found: Fixes, console: Console, note: str = "") -> None:
    """The terminal's answer: single fixes, the set to the next level, the set to the target and its proof, chokes."""
    pen = Pen(console)
    pen.gap()
    pen.say(("breachready", "bold cyan"), f" run {run.id}: ", (f"{found.score:.1f}", "bold"), " of 100")
    if note:
        pen.say((note, "yellow"))
    _gains(pen, found)
    if found.next.ending is Ending.REACHED and found.next.target != found.to_target.target:
        pen.heading(f"The cheapest set that moves the score, to {found.next.score:.1f} ({_cost(found.next)})")
        _set(pen, found.next)
    _to_target(pen, found.to_target)
    if found.chokes:
        pen.heading("Choke points: every way worth noting to these stores passes here")
        for choke in found.chokes:
            pen.say((choke.place, "bold"), f": {choke.stores} of {words.many(choke.of, 'store')}", indent=2)
    _left_out(pen, found)


def _gains(pen: Pen, found: Fixes) -> None:
    pen.heading("What one fix alone gains")
    able = [gain for gain in found.gains if gain.gain > 0]
    for gain in able[:LISTED]:
        pen.say((f"+{gain.gain:.1f}", "green"), " ", (gain.fix.title, "bold"), f" ({named(gain.fix)})", indent=2)
        pen.say(pen.prose(gain.fix.does), indent=8)
    if len(able) > LISTED:
        pen.say(f"and {len(able) - LISTED} more", indent=2)
    if found.plateau:
        pen.say(found.plateau, indent=2)
    elif not able:
        pen.say("Nothing is left to gain.", indent=2)
    if found.tail:
        told = "; ".join(f"{score:.1f} ({store})" for store, score in found.tail)
        pen.say((f"Were the weakest store gone, and then the next: {told}", "dim"), indent=2)


def _to_target(pen: Pen, found: FixSet) -> None:
    match found.ending:
        case Ending.ALREADY:
            pen.heading(f"The target of {found.target:g} is reached already")
        case Ending.REACHED:
            pen.heading(f"The cheapest set to {found.target:g}: {_cost(found)}, score then {found.score:.1f}")
            _set(pen, found)
            pen.heading("Why it cannot be cheaper: each of these needs one of the fixes named under it")
            _obstacles(pen, found)
        case _:
            pen.heading(f"No set of known fixes reaches {found.target:g}: with all of them done, {found.score:.1f}")
            pen.say("What stays, and would take another structure or less data:", indent=2)
            _obstacles(pen, found)


def _set(pen: Pen, found: FixSet) -> None:
    for number, chosen in enumerate(found.fixes, 1):
        priced = f"{_decimal(chosen)} {found.unit}: ".replace(" :", ":") if found.unit != "acts" else ""
        pen.say(f"{number}. {priced}", (chosen.fix.title, "bold"), f" ({named(chosen.fix)})", indent=2)
        pen.say(pen.prose(chosen.fix.does), indent=5)


def _obstacles(pen: Pen, found: FixSet) -> None:
    chosen = {one.fix.name for one in found.fixes}
    for number, obstacle in enumerate(found.obstacles[:LISTED], 1):
        pen.say((f"{number}. ", "dim"), _what(obstacle), indent=2)
        for sentence in obstacle.sentences:
            pen.say((sentence, "dim"), indent=5)
        mark = {True: " (in the set)", False: ""}
        told = [f"{check} on {target}{mark[(check, target) in chosen]}" for check, target in obstacle.breakers]
        pen.say(("One of: ", "green"), words.listed(tuple(told), 6) if told else "nothing that is known", indent=5)
    if len(found.obstacles) > LISTED:
        pen.say(f"and {len(found.obstacles) - LISTED} more; --json has them all", indent=2)


def _what(obstacle: Obstacle) -> str:
    stores = words.listed(obstacle.stores, 3)
    if obstacle.cap:
        return f"Never above {obstacle.score:.0f} ({obstacle.cap}), on the way to {stores}"
    return f"To {stores}: holds the score to {obstacle.score:.1f}"


def _left_out(pen: Pen, found: Fixes) -> None:
    for names, why in ((found.unpriced, "no row of the price list fits"), (found.excluded, "priced impossible")):
        if names:
            told = words.listed(tuple(f"{check} on {target}" for check, target in names), 5)
            pen.gap()
            pen.say((f"Left out of the sets, {why}: ", "yellow"), told)


def named(fix: Fix) -> str:
    """The fix by its name in a price list, and whether it is to look first."""
    look = "look first: " if fix.act is Act.LOOK else ""
    more = f", {len(fix.unseen)} of it unseen" if fix.failing and fix.unseen else ""
    return f"{look}{fix.check} on {fix.target}{more}"


def _cost(found: FixSet) -> str:
    if found.unit == "acts":
        return words.many(len(found.fixes), "act")
    return f"{found.cost.normalize():f} {found.unit}".strip()


def _decimal(chosen: Chosen) -> str:
    return f"{chosen.cost.normalize():f}"
