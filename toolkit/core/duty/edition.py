"""All laws and questions as of one moment: what an incident is pinned to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.core.duty.question import Question
from toolkit.core.duty.regime import Duty, Regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Laws and questions by id. `digest` is over everything that they say."""

    regimes: Mapping[str, Regime]
    questions: Mapping[str, Question]
    digest: str = ""

    def duties(self) -> Iterator[tuple[Regime, str, Duty]]:
        """Every duty with its law and its full id."""
        for regime in self.regimes.values():
            for key, duty in regime.duties():
                yield regime, key, duty

    def duty(self, key: str) -> tuple[Regime, Duty]:
        """The duty of a full id. Raises `KeyError`."""
        name, _, row = key.partition("/")
        regime = self.regimes[name]
        return regime, regime.by_id(row)
