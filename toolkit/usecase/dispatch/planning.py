"""What sending would do: who gets what by which channel in numbers, and everything that stands in its way."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.dispatch import Channel, Choice, Line, State, Telling, choose
from toolkit.core.errors import Problem, UserError
from toolkit.store.notified import Ledger
from toolkit.usecase.dispatch.laws import Said, laws_of
from toolkit.usecase.dispatch.outgoing import Outgoing, outgoing, unfillable
from toolkit.usecase.dispatch.people import Rules
from toolkit.usecase.dispatch.sending import PAUSED
from toolkit.usecase.duties.shelf import of_incident
from toolkit.usecase.incident.session import View
from toolkit.usecase.notice.shelf import FOLDER as OWN

ASKED = "asked"
"""Under which the ledger keeps what was said when the plan was made."""
MANY = 5
"""Places that a problem names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody says of a sending. Empty: as it was said before, or as is usual."""

    notices: tuple[str, ...] = ()
    laws: Said = field(default_factory=dict)
    tongue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be done. `problems` must be mended; `doubts` somebody may go on despite."""

    going: Outgoing
    rules: Rules
    asked: Asked
    people: int
    fresh: int
    """People for whom nothing was decided yet."""
    lines: tuple[Line, ...]
    """Of those who are still to be told."""
    counts: dict[tuple[str, str], int]
    """What became of those who were: by state and channel."""
    problems: tuple[Problem, ...]
    doubts: tuple[str, ...]
    doubtful: tuple[Telling, ...]
    paused: str
    per_minute: int

    def waiting(self, channel: str) -> int:
        """How many are still to be told by it."""
        return sum(one.count for one in self.lines if one.channel == channel)

    @property
    def seconds(self) -> float | None:
        """How long the mails take at least; None: as long as the server takes."""
        mails = self.waiting(Channel.MAIL)
        return 60.0 * max(0, mails - 1) / self.per_minute if self.per_minute else None


def planned(settings: Settings, view: View, book: Ledger, given: Asked, per_minute: int | None = None) -> Plan:
    """Look at everything; nothing is written. Raises `UserError` for notices or laws that are not there."""
    asked = remembered(book, given)
    going, rules = ruled(settings, view, asked)
    fresh = _Fresh()
    for _, person in book.unplanned():
        for choice in choose(person, rules.letters, rules.laws, rules.tongue):
            fresh.take(choice, f"{person.country}-{person.region}" if person.region else person.country)
            fresh.speaks[person.language] += choice.foreign
        fresh.people += 1
    lines = _lines(book, fresh)
    rate = per_minute if per_minute is not None else settings.notices.mail.per_minute if settings.notices.mail else 0
    problems = [
        *_notice_problems(going),
        *fresh.problems(asked),
        *_sending_problems(settings, view, lines),
        *_letters_there(going, lines),
    ]
    return Plan(
        going=going,
        rules=rules,
        asked=asked,
        people=book.people(),
        fresh=fresh.people,
        lines=lines,
        counts=book.counts(),
        problems=tuple(problems),
        doubts=tuple(fresh.doubts(sum(1 for _ in book.refused()))) if fresh.people else (),
        doubtful=tuple(book.doubtful()),
        paused=book.meta(PAUSED),
        per_minute=rate,
    )


def ruled(settings: Settings, view: View, asked: Asked) -> tuple[Outgoing, Rules]:
    """The notices that go out, and what choices are made from. Raises `UserError`."""
    going = outgoing(settings, view.folder, view.incident, asked.notices)
    drafted = [law for one in going.letters.values() for law in one.notice.rules]
    own = (settings.source.parent if settings.source else Path()) / OWN
    edition = of_incident(settings, view.folder, view.incident)
    laws = laws_of(edition, view.now.date(), asked.laws, drafted, own)
    return going, Rules(letters=going.choices(), laws=list(laws), tongue=asked.tongue or "en")


def remembered(book: Ledger, given: Asked) -> Asked:
    """What is said now, and where nothing is, what was said when the plan was made."""
    said = json.loads(book.meta(ASKED) or "{}")
    return Asked(
        notices=given.notices or tuple(said.get("notices", ())),
        laws=given.laws or said.get("laws", {}),
        tongue=given.tongue or said.get("tongue", ""),
    )


def remember(book: Ledger, asked: Asked) -> None:
    """Keep it for the next command."""
    said = {"notices": list(asked.notices), "laws": {place: list(names) for place, names in asked.laws.items()}}
    book.set_meta(ASKED, json.dumps({**said, "tongue": asked.tongue}))


@dataclass(slots=True)
class _Fresh:
    """Those for whom nothing was decided yet, counted."""

    people: int = 0
    lines: Counter[tuple[str, tuple[str, ...], str, str]] = field(default_factory=Counter)
    unkept: dict[str, Counter[str]] = field(default_factory=dict)
    """Places, by law that no letter keeps."""
    lawless: Counter[str] = field(default_factory=Counter)
    speaks: Counter[str] = field(default_factory=Counter)
    nowhere: int = 0

    def take(self, one: Choice, place: str) -> None:
        self.lines[one.letter, one.laws, one.language, one.channel or ""] += 1
        for law in one.unkept:
            self.unkept.setdefault(law, Counter())[place] += 1
        self.lawless[place] += not one.laws
        self.nowhere += one.channel is None

    def problems(self, asked: Asked) -> Iterator[Problem]:
        """What somebody must decide or draft."""
        for law, places in self.unkept.items():
            first = next(iter(places))
            words = f"{places.total():,} people ({_named(places)}) are owed a notice that no draft keeps"
            how = f"draft one with --law {law}, or say that another stands for it: --law {first}=eu-gdpr"
            yield Problem(law, "", f"{words}; {how}")
        speaks = +self.speaks
        if speaks and not asked.tongue:
            words = f"{speaks.total():,} people ({_named(speaks)}) speak what no draft is written in"
            yield Problem("--tongue", "", f"{words}; write it so, or say in which language they get it")

    def doubts(self, refused: int) -> Iterator[str]:
        """What somebody may go on despite."""
        if refused:
            yield f"{refused:,} rows are nobody who can be told; `notice recipients list` names them"
        if lawless := +self.lawless:
            words = "no law is known that asks for it: they get the first notice"
            yield f"{lawless.total():,} people ({_named(lawless)}): {words}"
        if self.nowhere:
            how = "somebody must find another way"
            yield f"{self.nowhere:,} people have no address for a channel that their law takes: {how}"


def _named(counts: Counter[str]) -> str:
    named = ", ".join(f"{name} {count:,}" for name, count in counts.most_common(MANY))
    return named + (", …" if len(counts) > MANY else "")


def _lines(book: Ledger, fresh: _Fresh) -> tuple[Line, ...]:
    counts = fresh.lines.copy()
    for letter, laws, language, channel, state, number in book.tally():
        if state == State.PLANNED:
            counts[letter, tuple(law for law in laws.split(", ") if law), language, channel] += number
    return tuple(
        Line(letter=letter, laws=laws, language=language, channel=channel, count=count)
        for (letter, laws, language, channel), count in sorted(counts.items())
    )


def _notice_problems(going: Outgoing) -> Iterator[Problem]:
    for one in going.each():
        yield from (Problem(one.notice.id, "", f"lacks {words}") for words in one.lacking)
        yield from (
            Problem(one.notice.id, name, "differs from person to person, and no list gives it")
            for name in unfillable(one)
        )


def _letters_there(going: Outgoing, lines: Sequence[Line]) -> Iterator[Problem]:
    for name in dict.fromkeys(one.letter for one in lines):
        if name not in going.letters:
            yield Problem("--notice", "", f"{name} is planned for people already: name it as well")


def _sending_problems(settings: Settings, view: View, lines: Sequence[Line]) -> Iterator[Problem]:
    if not any(one.channel == Channel.MAIL for one in lines):
        return
    if not settings.organisation.mail:
        yield Problem("breachready.toml", "organisation.mail", "expected who the mails come from")
    if settings.notices.mail is None and not view.incident.exercise:
        yield Problem("breachready.toml", "notices.mail", "is missing: it says how mail is sent")


def refuse(plan: Plan, despite: str) -> None:
    """Raise `UserError` with everything that stands in the way."""
    problems = list(plan.problems)
    if plan.paused:
        problems.append(Problem("--resume", "", f"the sending was paused by {plan.paused}"))
    if plan.doubts and not despite.strip():
        problems += [Problem("recipients", "", words) for words in plan.doubts]
        problems.append(Problem("--despite", "", "says why the others are told all the same, if they are"))
    if problems:
        raise UserError(problems)
