"""How ready each playbook is: proved, signed, rehearsed, with people to call and hands that may act."""

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.act.verb import CannotAct, Tried, Verb
from toolkit.act.verbs import families, verbs
from toolkit.config.secrets import resolve
from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.core.inventory import Account, Server
from toolkit.core.playbook import Action, Notify, Playbook
from toolkit.core.playbook.ready import Item, Ready
from toolkit.core.readiness import Prepared
from toolkit.core.span import span
from toolkit.library.lint import Around, lint
from toolkit.library.notices import Shelf
from toolkit.usecase.gather import server_settings
from toolkit.usecase.incident.exercise import prepared
from toolkit.usecase.incident.places import INCIDENTS
from toolkit.usecase.notice.ready import kind_items
from toolkit.usecase.notice.shelf import library
from toolkit.usecase.playbook.finding import Held, held
from toolkit.usecase.playbook.linting import around

CALLED_WITHIN = 90
"""Days that a test call counts, as for readiness as a whole."""
ROOM_NEEDED = 1024**3
"""Bytes free, for what a first hour of evidence takes."""

Permitted = Callable[[Settings, Sequence[Verb]], list[tuple[str, Tried]]]
"""What present credentials may do: for each target its name and what was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """What is asked once for all playbooks."""

    settings: Settings
    world: Around
    letters: Shelf
    exercised: tuple[Prepared, ...]
    sink: Item
    permitted: Permitted | None
    today: date


def ready(
    settings: Settings,
    names: Collection[str],
    checks: Collection[str],
    today: date,
    *,
    permitted: Permitted | None = None,
) -> tuple[Ready, ...]:
    """The playbooks of these ids, or all. With `permitted` present credentials are tried; nothing is changed."""
    now = _Now(
        settings=settings,
        world=around(settings, checks, today),
        letters=library(settings),
        exercised=(*settings.inventory.prepared, *prepared(settings)),
        sink=sink(settings.state),
        permitted=permitted,
        today=today,
    )
    return tuple(_ready(one, now) for one in held(settings) if not names or one.book.playbook.id in names)


def _ready(one: Held, now: _Now) -> Ready:
    book = one.book.playbook
    items = (_proved(book, now), _reviewed(book, now), _vouched(one), _people(book, now), _walked(book, now))
    return Ready(
        playbook=book.id,
        version=book.version,
        title=book.title,
        items=(*items, _letters(book, now), _acts(book, now), now.sink),
    )


def _proved(book: Playbook, now: _Now) -> Item:
    wrong = [fault for fault in lint(book, now.world) if not fault.warning]
    because = f"{len(wrong)} faults, the first: {wrong[0]}" if wrong else "the linter finds no fault"
    mend = f"Mend what `breachready playbook lint {book.id}` says." if wrong else ""
    return Item(id="proved", title="Proved by the linter", ok=not wrong, because=because, mend=mend)


def _reviewed(book: Playbook, now: _Now) -> Item:
    late = (now.today - book.review_by).days
    because = f"was to be read again {late} days ago" if late > 0 else f"read on {book.reviewed_on}"
    mend = "Read it with those who would use it, and publish a version." if late > 0 else ""
    return Item(id="reviewed", title="Read lately", ok=late <= 0, because=because, mend=mend)


def _vouched(one: Held) -> Item:
    because = {
        "signed": "signed by somebody whom the configuration trusts",
        "published": "published, and signed by nobody whom the configuration trusts",
        "withdrawn": f"withdrawn: {one.published.withdrawn if one.published else ''}",
        "draft": "these words were never published",
    }[one.standing]
    name = one.book.playbook.id
    steps = {
        "signed": "",
        "published": f"`breachready playbook sign {name}`, and name the key in [playbooks] signers.",
        "withdrawn": "Publish a version that mends why.",
        "draft": f"`breachready playbook publish {name}`, then sign it.",
    }
    mend = steps[one.standing]
    return Item(id="signed", title="Signed", ok=one.standing == "signed", because=because, mend=mend)


def _people(book: Playbook, now: _Now) -> Item:
    lacking = list(_lacking(book, now))
    because = "; ".join(lacking[:3]) + (f" and {len(lacking) - 3} more" if len(lacking) > 3 else "")
    mend = "Name them under [[contact]], make a test call, set verified_on." if lacking else ""
    return Item(
        id="people",
        title="People to call",
        ok=not lacking,
        because=because or "every role has somebody and a deputy, who answered a test call",
        mend=mend,
    )


def _lacking(book: Playbook, now: _Now) -> Iterator[str]:
    for name, role in book.roles.items():
        known = [one for one in now.settings.inventory.contacts if one.role == name]
        known = [one for one in known if one.phone or one.mail or one.other]
        if not known:
            yield f"nobody is {name}"
        elif role.deputy and len(known) < 2:
            yield f"{name} has no deputy"
        for one in known:
            if one.verified_on is None or not 0 <= (now.today - one.verified_on).days <= CALLED_WITHIN:
                yield f"{one.name} was not called in {CALLED_WITHIN} days"


def _walked(book: Playbook, now: _Now) -> Item:
    """An exercise of this version, or one that the organisation declares for this scenario."""
    days = [one.on for one in now.exercised if _is_exercise(one, book) and one.on <= now.today]
    newest = max(days, default=None)
    fresh = newest is not None and now.today - newest <= span(book.exercise.every)
    return Item(
        id="exercised",
        title="Exercised",
        ok=fresh,
        because=f"last on {newest}, every {book.exercise.every}" if newest else "never, in this version",
        mend="" if fresh else f"`breachready exercise start {book.id}`, to its end.",
    )


def _is_exercise(one: Prepared, book: Playbook) -> bool:
    return one.element == "playbook" and one.scenario == book.id and one.state in ("exercised", "target-met")


def _letters(book: Playbook, now: _Now) -> Item:
    """Every notice that a step sends is there in the configured languages, read lately, and passes its lint."""
    title = "Notices complete"
    kinds = sorted({step.template for step in book.step if isinstance(step, Notify) and step.template})
    if not kinds:
        return Item(id="notices", title=title, ok=True, because="no step of it names a notice")
    wanted = [(kind, language) for kind in kinds for language in now.settings.notices.languages]
    lacking = [
        (f"{kind} ({language}): {item.because}", item.mend)
        for kind, language in wanted
        for item in kind_items(now.settings, now.letters, kind, language, now.today)
        if not item.ok
    ]
    because = _some([words for words, _ in lacking]) or f"all {len(kinds)} are written, read and linted"
    return Item(id="notices", title=title, ok=not lacking, because=because, mend=lacking[0][1] if lacking else "")


def _acts(book: Playbook, now: _Now) -> Item:
    """Automated steps: whether present credentials may do what they would do."""
    title = "Hands that may act"
    known = verbs()
    used = [known[step.verb] for step in book.step if isinstance(step, Action) and step.verb in known]
    if not used:
        return Item(id="acts", title=title, ok=True, because="people do all of it: no step acts by itself")
    if now.permitted is None:
        because = f"steps that act: {len(used)}; whether they may was not tried"
        return Item(id="acts", title=title, ok=None, because=because, mend="`breachready playbook ready --rehearse`")
    tried = now.permitted(now.settings, used)
    bad = [f"{one.call} on {target}: {one.words}" for target, one in tried if not one.permitted]
    if not tried:
        because = "the inventory has no account or server that they could act on"
        return Item(id="acts", title=title, ok=None, because=because, mend="Name them in the inventory.")
    return Item(
        id="acts",
        title=title,
        ok=False if any(one.permitted is False for _, one in tried) else None if bad else True,
        because=_some(bad) or f"all {len(tried)} calls would be permitted now",
        mend="Give the responders' role what `breachready privileges act` prints." if bad else "",
    )


def _some(words: Sequence[str]) -> str:
    return "; ".join(words[:3]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")


def sink(state: Path) -> Item:
    """Whether evidence could be kept now: a file is written and taken away again."""
    title = "A place for evidence"
    place = next(one for one in (state / INCIDENTS, state, *state.absolute().parents) if one.is_dir())
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"breachready")
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(place).free
    except OSError as no:
        because, mend = f"{place}: {no.strerror}", "Make the state directory writable for the responders."
        return Item(id="evidence", title=title, ok=False, because=because, mend=mend)
    enough = free >= ROOM_NEEDED
    words = f"{place} can be written, {free // 1024**2} MiB are free"
    mend = "" if enough else "Make room: 1 GiB is what a first hour takes."
    return Item(id="evidence", title=title, ok=enough, because=words, mend=mend)


def permitted(settings: Settings, used: Sequence[Verb]) -> list[tuple[str, Tried]]:
    """What present credentials may do on every account and server of the inventory. Nothing is changed."""
    found: list[tuple[str, Tried]] = []
    for family in families():
        ours = [verb for verb in used if verb.id in {one.id for one in family.VERBS}]
        calls = sorted({call for verb in ours for call in verb.permissions})
        targets: Sequence[Account | Server] = getattr(settings.inventory, family.TARGETS) if calls else ()
        for target in targets:
            how = (server_settings(settings),) if isinstance(target, Server) else ()
            found += [(target.name, one) for one in _tried(family, target, how, calls)]
    return found


def _tried(family: Any, target: Account | Server, how: tuple[Any, ...], calls: list[str]) -> list[Tried]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            hands = family.reach(target, resolve, Path(folder), *how)
            tried: list[Tried] = family.permitted(hands, calls)
        except (CannotAct, UserError) as no:
            return [Tried(call="log in", permitted=None, words=str(no))]
    return tried
