"""Shapley values in exact arithmetic: what each player brought, averaged over every order of arrival."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import TypeVar

Player = TypeVar("Player")


def shapley(players: Sequence[Player], value: Callable[[frozenset[Player]], Fraction]) -> dict[Player, Fraction]:
    """Each player's share of `value(all) - value(none)`; the shares sum to it exactly.

    `value` is asked 2^n times, once for each subset. A player that changes no subset's value gets 0, and
    leaving such a player out changes nobody's share.
    """
    worth = {chosen: value(chosen) for chosen in subsets(players)}
    number = len(players)
    share = dict.fromkeys(players, Fraction(0))
    for chosen, here in worth.items():
        weight = Fraction(factorial(len(chosen)) * factorial(max(0, number - len(chosen) - 1)), factorial(number))
        for player in players:
            if player not in chosen:
                share[player] += weight * (worth[chosen | {player}] - here)
    return share


def subsets(players: Sequence[Player]) -> Iterable[frozenset[Player]]:
    """All of them, the smaller first."""
    for size in range(len(players) + 1):
        yield from map(frozenset, combinations(players, size))
