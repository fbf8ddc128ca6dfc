"""Whether the day on which the data is lost was rehearsed."""

from toolkit.core import Cite, RegisterPolicy, Severity, Verdict, check, failed, not_applicable, passed
from toolkit.core.inventory import DataClass
from toolkit.facts.register import DatasetExercise


@check(
    id="special-data-unexercised",
    title="Special categories of data, and nobody has rehearsed losing them",
    severity=Severity.HIGH,
    fix="Run `breachready exercise start PLAYBOOK` for a playbook of the store, to its end.",
    cites=(Cite("GDPR", "Art. 32(1)(d)"), Cite("NIST CSF 2.0", "ID.IM-02")),
    playbook="personal-data-breach",
    good=DatasetExercise(data_class=DataClass.SPECIAL, age_days=40, playbooks=("exposed-bucket",)),
    bad=DatasetExercise(data_class=DataClass.SPECIAL, without=("clinic",)),
)
def unexercised(dataset: DatasetExercise, policy: RegisterPolicy) -> Verdict:
    """A playbook that was never walked fails on the day it is needed, and here people are hurt the most."""
    if dataset.data_class is not DataClass.SPECIAL:
        return not_applicable(f"it is declared {dataset.data_class}")
    if dataset.without or dataset.age_days is None:
        return failed(f"no exercise for {', '.join(dataset.without)}")
    words = f"exercised {dataset.age_days} days ago"
    return passed(words) if dataset.age_days <= policy.exercise_max_days else failed(words)
