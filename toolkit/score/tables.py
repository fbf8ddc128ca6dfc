"""The numbers of the model that are judgement: read from `tables.toml`, checked, versioned."""

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from toolkit.core.errors import Problem, UserError
from toolkit.core.exploit import Complexity
from toolkit.core.inventory import DataClass
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.core.verdict import Severity

Word = TypeVar("Word", bound=StrEnum)
Fits = tuple[Callable[[float], bool], str]
"""Whether a number is in range, and the range in words."""

CHANCE: Fits = (lambda x: 0 <= x <= 1, "a chance from 0 to 1")
POSSIBLE: Fits = (lambda x: 0 < x <= 1, "a chance above 0, 1 at most")
POSITIVE: Fits = (lambda x: x > 0, "a number above 0")
SCORE: Fits = (lambda x: 0 <= x <= 100, "a score from 0 to 100")
NOT_NEGATIVE: Fits = (lambda x: x >= 0, "a number from 0")


CERTAIN = ("structure", "certain", "the unit")
"""How the source of a number begins that could not be another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The model's numbers (reference: scoring §1.2 to §1.7). Chances are 0 to 1, ages days."""

    version: str
    unknown: float
    """Theta: how far an UNKNOWN stands from passing (0) towards failing (1)."""
    risk_appetite: float
    """R0: the risk that scores 100."""
    reference_records: float
    default_records: int
    path_of_note: float
    required_ceiling: float
    known_exploited_path: float
    known_exploited_steps: int
    known_exploited_ceiling: float
    complexity: Mapping[Complexity, float]
    least_threat: float
    threat_horizon_days: float
    used_at_once: float
    growth_days: float
    prior: Mapping[Position, float]
    residual: Mapping[Step, float]
    failing: Mapping[Severity, float]
    holding: Mapping[Step, float]
    worth: Mapping[DataClass, float]
    fresh_days: Mapping[Family, float]
    half_life_days: Mapping[Family, float]
    judgements: tuple[str, ...] = ()
    """Names of the numbers whose source is judgement, as in `prior.insider`."""
    uncertain: tuple[str, ...] = ()
    """Names of all numbers that might as well be others: judgement, and what is taken from somebody's tables."""


@cache
def shipped() -> Tables:
    """The tables that come with the product."""
    return read(shipped_text(), "toolkit/score/tables.toml")


@cache
def shipped_text() -> str:
    """The same as written, to be kept with a run that used it."""
    return files("toolkit.score").joinpath("tables.toml").read_text(encoding="utf-8")


def read(text: str, where: str) -> Tables:
    """Tables from TOML. Raises `UserError` with everything that is wrong: a typo, a range, no source."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(Problem(where, "", f"not TOML: {error}")) from None
    reading = _Reading(said, where)
    model = {
        name: reading.number("model", name, fits)
        for name, fits in {
            "unknown": CHANCE,
            "risk_appetite": (lambda x: 0 < x < 1, "a chance above 0 and below 1"),
            "reference_records": POSITIVE,
            "default_records": POSITIVE,
            "path_of_note": POSSIBLE,
            "required_ceiling": SCORE,
            "known_exploited_path": POSSIBLE,
            "known_exploited_steps": (lambda x: 1 <= x <= 9 and x == int(x), "a whole number from 1 to 9"),
            "known_exploited_ceiling": SCORE,
        }.items()
    }
    flaw = {
        name: reading.number("flaw", name, fits)
        for name, fits in {
            "least_threat": POSSIBLE,
            "threat_horizon_days": POSITIVE,
            "used_at_once": POSSIBLE,
            "growth_days": POSITIVE,
        }.items()
    }
    tables = Tables(
        version=reading.version(),
        default_records=int(model.pop("default_records")),
        known_exploited_steps=int(model.pop("known_exploited_steps")),
        **model,
        **flaw,
        complexity=reading.table("complexity", Complexity, POSSIBLE),
        prior=reading.table("prior", Position, POSSIBLE),
        residual=reading.table("residual", Step, POSSIBLE),
        failing=reading.table("failing", Severity, CHANCE),
        holding=reading.table("holding", Step, POSSIBLE),
        worth=reading.table("worth", DataClass, NOT_NEGATIVE),
        fresh_days=reading.table("fresh_days", Family, NOT_NEGATIVE),
        half_life_days=reading.table("half_life_days", Family, POSITIVE),
        judgements=tuple(reading.judgements),
        uncertain=tuple(reading.uncertain),
    )
    reading.finish()
    return tables


class _Reading:
    """Takes one value after the other out of the file and remembers what was wrong and what is left."""

    def __init__(self, said: dict[str, Any], where: str) -> None:
        self.left = said
        self.where = where
        self.problems: list[Problem] = []
        self.judgements: list[str] = []
        self.uncertain: list[str] = []

    def version(self) -> str:
        version = self.left.pop("version", None)
        if not isinstance(version, str) or not version:
            self._wrong("version", 'expected the version of the tables, as in "2026.1"')
        return str(version)

    def table(self, section: str, words: type[Word], fits: Fits) -> dict[Word, float]:
        return {word: self.number(section, word.value, fits) for word in words}

    def number(self, section: str, name: str, fits: Fits) -> float:
        in_range, expected = fits
        table = self.left.get(section)
        entry = table.pop(name, None) if isinstance(table, dict) else None
        key = f"{section}.{name}"
        match entry:
            case {"value": int() | float() as value, "source": str() as source, **rest} if (
                source.strip() and not rest
            ):
                if "judgement" in source:
                    self.judgements.append(key)
                if not source.startswith(CERTAIN):
                    self.uncertain.append(key)
                if not isinstance(value, bool) and math.isfinite(value) and in_range(value):
                    return float(value)
                self._wrong(key, f"expected {expected}, not {value}")
            case None:
                self._wrong(key, "is missing")
            case _:
                self._wrong(key, 'expected { value = NUMBER, source = "where it is from, or judgement" }')
        return 0.5

    def finish(self) -> None:
        for section, rest in self.left.items():
            names = [f"{section}.{name}" for name in rest] if isinstance(rest, dict) else [section]
            for name in names:
                self._wrong(name, "is not a number of this model (a typo?)")
        if self.problems:
            raise UserError(self.problems)

    def _wrong(self, key: str, expected: str) -> None:
        self.problems.append(Problem(self.where, key, expected))
