"""What every path to a node passes: immediate dominators, by the iteration of Cooper, Harvey and Kennedy (2001)."""

from collections.abc import Mapping, Sequence


def immediate_dominators(successors: Mapping[int, Sequence[int]], root: int) -> dict[int, int]:
    """For each node within reach of the root, the last one before it that all paths pass; the root's is itself.

    A few passes over the edges where the graph is nearly without loops, as attack graphs are.
    """
    order = _reverse_postorder(successors, root)
    rank = {node: number for number, node in enumerate(order)}
    before: list[list[int]] = [[] for _ in order]
    for node in order:
        for other in successors.get(node, ()):
            before[rank[other]].append(rank[node])
    found = [-1] * len(order)
    found[0] = 0
    moved = True
    while moved:
        moved = False
        for node in range(1, len(order)):
            nearest = -1
            for other in before[node]:
                if found[other] >= 0:
                    nearest = other if nearest < 0 else _common(found, other, nearest)
            if found[node] != nearest:
                found[node], moved = nearest, True
    return {node: order[found[number]] for number, node in enumerate(order)}


def _common(found: Sequence[int], one: int, other: int) -> int:
    """The last node that dominates both: up from the later one until they meet."""
    while one != other:
        while one > other:
            one = found[one]
        while other > one:
            other = found[other]
    return one


def _reverse_postorder(successors: Mapping[int, Sequence[int]], root: int) -> list[int]:
    left = [(root, iter(successors.get(root, ())))]
    seen, done = {root}, []
    while left:
        node, following = left[-1]
        for other in following:
            if other not in seen:
                seen.add(other)
                left.append((other, iter(successors.get(other, ()))))
                break
        else:
            left.pop()
            done.append(node)
    return done[::-1]
