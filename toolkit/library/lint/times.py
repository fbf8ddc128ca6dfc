"""Rules on times: spans that are spans, reviews that are not over, dates that are not dead."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from toolkit.core.playbook import Loop, Playbook, Wait
from toolkit.core.span import span
from toolkit.library.lint.kinds import Around, Fault, at
from toolkit.library.lint.said import texts
from toolkit.library.lint.ways import Ways

LONGEST_REVIEW = timedelta(days=366)
_DATE = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")


def spans(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """Deadlines, waits and intervals are spans of time in words."""
    given = [("exercise.every", playbook.exercise.every), ("exercise.target", playbook.exercise.target)]
    given += [(f"exercise.injects[{number}].at", one.at) for number, one in enumerate(playbook.exercise.injects)]
    for step in playbook.step:
        given.append((at(step.id, "within"), step.within))
        match step:
            case Loop():
                given.append((at(step.id, "every"), step.every))
            case Wait():
                given += [(at(step.id, "for"), step.for_), (at(step.id, "at_most"), step.at_most)]
                yield from _wait(step)
    for where, words in given:
        if words:
            try:
                span(words)
            except ValueError as no:
                yield Fault(rule="", where=where, says=str(no))


def _wait(step: Wait) -> Iterator[Fault]:
    if bool(step.for_) == bool(step.until):
        yield Fault(rule="", where=at(step.id), says="expected `for`, or `until` with `at_most`")
    if step.until and not step.at_most:
        yield Fault(rule="", where=at(step.id, "at_most"), says="waits for ever if it never happens")


def reviewed(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """Somebody has read it lately, and will again."""
    if playbook.reviewed_on > around.today:
        yield Fault(rule="", where="reviewed_on", says=f"{playbook.reviewed_on} is still to come")
    if playbook.review_by <= playbook.reviewed_on:
        yield Fault(rule="", where="review_by", says="is not after reviewed_on")
    elif playbook.review_by - playbook.reviewed_on > LONGEST_REVIEW:
        yield Fault(rule="", where="review_by", says="is more than a year after reviewed_on")
    if playbook.review_by < around.today:
        late = (around.today - playbook.review_by).days
        yield Fault(rule="", where="review_by", says=f"was due {late} days ago: read it again and say so")


def dates(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """No text holds a date that is over."""
    for where, text in texts(playbook):
        for found in _DATE.finditer(text):
            try:
                day = date(*map(int, found.groups()))
            except ValueError:
                yield Fault(rule="", where=where, says=f"{found[0]} is no date")
                continue
            if day < around.today:
                yield Fault(rule="", where=where, says=f"{found[0]} is over")
