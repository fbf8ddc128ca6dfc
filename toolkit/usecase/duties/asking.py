"""What an incident is still asked: the questions on which undecided duties depend, those that most hang on first."""

from collections import Counter
from dataclasses import dataclass

from toolkit.core.duty.condition import ASSESSMENT
from toolkit.core.duty.question import Question, split
from toolkit.core.duty.record import Answer
from toolkit.usecase.duties.listing import Standings


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question. `decides`: how many undecided duties depend on it. `answers` by what they are of; "": all."""

    question: Question
    decides: int
    answers: dict[str, Answer]


def asked(found: Standings, *, every: bool = False) -> list[Asked]:
    """The open questions, or all of them."""
    counts = _decides(found)
    listed = [_one(found, question, counts[name]) for name, question in found.edition.questions.items()]
    wanted = [one for one in listed if every or one.decides]
    return wanted if every else sorted(wanted, key=lambda one: -one.decides)


def _one(found: Standings, question: Question, decides: int) -> Asked:
    answers = {
        split(key)[1]: one for key, one in found.incident.duties.answers.items() if split(key)[0] == question.id
    }
    return Asked(question=question, decides=decides, answers=answers)


def _decides(found: Standings) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in found.rows:
        names = [name for name in row.missing if name != ASSESSMENT]
        if ASSESSMENT in row.missing:
            names += found.about.assessment.missing
        counts.update(set(names))
    return counts
