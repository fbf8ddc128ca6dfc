"""A playbook's draft: begun from its present words, proved by the linter, published as a version of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.playbook.fault import Fault
from toolkit.core.playbook.version import Version
from toolkit.library.difference import lines, words
from toolkit.library.playbooks import Shelved, digest, read
from toolkit.store.journal import write_whole
from toolkit.usecase.editing.draft import Draft, Of, begun, drop
from toolkit.usecase.playbook.linting import around, linted
from toolkit.usecase.playbook.published import history
from toolkit.usecase.playbook.published import publish as publish_version
from toolkit.usecase.playbook.shelf import chosen, edited, shelf

FILE = "playbook.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the strict reader and the linter say of a draft. Without `book` it could not be read."""

    book: Shelved | None
    problems: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def may_go_out(self) -> bool:
        """Whether nothing but warnings is left."""
        return self.book is not None and not self.problems and all(one.warning for one in self.faults)


def begin(settings: Settings, id: str, by: str, at: datetime | None = None) -> Draft:
    """Begin a draft from the words that incidents are run with now; or go on with the one that is there.

    Raises `UserError` for a playbook that is kept beside breachready.toml.
    """
    now = chosen(shelf(settings), id, "PLAYBOOK")
    text = _source(settings, now)
    made = Draft(of=Of.PLAYBOOK, id=id, files={FILE: text}, based_on=now.digest, by=by, at=at or datetime.now(UTC))
    return begun(settings.state, made)


def judged(settings: Settings, draft: Draft, checks: Collection[str]) -> Judged:
    """Prove it. Nothing is kept by looking."""
    where = f"draft of {draft.id}"
    playbook, problems = read(draft.files[FILE].encode("utf-8", "surrogateescape"), where)
    if playbook is None:
        return Judged(book=None, problems=tuple(_said(one) for one in problems), faults=())
    book = Shelved(playbook=playbook, where=where, digest=digest(playbook))
    said = [] if playbook.id == draft.id else [f"id: expected {draft.id}; another id is another playbook"]
    faults = linted([book], around(settings, checks, datetime.now(UTC).date()))[where]
    return Judged(book=book, problems=tuple(said), faults=faults)


def difference(settings: Settings, draft: Draft, book: Shelved) -> tuple[str, ...]:
    """In words and value by value, against what incidents are run with now."""
    now = chosen(shelf(settings), draft.id, "PLAYBOOK").playbook
    return (*words(now, book.playbook), *lines(now, book.playbook))


def publish(settings: Settings, draft: Draft, checks: Collection[str], *, by: str, note: str) -> Version:
    """Publish it: from now on incidents are opened with these words. Raises `UserError` for what the linter refuses.

    The version is published before its file lies on the shelf; a crash in between is mended by doing it again.
    """
    found = judged(settings, draft, checks)
    if not found.may_go_out or found.book is None:
        wrong = [*found.problems, *(str(one) for one in found.faults if not one.warning)]
        raise UserError([Problem(draft.id, "", one) for one in wrong])
    book = found.book
    known = {(one.version, one.digest): one for one in history(settings, draft.id)}
    version = known.get((book.playbook.version, book.digest))
    if version is not None and version.withdrawn:
        raise UserError(Problem(draft.id, "version", f"{version.version} was withdrawn: {version.withdrawn}"))
    if version is None:
        version = publish_version(settings, book, by=by, note=note)
    place = edited(settings.state)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place / f"{draft.id}.toml", draft.files[FILE].encode())
    except OSError as no:
        raise UserError(Problem(str(place), "", f"the version could not be kept: {no.strerror}")) from no
    drop(settings.state, Of.PLAYBOOK, draft.id)
    return version


def _source(settings: Settings, now: Shelved) -> str:
    if now.where.startswith("playbooks/incidents/"):
        return (files("playbooks") / "incidents" / Path(now.where).name).read_text(encoding="utf-8")
    path = Path(now.where)
    if path.parent != edited(settings.state):
        words = f"is kept in {path}; it is edited there, with that folder's own history"
        raise UserError(Problem(now.playbook.id, "", words))
    return path.read_text(encoding="utf-8")


def _said(problem: Problem) -> str:
    return f"{problem.key}: {problem.expected}" if problem.key else problem.expected
