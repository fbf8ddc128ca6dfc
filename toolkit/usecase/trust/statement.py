"""The statement itself: refused without evidence, made from claims that it carries, linted, fenced, sealed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import rfc8785

from reports.notices.html import html
from reports.notices.text import text
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.notice import ANY, Document, FieldType, Language, Letterhead, Template, Value
from toolkit.core.notice.fault import Fault, Weight
from toolkit.core.run import Run
from toolkit.core.trust import Obstacle, Statement, Weighed
from toolkit.library.duties import edition
from toolkit.library.noticelint import Subject, lint
from toolkit.library.noticetext import compiled, fill, unresolved
from toolkit.library.trust import Material, material
from toolkit.registry import Catalogue
from toolkit.usecase.incident.exercise import with_exercises
from toolkit.usecase.incident.places import folders
from toolkit.usecase.incident.session import look
from toolkit.usecase.notice.letterhead import letterhead, of_organisation
from toolkit.usecase.notice.ready import letters_for_trust
from toolkit.usecase.trust.evidence import Evidence, weigh
from toolkit.usecase.trust.holding import Held, held
from toolkit.usecase.trust.leaks import Fence
from toolkit.usecase.trust.places import customer_datasets
from toolkit.usecase.trust.telling import told_when

FOLDER = "trust"
"""The organisation's own words, beside breachready.toml; statements that were made, in the state directory."""
PURPOSES = "purpose_known"
"""The claim that the list of what is held stands on."""


Part = tuple[Template, Document, Mapping[str, Value]]
"""A version of the text: its template, filled, and with what."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A statement in one language, ready to be written out."""

    statement: Statement
    language: Language
    document: Document
    letterhead: Letterhead
    faults: tuple[Fault, ...]

    @cached_property
    def bytes(self) -> bytes:
        """What the digest is over (RFC 8785 JSON): exactly what customers read, and what it was made from."""
        said: dict[str, Any] = {
            "language": self.language.code,
            "text": text(self.document),
            "page": html(self.document, self.letterhead, self.language),
            "run": self.statement.run,
            "on": self.statement.on.isoformat(),
            "claims": {one.claim.id: one.since.isoformat() for one in self.statement.made if one.since},
        }
        return rfc8785.dumps(said)

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the hash of those bytes."""
        return f"sha256:{hashlib.sha256(self.bytes).hexdigest()}"

    @property
    def mark(self) -> str:
        """What stands in a file's metadata, so that a copy can be traced to what was kept."""
        return f"{self.digest}; run {self.statement.run}"


def statement(settings: Settings, run: Run | None, catalogue: Catalogue, language: str, today: date) -> Made:
    """The statement of that day in this language.

    Raises `UserError` when there is nothing to stand on: no run, or one that is too old; no inventory; no name,
    address or page of the organisation; no claim that anything carries; or a text that would help an attacker.
    """
    stuff = material(_own(settings))
    spoken = _spoken(stuff, language)
    seen = _fresh(settings, run, today)
    inventory = with_exercises(settings)
    fence = Fence(settings, seen.findings, stuff.claims.never.words)
    evidence = Evidence(
        inventory=inventory,
        findings=seen.findings,
        families={one.check.id: one.check.family for one in (*catalogue.found, *catalogue.dormant)},
        letters=letters_for_trust(settings, today),
        today=today,
        zone=ZoneInfo(settings.organisation.zone),
        max_age_days=settings.trust.max_age_days,
    )
    has = held(settings, seen.findings, fence, language)
    weighed = tuple(_with_purposes(one, has) for one in weigh(stuff.claims.claim, evidence))
    lines = list(told_when(inventory, edition(), stuff.claims.words[language], language, today))
    notes = (*_open(settings), *has.notes, *(one for one in lines if isinstance(one, Obstacle)))
    made = Statement(on=today, run=seen.id, claims=weighed, notes=notes)
    if not made.made:
        problems = [Problem(one.what, one.where, one.because) for claim in made.refused for one in claim.obstacles]
        raise UserError([Problem("trust", "", "no claim is carried by what was seen"), *problems[:20]])
    told = tuple(one for one in lines if isinstance(one, str))
    parts = tuple(_parts(settings, stuff, spoken, _values(settings, made, has, told, language)))
    return _judged(settings, spoken, made, parts, fence)


def _open(settings: Settings) -> Iterator[Obstacle]:
    """While something is going on, a page that was true yesterday may not be."""
    for folder in folders(settings.state, exercise=False):
        if look(folder).incident.closed_at is None:
            because = "is open: what this page says may not be so any more"
            yield Obstacle(what="incident", where=folder.name, because=because, do="Ask its lead before you publish.")


def _own(settings: Settings) -> Path:
    return (settings.source.parent if settings.source else Path()) / FOLDER


def _spoken(stuff: Material, language: str) -> Language:
    known = {one.code: one for one in stuff.languages()}
    if language not in known:
        raise UserError(Problem("--lang", "", f"expected one of {', '.join(known)}, not {language[:20]!r}"))
    return known[language]


def _fresh(settings: Settings, run: Run | None, today: date) -> Run:
    """The run, when a statement may stand on it. Raises `UserError`."""
    if settings.inventory.assumed:
        words = "without an inventory nobody knows where customers' data is; `breachready init` writes one"
        raise UserError(Problem("breachready.toml", "", words))
    if not customer_datasets(settings.inventory):
        raise UserError(
            Problem("breachready.toml", "dataset", "declares no customers' data: there is nothing to state")
        )
    if run is None:
        raise UserError(Problem(str(settings.state), "", "holds no finished run; `breachready scan` makes one"))
    zone = ZoneInfo(settings.organisation.zone)
    age = (today - (run.finished_at or run.started_at).astimezone(zone).date()).days
    if not 0 <= age <= settings.trust.max_age_days:
        words = f"is of {age} days ago, and [trust] max_age_days is {settings.trust.max_age_days}; scan again"
        raise UserError(Problem(f"run {run.id}", "", words))
    return run


def _with_purposes(one: Weighed, has: Held) -> Weighed:
    """What is held is said whole or not at all."""
    return replace(one, obstacles=(*one.obstacles, *has.obstacles)) if one.claim.id == PURPOSES else one


def _values(
    settings: Settings, made: Statement, has: Held, told: tuple[str, ...], language: str
) -> Mapping[str, Value]:
    days = {one.claim.id: one.since for one in made.made if one.since}
    looked = [day for one in made.made if (day := one.since) and one.claim.asks]
    dates = {**days, "stated_on": made.on, **({"checked_on": min(looked)} if looked else {})}
    values = {name: Value(words={ANY: day.isoformat()}) for name, day in dates.items()}
    worded = {**(has.purposes if PURPOSES in days else {}), "told_when": told}
    values |= {name: Value(words={language: "\n".join(lines)}) for name, lines in worded.items() if lines}
    if settings.organisation.domains:
        values["own_sites"] = Value(words={ANY: "\n".join(settings.organisation.domains)})
    return values


def _parts(settings: Settings, stuff: Material, spoken: Language, values: Mapping[str, Value]) -> Iterator[Part]:
    known = of_organisation(settings)
    for template in stuff.parts:
        given = {
            name: Value(words={ANY: known[one.filled_from]})
            for name, one in template.fields.items()
            if one.filled_from and one.filled_from in known
        }
        given |= {name: value for name, value in values.items() if name in template.fields}
        _whole(template, spoken, given)
        yield template, fill(compiled(template.text[spoken.code]), template, spoken, given), given


def _judged(settings: Settings, spoken: Language, made: Statement, parts: Sequence[Part], fence: Fence) -> Made:
    """Raises `UserError` for what may not go out."""
    head = letterhead(settings)
    document = Document(language=spoken.code, blocks=tuple(block for _, one, _ in parts for block in one.blocks))
    page = html(document, head, spoken)
    faults = tuple(fault for part in parts for fault in _linted(part, spoken, head, page))
    dated = {name for template, *_ in parts for name, one in template.fields.items() if one.type is FieldType.DATE}
    problems = [*_leaking(document, fence, dated), *_stopping(faults)]
    if problems:
        raise UserError(problems)
    return Made(statement=made, language=spoken, document=document, letterhead=head, faults=faults)


def _whole(template: Template, spoken: Language, given: Mapping[str, Value]) -> None:
    """Raises `UserError` that names the settings that are still to be made."""
    lacking = [one.field for one in unresolved(template, (spoken.code,), given)]
    if lacking:
        where = {"own_sites": "organisation.domains"}
        raise UserError(
            [
                Problem(
                    "breachready.toml", str(one.filled_from or where.get(one.id, one.id)), f"is needed: {one.label}"
                )
                for one in lacking
            ]
        )


def _linted(part: Part, spoken: Language, head: Letterhead, page: str) -> Iterator[Fault]:
    """What the lint of notices has to say: phrases, claims without a field, length, reading, links, the page."""
    template, document, given = part
    yield from lint(
        Subject(
            template=template,
            languages={spoken.code: spoken},
            documents={spoken.code: document},
            values=given,
            domains=head.domains,
            html={} if template.limit else {spoken.code: page},
        )
    )


def _leaking(document: Document, fence: Fence, dated: set[str]) -> Iterator[Problem]:
    for leak in fence.leaks(document, dated):
        yield Problem("trust", leak.field or "the template", f"would tell {leak.why}: {leak.text!r}")


def _stopping(faults: tuple[Fault, ...]) -> Iterator[Problem]:
    for one in faults:
        if one.weight is Weight.STOPS:
            yield Problem("trust", one.rule, f"{one.what}: {one.sentence}" if one.sentence else one.what)
