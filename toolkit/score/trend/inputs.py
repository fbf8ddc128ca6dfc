"""What a run was scored from, all of it, and its score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.core.check import Check
from toolkit.core.fact import Seen
from toolkit.core.finding import Finding
from toolkit.core.inventory import Inventory
from toolkit.score.evidence import Key, Past, judged_now
from toolkit.score.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The arguments of `toolkit.score.posture`, under the same names."""

    inventory: Inventory
    findings: Sequence[Finding]
    checks: Sequence[Check]
    seen: Sequence[Seen]
    at: datetime
    past: Mapping[Key, Past]
    tables: Tables

    def judged(self) -> list[Finding]:
        """The findings as the score counts them: one a key, failures kept until they are seen mended."""
        return judged_now(self.findings, self.checks, self.past)

    def score(self) -> float:
        """0 to 100, the same to the bit as `posture` gives."""
        return score(self, self.judged())


def score(inputs: Inputs, judged: Sequence[Finding]) -> float:
    """The score of findings that are judged already; those of `inputs` are not looked at."""
    from toolkit.score.assess import headline, model_of  # noqa: PLC0415  scipy loads here and not before

    model = model_of(
        inputs.inventory,
        judged,
        inputs.checks,
        inputs.seen,
        at=inputs.at,
        past=inputs.past,
        tables=inputs.tables,
    )
    return headline(model)
