"""Titles and headings that a law gives word for word, in its order."""

from collections.abc import Iterator

from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.subject import Subject


def title(subject: Subject) -> Iterator[Fault]:
    """The title of the law stands over the letter."""
    for rules in subject.rules:
        for code, document in subject.documents.items():
            wanted = rules.title.get(code, "")
            if wanted and document.title != wanted:
                yield Fault(
                    rule="title",
                    weight=Weight.STOPS,
                    language=code,
                    sentence=document.title,
                    what=f"{rules.name} demands the title “{wanted}”",
                    do=f"call it “{wanted}”",
                )


def headings(subject: Subject) -> Iterator[Fault]:
    """The headings of the law are all there, in its order; others may stand between them."""
    for rules in subject.rules:
        for code, document in subject.documents.items():
            wanted = rules.headings.get(code, ())
            there = [one for one in document.headings if one in wanted]
            gone = [one for one in wanted if one not in there]
            if gone:
                what = f"{rules.name} demands the headings {_listed(gone)}"
            elif there != list(wanted):
                what = f"{rules.name} demands its headings in another order"
            else:
                continue
            yield Fault(
                rule="headings",
                weight=Weight.STOPS,
                language=code,
                what=what,
                do=f"use, in this order: {_listed(wanted)}",
            )


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"“{name}”" for name in names)
