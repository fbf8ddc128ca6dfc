"""What an organisation says otherwise than the duties that come with the product: `duties.toml`, read strictly.

It replaces whole fields of a row, each with who said so, when and why; the row shows it wherever it is used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from toolkit.config.strict import structure
from toolkit.core.duty.edition import Edition
from toolkit.core.duty.regime import Changed, Clock, Condition, Duty
from toolkit.core.errors import Problem, UserError
from toolkit.library.duties.canonical import digest
from toolkit.library.duties.reading import parsed
from toolkit.library.duties.sense import senseless
from toolkit.library.duties.spelling import ours, theirs

NAME = "duties.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One row said otherwise. `id` is that of the duty over all laws; what is left out stays as it was."""

    id: str
    reason: str
    by: str
    on: date
    clock: Clock | None = None
    when: tuple[Condition, ...] | None = None
    unless: tuple[Condition, ...] | None = None
    contents: tuple[str, ...] | None = None
    forbidden: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    duty: tuple[Own, ...]


SAID = ("id", "reason", "by", "on")


def overridden(edition: Edition, raw: bytes, where: str) -> Edition:
    """The edition with these rows said otherwise. Raises `UserError` with everything that is wrong."""
    problems: list[Problem] = []
    said = parsed(raw, where, problems)
    found, wrong = structure(ours(said or {}), _File, where)
    problems += [Problem(one.where, theirs(one.key), one.expected) for one in wrong] if said is not None else []
    regimes = dict(edition.regimes)
    for at, own in enumerate(found.duty if found else ()):
        faults = [*_faults(own, edition)]
        faults += [("id", "is said otherwise twice")] if _seen(own, found, at) else []
        problems += [Problem(where, f"duty[{at}].{key}", expected) for key, expected in faults]
        if not faults:
            name, _, row = own.id.partition("/")
            regime = regimes[name]
            duties = tuple(_otherwise(one, own) if one.id == row else one for one in regime.duty)
            regimes[name] = replace(regime, duty=duties)
            problems += senseless(regimes[name], f"{where}: {own.id}", edition.questions)
    if problems:
        raise UserError(problems)
    made = replace(edition, regimes=regimes)
    return replace(made, digest=digest(made))


def _seen(own: Own, found: _File | None, at: int) -> bool:
    return own.id in [one.id for one in (found.duty if found else ())[:at]]


def _faults(own: Own, edition: Edition) -> Iterator[tuple[str, str]]:
    try:
        edition.duty(own.id)
    except KeyError:
        yield "id", f'no duty is called {own.id!r}; expected one as in "us-ca/people"'
    for key in ("reason", "by"):
        if not getattr(own, key).strip():
            yield key, "is empty"
    if not _fields(own):
        yield "id", f"says nothing otherwise; expected one of {', '.join(_MAY)}"


_MAY = tuple(one.name for one in fields(Own) if one.name not in SAID)


def _fields(own: Own) -> Mapping[str, object]:
    return {name: getattr(own, name) for name in _MAY if getattr(own, name) is not None}


def _otherwise(duty: Duty, own: Own) -> Duty:
    said = _fields(own)
    changed = tuple(Changed(field=name, reason=own.reason, by=own.by, on=own.on) for name in said)
    return replace(duty, **said, changed=changed)  # type: ignore[arg-type]
