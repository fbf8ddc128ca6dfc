"""Beginning a notice, and giving its values. Every change is a line in the incident's journal."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident, Kind
from toolkit.core.notice import ANY, Field, Notice, Template, Value
from toolkit.core.notice.checked import checked
from toolkit.usecase.incident.inorder import running
from toolkit.usecase.incident.session import Clock, Said, View, real_clock, recording
from toolkit.usecase.notice.seen import meant
from toolkit.usecase.notice.shelf import chosen, keep, kept, laws, library

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What to begin. `id`: empty for the kind's own name. `languages`: empty for the configured ones."""

    kind: str
    id: str = ""
    languages: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody says of fields: words by field and language (`any` where it is the same in all)."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown: Mapping[str, date] = field(default_factory=dict)
    cleared: Collection[str] = ()


def draft(settings: Settings, folder: Path, what: Beginning, said: Said, *, clock: Clock = real_clock) -> View:
    """Begin a notice on the library's version of its template.

    What other notices of this incident say of the same fields is carried over. Raises `UserError`.
    """
    shelf = library(settings)
    shelved = chosen(shelf, what.kind)
    laws(shelf, what.laws)
    languages = what.languages or settings.notices.languages
    missing = [code for code in languages if code not in shelved.template.text]
    if missing:
        have = ", ".join(shelved.template.text)
        raise UserError(Problem("--language", "", f"{what.kind} has no {', '.join(missing)}; it has {have}"))
    with recording(folder, clock) as record:
        running(record.incident)
        name = _free(record.incident, what)
        carried = carry(record.incident, shelved.template)
        keep(folder, shelved)
        data = {
            "notice": name,
            "kind": what.kind,
            "version": shelved.template.version,
            "template": shelved.digest,
            "languages": list(dict.fromkeys(languages)),
            "rules": list(dict.fromkeys(what.laws)),
        }
        record.write(Kind.NOTICE_DRAFTED, said, data=data)
        if carried.values or carried.unknown:
            again = Said(by=said.by, at=said.at, note="carried over from other notices of this incident")
            record.write(Kind.NOTICE_SET, again, data=data_of(name, carried))
        return record.view()


def set_values(folder: Path, id: str, change: Change, said: Said, *, clock: Clock = real_clock) -> View:
    """Give, change or clear values. Whatever was approved before is approved no more. Raises `UserError`."""
    with recording(folder, clock) as record:
        running(record.incident)
        notice = meant(record.incident, id)
        fitting = judged(kept(folder, notice.template), notice, change)
        record.write(Kind.NOTICE_SET, said, data=data_of(id, fitting))
        return record.view()


def judged(template: Template, notice: Notice, change: Change) -> Change:
    """The change as it is kept. Raises `UserError` with everything that is wrong with it."""
    problems = list(_problems(template, notice, change))
    if not (change.values or change.unknown or change.cleared):
        problems.append(Problem("FIELD=VALUE", "", "expected something to set"))
    if problems:
        raise UserError(problems)
    values = {
        name: {language: checked(template.fields[name], text) for language, text in words.items()}
        for name, words in change.values.items()
    }
    return Change(values=values, unknown=change.unknown, cleared=tuple(change.cleared))


def carry(incident: Incident, template: Template) -> Change:
    """What the incident's other notices say of this template's fields; of two, what was said last."""
    values: dict[str, Mapping[str, str]] = {}
    unknown: dict[str, date] = {}
    for name, one in template.fields.items():
        last = max(_said_elsewhere(incident, name), key=lambda value: str(value.at), default=None)
        if one.merged or last is None:
            continue
        if last.unknown_until and one.may_be_unknown:
            unknown[name] = last.unknown_until
        words = {key: text for key, text in last.words.items() if _fits(one, key, text)}
        if words:
            values[name] = words
    return Change(values=values, unknown=unknown)


def _said_elsewhere(incident: Incident, name: str) -> Iterator[Value]:
    yield from (notice.values[name] for notice in incident.notices.values() if name in notice.values)


def _fits(field: Field, key: str, text: str) -> bool:
    if field.worded is (key == ANY):
        return False
    try:
        return checked(field, text) == text
    except ValueError:
        return False


def _free(incident: Incident, what: Beginning) -> str:
    if what.id:
        if not ID.fullmatch(what.id) or len(what.id) > 60:
            raise UserError(Problem("--as", "", "expected a name like people-full-massachusetts"))
        if what.id in incident.notices:
            raise UserError(Problem("--as", "", f"{what.id} was drafted already"))
        return what.id
    taken = sum(one.kind == what.kind for one in incident.notices.values())
    names = (what.kind if not number else f"{what.kind}-{number + 1}" for number in range(taken, taken + 1000))
    return next(name for name in names if name not in incident.notices)


def _problems(template: Template, notice: Notice, change: Change) -> Iterator[Problem]:
    named = [*change.values, *change.unknown, *change.cleared]
    for name in sorted({name for name in named if named.count(name) > 1}):
        yield Problem(name, "", "is given, cleared or said to be unknown at the same time")
    for name in named:
        field = template.fields.get(name)
        if field is None:
            yield Problem(name, "", f"{notice.kind} has no such field; it has {', '.join(template.fields)}")
        elif field.merged:
            yield Problem(name, "", "differs from recipient to recipient, and is put in while sending")
    for name in change.unknown:
        if name in template.fields and not template.fields[name].may_be_unknown:
            yield Problem(name, "", "must be known when this notice goes out")
    for name, words in change.values.items():
        if name in template.fields:
            yield from _value_problems(template.fields[name], notice, words)


def _value_problems(field: Field, notice: Notice, words: Mapping[str, str]) -> Iterator[Problem]:
    for language, text in words.items():
        where = f"{field.id} ({language})" if language != ANY else field.id
        if field.worded and language not in notice.languages:
            yield Problem(where, "", f"is said in words; say in which language: {', '.join(notice.languages)}")
        elif not field.worded and language != ANY:
            yield Problem(where, "", "is the same in all languages; give it without one")
        else:
            try:
                checked(field, text)
            except ValueError as no:
                yield Problem(where, "", str(no))


def data_of(id: str, change: Change) -> dict[str, object]:
    """A change as the journal's line has it. What is cleared is so before what is given."""
    said: dict[str, object] = {"notice": id}
    if change.values:
        said["values"] = {name: dict(words) for name, words in change.values.items()}
    if change.unknown:
        said["unknown"] = {name: until.isoformat() for name, until in change.unknown.items()}
    if change.cleared:
        said["cleared"] = sorted(change.cleared)
    return said
