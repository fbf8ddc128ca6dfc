"""What differs between two editions of the duties, a line for each row and field."""

from collections.abc import Iterator
from dataclasses import fields

from toolkit.core.duty.edition import Edition
from toolkit.core.duty.regime import Duty, Regime


def differs(old: Edition, new: Edition) -> Iterator[str]:
    """In words, by law and duty."""
    for name, regime in new.regimes.items():
        if name not in old.regimes:
            yield f"{name}: is new"
        else:
            yield from _law(old.regimes[name], regime)
    yield from (f"{name}: is gone" for name in old.regimes if name not in new.regimes)
    for name, question in new.questions.items():
        if old.questions.get(name) != question:
            yield f"question {name}: {'is asked otherwise' if name in old.questions else 'is new'}"
    yield from (f"question {name}: is gone" for name in old.questions if name not in new.questions)


def _law(old: Regime, new: Regime) -> Iterator[str]:
    changed = [one.name for one in fields(Regime) if one.name != "duty" and _of(old, one.name) != _of(new, one.name)]
    if changed:
        yield f"{new.id}: {', '.join(changed)} changed"
    before, after = dict(old.duties()), dict(new.duties())
    for key, duty in after.items():
        if key not in before:
            yield f"{key}: is new"
        elif before[key] != duty:
            yield f"{key}: {', '.join(_fields(before[key], duty))} changed"
    yield from (f"{key}: is gone" for key in before if key not in after)


def _fields(old: Duty, new: Duty) -> Iterator[str]:
    yield from (one.name for one in fields(Duty) if _of(old, one.name) != _of(new, one.name))


def _of(one: object, name: str) -> object:
    return getattr(one, name)
