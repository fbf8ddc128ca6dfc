"""Ceilings that need a look at the whole graph: a flaw in use elsewhere, a few steps from the internet to the data.

The number of steps counts here, not only their ease: an attack that others carry out already needs no skill.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.core.posture import Cap
from toolkit.core.step import Position
from toolkit.score.evidence import Weakness
from toolkit.score.graph import Ease, Graph, Lens, Points, Weights, node
from toolkit.score.tables import Tables


def known_exploited(
    graph: Graph, weights: Weights, lens: Lens, targets: Sequence[str], tables: Tables
) -> tuple[Cap, ...]:
    """The cap of flaws that are known to be exploited, on short paths from the internet to `targets`.

    Up to and through the flaw the path must be of note; from there on it is enough that it leads to the data.
    """
    numbers, starts, ends = graph.pairs_of(graph.exploited(lens))
    if not len(numbers):
        return ()
    steps = tables.known_exploited_steps
    there = _within(graph, weights, [node(Position.INTERNET)], steps - 1, backwards=False)
    onward = _within(graph, weights, targets, steps - 1, backwards=True)
    leads = [np.where(np.isfinite(onward[steps - 1 - n][ends]), there[n][starts], np.inf) for n in range(steps)]
    cost = np.min(leads, axis=0) + weights.by_edge[numbers]
    short = numbers[cost < graph.scale.points(tables.known_exploited_path)]
    found = {one.key[1:] + one.key[:1] for number in short for one in _exploited(graph.edges[number].ease, lens)}
    if not found:
        return ()
    named = [f"{check} on {target}" for check, _, target in sorted(found)]
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    words = f"a flaw that is known to be exploited, at most {steps} steps from the internet to personal data"
    because = f"{words}: {', '.join(named[:3])}{more}"
    return (Cap(name="known-exploited", ceiling=tables.known_exploited_ceiling, because=because),)


def _exploited(ease: Ease, lens: Lens) -> list[Weakness]:
    return [one for one in ease.weaknesses if one.exploited and one.failing and lens.share(one)]


def _within(graph: Graph, weights: Weights, names: Sequence[str], steps: int, *, backwards: bool) -> list[Points]:
    """Points between `names` and every node in at most 0, 1, 2 ... steps; into a join from each of its inputs."""
    first = np.full(len(graph.names), np.inf)
    first[[graph.index[name] for name in names if name in graph.index]] = 0.0
    starts, ends, costs = _pairs(graph, weights)
    if backwards:
        starts, ends = ends, starts
    found = [first]
    for _ in range(steps):
        further = found[-1].copy()
        np.minimum.at(further, ends, found[-1][starts] + costs)
        found.append(further)
    return found


def _pairs(graph: Graph, weights: Weights) -> tuple[NDArray[np.int64], NDArray[np.int64], Points]:
    starts = np.repeat(np.arange(len(graph.names)), np.diff(graph.row))
    ends, costs = graph.end.astype(np.int64), weights.by_pair
    for join, inputs in zip(graph.join_ends, graph.join_inputs, strict=True):
        starts = np.concatenate([starts, inputs])
        ends = np.concatenate([ends, np.full(len(inputs), join)])
        costs = np.concatenate([costs, np.zeros(len(inputs))])
    return starts, ends, costs
