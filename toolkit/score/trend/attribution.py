"""The change between two runs, shared out among the groups."""

from fractions import Fraction

from toolkit.core.trend import Attribution, Group, Part
from toolkit.score.trend.inputs import Inputs
from toolkit.score.trend.mixture import Mixture
from toolkit.score.trend.shapley import shapley
from toolkit.score.trend.words import differences


def contributions(mixture: Mixture) -> dict[Group, Fraction]:
    """Each group's share of the change; they sum to it exactly, and a group without a difference has 0."""
    shares = shapley(mixture.active, lambda chosen: Fraction(mixture.score(chosen)))
    return {group: shares.get(group, Fraction(0)) for group in Group}


def attribute(
    before: Inputs,
    now: Inputs,
    *,
    runs: tuple[int, int],
    reported: tuple[float, float],
    otherwise: str = "",
) -> Attribution:
    """Why the score went from `reported[0]` to `reported[1]` between the runs with these numbers.

    `otherwise` says in words that a run was scored by formulas or tables that are gone: what they made of its
    inputs beyond what `Inputs` give goes to the model's share. Raises `ValueError` when the inputs do not give the
    reported scores and nothing says why.
    """
    mixture = Mixture(before, now)
    shares = contributions(mixture)
    ends = (mixture.score(frozenset()), mixture.score(frozenset(Group)))
    if not otherwise and ends != reported:
        raise ValueError(
            f"the inputs give {ends[0]} and {ends[1]}, the runs reported {reported[0]} and {reported[1]}"
        )
    shares[Group.MODEL] += (Fraction(reported[1]) - Fraction(ends[1])) - (Fraction(reported[0]) - Fraction(ends[0]))
    words = differences(mixture)
    if otherwise:
        words.setdefault(Group.MODEL, []).insert(0, otherwise)
    return Attribution(
        before=runs[0],
        now=runs[1],
        score_before=reported[0],
        score_now=reported[1],
        parts=tuple(
            Part(group=group, points=shares[group], differences=tuple(words.get(group, ()))) for group in Group
        ),
        evaluations=mixture.evaluations,
    )
