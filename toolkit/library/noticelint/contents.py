"""What the laws demand and forbid in the letter."""

from collections.abc import Iterator
from itertools import combinations

from toolkit.core.notice import Rules, Topic, clash, split
from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.subject import Subject


def clashing_laws(subject: Subject) -> Iterator[Fault]:
    """One letter cannot keep two laws that contradict each other."""
    why = [words for one, other in combinations(subject.rules, 2) for words in clash(one, other)]
    if why:
        letters = "; ".join(" with ".join(one.name for one in letter) for letter in split(subject.rules))
        yield Fault(
            rule="split",
            weight=Weight.STOPS,
            what=f"no one letter can keep all of these laws: {'; '.join(why)}",
            do=f"write separate letters: {letters}",
        )


def wrong_kind(subject: Subject) -> Iterator[Fault]:
    """A law that is not kept by this kind of notice."""
    for rules in subject.rules:
        if subject.template.kind not in rules.kinds:
            yield Fault(
                rule="kind",
                weight=Weight.STOPS,
                what=f"{rules.name} is not kept by a notice of kind {subject.template.kind}",
                do=f"draft one of {', '.join(rules.kinds)}",
            )


def required(subject: Subject) -> Iterator[Fault]:
    """Each topic that a law demands is told by a field that is shown."""
    for rules in subject.rules:
        for topic in rules.required:
            for code, document in subject.documents.items():
                if not any(field.id in document.fields for field in subject.saying(topic)):
                    yield Fault(
                        rule="required",
                        weight=Weight.STOPS,
                        language=code,
                        what=f"{rules.name} demands {topic}, and nothing tells it",
                        do=_give(subject, topic),
                    )


def forbidden(subject: Subject) -> Iterator[Fault]:
    """No topic that a law forbids is told, by a field or by a heading."""
    for rules in subject.rules:
        for code, block in subject.blocks():
            told = {topic for name in block.fields for topic in _says(subject, name)} & set(rules.forbidden)
            told |= {Topic.NATURE} & set(rules.forbidden) if _is_heading_of_nature(block.text) else set()
            for topic in sorted(told):
                yield Fault(
                    rule="forbidden",
                    weight=Weight.STOPS,
                    language=code,
                    line=block.line,
                    sentence=block.text,
                    what=f"{rules.name} forbids to tell {topic}",
                    do="take it out of this letter; write a letter of its own for this law",
                )


def unseen_rules(subject: Subject) -> Iterator[Fault]:
    """Rules that nobody has confirmed are said to be so wherever they are used."""
    for rules in subject.rules:
        if not rules.confirmed:
            yield Fault(
                rule="unconfirmed",
                weight=Weight.ASKS,
                what=f"what is known here of {rules.name} was not seen in a source",
                do=f"let counsel read {rules.citation or 'the law'} before this goes out",
            )


def _says(subject: Subject, name: str) -> tuple[Topic, ...]:
    field = subject.template.fields.get(name)
    return field.says if field else ()


def _is_heading_of_nature(text: str) -> bool:
    return text.strip().rstrip("?").casefold() in ("what happened", "เกิดอะไรขึ้น")


def _give(subject: Subject, topic: Topic) -> str:
    fields = subject.saying(topic)
    if not fields:
        return f"use a kind of notice that has it; {subject.template.kind} has no field for it"
    return f"give {' or '.join(field.id for field in fields)}"


__all__ = ["Rules", "clashing_laws", "forbidden", "required", "unseen_rules", "wrong_kind"]
