"""Every check against its own examples, third parties' included."""

from dataclasses import dataclass
from datetime import UTC, datetime

from toolkit.core.check import Check
from toolkit.core.fact import Fact
from toolkit.core.target import Target
from toolkit.core.verdict import Outcome
from toolkit.evaluate import evaluate
from toolkit.registry import Catalogue

EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A check that does not do on an example what the example says."""

    check: str
    example: str
    said: str

    def __str__(self) -> str:
        return f"{self.check}: its {self.example} example gives {self.said}"


def prove(catalogue: Catalogue) -> list[Wrong]:
    """The good example of each check must pass and the bad one fail."""
    wrong = []
    for check in catalogue.checks:
        for example, fact, expected in (("good", check.good, Outcome.PASS), ("bad", check.bad, Outcome.FAIL)):
            said = _said(check, fact)
            if said != expected:
                wrong.append(Wrong(check.id, example, said))
    return wrong


def _said(check: Check, fact: Fact) -> str:
    if type(fact) is not check.needs:
        return f"no verdict: it is a {type(fact).__name__}, the check judges {check.needs.__name__}"
    target = Target(check.family, "example")
    judged = evaluate(
        target, [fact], [check], observed_at=EPOCH, policy_for=lambda _target, _kind: check.policy_for_examples
    )
    return judged[0].outcome if judged[0].outcome is not Outcome.UNKNOWN else judged[0].evidence
