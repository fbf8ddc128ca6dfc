"""What holds the score below a target: levels of open data and missing required checks, each with what breaks it.

Each barrier is a row of the hitting problem: the fixes of which every set that reaches the target has at least one.
Proof: a set with none of them leaves every step of the barrier as easy, the data as much worth and as near, the check
as missing as it was; so the barrier stands still (scoring §1.8).
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from toolkit.core.fix import Act
from toolkit.core.inventory import DataClass
from toolkit.score.caps import KNOWN_EXPLOITED, ShortWays, exploited
from toolkit.score.estate import Holding
from toolkit.score.fixes.whatif import After, WhatIf
from toolkit.score.graph import JOINED, Edge, Lens
from toolkit.score.model import REQUIRED, missed
from toolkit.score.path import NOWHERE, onward

CAPS_AT_ONCE = 500
"""Missing required checks that are taken up in one round."""

Reached = tuple[float, str, Holding]
"""Points, place, and what is kept there."""


@dataclass(frozen=True, slots=True, eq=False)
class Barrier:
    """A row, and its steps: to the places that lie open, or those on which a required check is missing."""

    row: frozenset[int]
    places: tuple[str, ...]
    edges: tuple[Edge, ...]
    lens: Lens
    """How easy the steps were when it was found: with some fixes done."""
    holds_to: float
    cap: str = ""


def barriers(what: WhatIf, after: After, target: float) -> list[Barrier]:
    """At least one barrier if, and only if, the score is below the target; the same row once."""
    found: dict[frozenset[int], Barrier] = {}
    for barrier in (*_levels(what, after, target), *_caps(what, after, target)):
        found.setdefault(barrier.row, barrier)
    return list(found.values())


def _levels(what: WhatIf, after: After, target: float) -> Iterator[Barrier]:
    """Every place whose data is too easy to reach by itself; where there is none, what together is too much."""
    worth, places, to = after.model.worth, after.model.places, after.look.search.to
    reached = [
        (points, name, holding)
        for holding in after.model.estate.holdings
        if holding.worth > 0
        for name in holding.places
        if not math.isinf(points := to(places[name].node))
    ]
    reached.sort(key=lambda one: (one[0], one[1], one[2].name))
    derived: dict[str, tuple[Edge, ...]] = {}
    alone = [one for one in reached if one[0] + worth.points(one[2].worth) < target]
    for one in alone:
        yield _open(what, after, (one,), derived)
    if not alone:
        for several in _together(after, reached, target):
            yield _open(what, after, several, derived)


def _together(after: After, reached: Iterable[Reached], target: float) -> Iterator[tuple[Reached, ...]]:
    """Disjoint groups that are too much together, each as small as taking the largest first makes it."""
    left = list({one[2].name: one for one in reversed(list(reached))}.values())[::-1]
    left.sort(key=lambda one: one[0])
    points = after.model.worth.points
    while True:
        volumes = accumulate(holding.worth for _, _, holding in left)
        levels = (ease + points(volume) for (ease, _, _), volume in zip(left, volumes, strict=True))
        at = next((number for number, level in enumerate(levels) if level < target), None)
        if at is None:
            return
        group: list[Reached] = []
        for one in sorted(left[: at + 1], key=lambda one: (-one[2].worth, one[0], one[2].name)):
            group.append(one)
            if max(ease for ease, _, _ in group) + points(sum(one[2].worth for one in group)) < target:
                break
        yield tuple(group)
        left = [one for one in left if one not in group]


def _open(what: WhatIf, after: After, group: tuple[Reached, ...], derived: dict[str, tuple[Edge, ...]]) -> Barrier:
    places = tuple(dict.fromkeys(place for _, place, _ in group))
    for place in places:
        if place not in derived:
            derived[place] = _needed(after, after.model.places[place].node)
    edges = tuple(dict.fromkeys(edge for place in places for edge in derived[place]))
    row = {number for edge in edges for number in what.breaking(edge.ease, after.look.lens)}
    for _, place, holding in group:
        row |= {number for number in _undone(what, after, holding.name) if _touches(what, number, place)}
    total = max(points for points, _, _ in group) + after.model.worth.points(sum(one[2].worth for one in group))
    return Barrier(frozenset(row), places, edges, after.look.lens, total)


def _needed(after: After, node: str) -> tuple[Edge, ...]:
    """All steps to a node: the way in its order, then what else its joins need."""
    search = after.look.search
    way = [edge for edge, _ in search.way_to(node)]
    if any(edge.ease is JOINED for edge in way):
        way += [edge for edge in search.derivation(node) if edge not in way]
    return tuple(way)


def _caps(what: WhatIf, after: After, target: float) -> Iterator[Barrier]:
    """Whatever the easiest path is: the ceilings below the target that apply."""
    holding = {cap.name for cap in after.look.caps if cap.ceiling < target}
    if REQUIRED in holding:
        yield from _required(what, after)
    if KNOWN_EXPLOITED in holding:
        yield from _exploited(what, after)


def _exploited(what: WhatIf, after: After) -> Iterator[Barrier]:
    """For each flaw in use near the internet the easiest short way through it. What is behind it may be hard."""
    model, lens = after.model, after.look.lens
    graph, weights, tables = model.graph, after.look.search.weights, model.tables
    ways = ShortWays(graph, weights, lens, model.personal(), tables)
    for number in ways.numbers[:CAPS_AT_ONCE]:
        edge, nodes = graph.edges[number], ways.nodes_to(number)
        before = [graph.into_join(a, b) or graph.between(a, b, weights)[0] for a, b in pairwise(nodes)]
        steps = (*before, edge)
        row = {n for one in steps for n in what.breaking(one.ease, lens)}
        row |= {what.by_key[one.key] for one in exploited(edge.ease, lens)[:1] if one.key in what.by_key}
        place = next(place.name for place in model.estate.places if place.node == ways.place_behind(number))
        row |= _no_longer_personal(what, after, place)
        yield Barrier(frozenset(row), (place,), steps, lens, tables.known_exploited_ceiling, KNOWN_EXPLOITED)


def _required(what: WhatIf, after: After) -> Iterator[Barrier]:
    """For each missing required check the easiest path of note that it is missing on."""
    model, found, lens = after.model, after.look.search, after.look.lens
    ceiling = model.tables.required_ceiling
    graph = model.graph
    points, following = onward(graph, found.weights, model.personal())
    easiest: dict[tuple[str, str, str], tuple[float, int]] = {}
    for number in model.capping(found, lens, unseen_may_pass=False).tolist():
        edge = graph.edges[number]
        cost = float(found.points[graph.index[edge.start]] + found.weights.by_edge[number])
        cost += float(points[graph.index[edge.end]])
        for one in missed(edge.ease, lens, unseen_may_pass=False):
            easiest[one.key] = min(easiest.get(one.key, (math.inf, 0)), (cost, number))
    for key, (_, number) in sorted(easiest.items())[:CAPS_AT_ONCE]:
        edge = graph.edges[number]
        then, end = _then(after, following, graph.index[edge.end])
        steps = (*_needed(after, edge.start), edge, *then)
        row = {n for one in steps for n in what.breaking(one.ease, lens)}
        if (fix := what.by_key.get(key)) is not None:
            row.add(fix)
        place = next(place.name for place in model.estate.places if place.node == end)
        row |= _no_longer_personal(what, after, place)
        yield Barrier(frozenset(row), (place,), steps, lens, ceiling, REQUIRED)


def _then(after: After, following: NDArray[np.int32], here: int) -> tuple[list[Edge], str]:
    """The steps from here to the nearest personal data, and its node. A join needs more than the step shown."""
    graph, weights = after.model.graph, after.look.search.weights
    steps: list[Edge] = []
    while (there := int(following[here])) != NOWHERE:
        steps.append(graph.into_join(here, there) or graph.between(here, there, weights)[0])
        here = there
    return steps, graph.names[here]


def _no_longer_personal(what: WhatIf, after: After, place: str) -> set[int]:
    """What would leave no personal data of one of its datasets there."""
    worth = after.model.tables.worth
    least = worth[DataClass.PERSONAL]
    kept = [
        {n for n in _undone(what, after, holding.name) if _touches(what, n, place)}
        for holding in after.model.estate.holdings
        if place in holding.places and holding.worth and worth[holding.data_class] >= least
    ]
    return min(kept, key=lambda fixes: (len(fixes), sorted(fixes)), default=set())


def _undone(what: WhatIf, after: After, holding: str) -> list[int]:
    return [number for number in what.by_holding.get(holding, ()) if number not in after.done]


def _touches(what: WhatIf, number: int, place: str) -> bool:
    """Whether an act on data matters for this copy: all do but the deletion of another one."""
    change = what.candidates[number].change
    return change is not None and (change.act is not Act.DELETE_COPY or change.place == place)
