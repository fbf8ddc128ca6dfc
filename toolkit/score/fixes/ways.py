"""How many equally weak ways there are of which no two share a step that can be mended (Menger, by max-flow)."""

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from toolkit.score.fixes.whatif import WhatIf
from toolkit.score.graph import START

Step = tuple[int, int, int]
"""From, to, and the place of the pair; -1 for the dearest input of a join."""


def disjoint_ways(what: WhatIf) -> int:
    """Ways exactly as easy as the binding one; 0 when one of them has no step that can be mended.

    A step that nothing mends lets all ways through: as many as there are steps, and one more. What enters is limited
    to that as well, for scipy counts flows in 32 bits and overflows silently.
    """
    level, graph = what.now.look.level, what.model.graph
    if level is None:
        return 0
    goals = _goals(what, level.points)
    steps = [(start, end, _room(what, place)) for start, end, place in _leading_to(goals, _tight(what))]
    plenty = sum(room for _, _, room in steps) + 1
    source, sink = len(graph.names), len(graph.names) + 1
    steps += [(goal, sink, plenty) for goal in goals] + [(source, graph.index[START], plenty)]
    starts, ends, rooms = (np.array(column, np.int32) for column in zip(*steps, strict=True))
    network = csr_array((np.where(rooms, rooms, plenty).astype(np.int32), (starts, ends)), shape=(sink + 1, sink + 1))
    flow = int(maximum_flow(network, source, sink).flow_value)
    return 0 if flow >= plenty else flow


def _goals(what: WhatIf, points: float) -> list[int]:
    """Nodes of the stores of worth that are as easy to reach as the binding one."""
    model, search = what.model, what.now.look.search
    names = {name for holding in model.estate.holdings if holding.worth > 0 for name in holding.places}
    nodes = [model.places[name].node for name in sorted(names)]
    return [model.graph.index[node] for node in nodes if search.to(node) == points and node in model.graph.index]


def _tight(what: WhatIf) -> Iterator[Step]:
    """The steps that are on an easiest way to where they end."""
    graph, search = what.model.graph, what.now.look.search
    points, pairs = search.points, search.weights.by_pair
    on_way = np.isfinite(points[graph.end]) & (points[graph.start] + pairs == points[graph.end])
    on_way[graph.join_pairs] = False
    for place in np.flatnonzero(on_way).tolist():
        yield int(graph.start[place]), int(graph.end[place]), place
    for end, inputs in zip(graph.join_ends, graph.join_inputs, strict=True):
        if np.isfinite(points[end]):
            yield from ((int(one), int(end), -1) for one in inputs if points[one] == points[end])


def _leading_to(goals: list[int], steps: Iterable[Step]) -> list[Step]:
    """Those of the steps from which a goal can be reached."""
    into: dict[int, list[Step]] = {}
    for step in steps:
        into.setdefault(step[1], []).append(step)
    found: list[Step] = []
    left, seen = list(goals), set(goals)
    while left:
        for step in into.get(left.pop(), ()):
            found.append(step)
            if step[0] not in seen:
                seen.add(step[0])
                left.append(step[0])
    return found


def _room(what: WhatIf, place: int) -> int:
    """How many fixes at least it takes to make the step harder; 0 when nothing does."""
    if place < 0:
        return 0
    graph, look = what.model.graph, what.now.look
    easiest = look.search.weights.by_pair[place]
    numbers = [number for number in graph.parallel(place) if look.search.weights.by_edge[number] == easiest]
    mendable = all(what.breaking(graph.edges[number].ease, look.lens) for number in numbers)
    return len(numbers) if mendable else 0
