"""`FORMULAS` names everything in the score that is not in the tables: when that changes, so must the number.

Kept scores of equal tables and formulas are taken for equal scores without looking again. The tables are written
here, so that a change of the shipped ones is none of the formulas.
"""

from dataclasses import replace

from tests.score.trend.test_groups import TABLE, WORLD
from toolkit.core.inventory import DataClass
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.core.verdict import Severity
from toolkit.score import FORMULAS
from toolkit.score.tables import shipped

TABLES = replace(
    shipped(),
    unknown=0.5,
    risk_appetite=0.001,
    reference_records=1e7,
    default_records=10_000,
    path_of_note=0.01,
    required_ceiling=60.0,
    prior={one: 1.0 if one is Position.INTERNET else 0.25 for one in Position},
    residual={one: 1.0 if one is Step.MOVE else 0.03 for one in Step},
    failing=dict(zip(sorted(Severity, key=lambda one: one.rank), (0.1, 0.3, 0.6, 0.8, 0.9)[-len(Severity) :], strict=True)),
    holding=dict.fromkeys(Step, 0.3),
    worth={one: 0.0 if one is DataClass.PUBLIC else 1.0 for one in DataClass},
    fresh_days=dict.fromkeys(Family, 7.0),
    half_life_days=dict.fromkeys(Family, 30.0),
)  # fmt: skip

PINNED = {
    "all": 44.89275912940502,
    "a bucket with its findings": 9.626360896974802,
    "the last bucket is gone": 72.63284898735583,
    "the clock": 30.7408691465389,
}
"""Where a row of the table differs from the estate as it was; "all" is that estate."""


def scores() -> dict[str, float]:
    return {row: replace(now, tables=TABLES).score() for row, (_, now, _) in TABLE.items()} | {
        "all": replace(WORLD, tables=TABLES).score()
    }


def test_the_formulas_are_those_of_their_number():
    """When this fails on purpose: raise FORMULAS in `toolkit/score/__init__.py`, and pin the new scores."""
    assert FORMULAS == 1
    assert {row: score for row, score in scores().items() if score != PINNED["all"]} == {
        row: score for row, score in PINNED.items() if row != "all"
    }
