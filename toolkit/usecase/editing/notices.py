"""A notice template's draft: read in the sandbox, linted on its own examples, published as a version of its own."""

import difflib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.notice.fault import Fault, Weight
from toolkit.core.playbook.version import numbers
from toolkit.library.notices import FIELDS, SUFFIX, Shelf, Shelved, shelf
from toolkit.store.journal import read, writing
from toolkit.usecase.editing.draft import Draft, Of, begun, drop
from toolkit.usecase.notice.linting import lint_of
from toolkit.usecase.notice.shelf import chosen, edited, keep, library

JOURNAL = "library-notices"
SAID = ("kind", "version", "digest", "by", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the strict reader and the lint say. Without `shelf` it could not be read."""

    shelf: Shelf | None
    problems: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def may_go_out(self) -> bool:
        """Whether nothing stops it."""
        return (
            self.shelf is not None
            and not self.problems
            and all(one.weight is not Weight.STOPS for one in self.faults)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One version that was published here."""

    kind: str
    version: str
    digest: str
    by: str
    note: str
    at: datetime


def begin(settings: Settings, kind: str, by: str, at: datetime | None = None) -> Draft:
    """Begin a draft from the present words, or go on with the one that is there. Raises `UserError`."""
    now = chosen(library(settings), kind)
    made = Draft(
        of=Of.NOTICE, id=kind, files=_source(settings, now), based_on=now.digest, by=by, at=at or datetime.now(UTC)
    )
    return begun(settings.state, made)


def judged(settings: Settings, draft: Draft) -> Judged:
    """Read it as a folder of the organisation's own would be, and lint it filled with its examples."""
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.state, prefix=".draft-") as room:
        folder = Path(room) / draft.id
        folder.mkdir()
        for name, text in draft.files.items():
            (folder / name).write_text(text, encoding="utf-8", errors="surrogateescape")
        try:
            found = shelf(edited(settings.state), Path(room))
        except UserError as no:
            said = tuple(str(one).replace(f"{room}/", "") for one in no.problems)
            return Judged(shelf=None, problems=said, faults=())
    return Judged(shelf=found, problems=(), faults=lint_of(settings, found, draft.id, ()))


def difference(settings: Settings, draft: Draft) -> Iterator[str]:
    """Line by line, against the present words."""
    now = _source(settings, chosen(library(settings), draft.id))
    for name, text in draft.files.items():
        before = now.get(name, "").splitlines()
        yield from difflib.unified_diff(before, text.splitlines(), f"{name}: now", f"{name}: draft", lineterm="", n=1)


def publish(settings: Settings, draft: Draft, *, by: str, note: str) -> Published:
    """Publish it: notices are begun with these words from now on. Raises `UserError` for what the lint stops.

    Its words and the line that publishes it are kept before the folder is on the shelf; doing it again mends a crash.
    """
    found = judged(settings, draft)
    if not found.may_go_out or found.shelf is None:
        wrong = [
            *found.problems,
            *(f"{one.language} {one.line}: {one.what}" for one in found.faults if one.weight is Weight.STOPS),
        ]
        raise UserError([Problem(draft.id, "", one) for one in wrong])
    made, now = chosen(found.shelf, draft.id), chosen(library(settings), draft.id)
    known = {(one.version, one.digest): one for one in history(settings, draft.id)}
    done = known.get((made.template.version, made.digest))
    if done is None:
        _newer(made, now)
        done = _published(settings, made, by=by, note=note)
    _shelve(settings, draft)
    drop(settings.state, Of.NOTICE, draft.id)
    return done


def history(settings: Settings, kind: str = "") -> tuple[Published, ...]:
    """Versions that were published here, the oldest first. Raises `UserError` when the journal does not hold."""
    folder = settings.state / JOURNAL
    if not folder.is_dir():
        return ()
    return tuple(
        Published(**{name: str(entry[name]) for name in SAID}, at=datetime.fromisoformat(str(entry["at"])))
        for entry in read(folder).entries
        if kind in ("", entry["kind"])
    )


def _published(settings: Settings, made: Shelved, *, by: str, note: str) -> Published:
    folder = settings.state / JOURNAL
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep(folder, made)
    one = Published(
        kind=made.template.kind,
        version=made.template.version,
        digest=made.digest,
        by=by,
        note=note,
        at=datetime.now(UTC),
    )
    with writing(folder) as writer:
        said = {name: getattr(one, name) for name in SAID}
        writer.append({**said, "at": one.at.isoformat()})
    return one


def _newer(made: Shelved, now: Shelved) -> None:
    if made.digest == now.digest:
        raise UserError(Problem(made.template.kind, "", "says just what the present version says"))
    if numbers(made.template.version) <= numbers(now.template.version):
        words = f"expected more than {now.template.version}: a changed word is a new version"
        raise UserError(Problem(FIELDS, "version", words))


def _shelve(settings: Settings, draft: Draft) -> None:
    """The folder appears whole: beside its place first, then exchanged with what was there."""
    place = edited(settings.state)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    ahead, behind = place / f".{draft.id}.new", place / f".{draft.id}.old"
    try:
        for one in (ahead, behind):
            shutil.rmtree(one, ignore_errors=True)
        ahead.mkdir(mode=0o700)
        for name, text in draft.files.items():
            (ahead / name).write_text(text, encoding="utf-8")
        if (place / draft.id).exists():
            (place / draft.id).rename(behind)
        ahead.rename(place / draft.id)
        shutil.rmtree(behind, ignore_errors=True)
    except OSError as no:
        raise UserError(Problem(str(place), "", f"the version could not be kept: {no.strerror}")) from no


def _source(settings: Settings, now: Shelved) -> Mapping[str, str]:
    """The files of a kind by name: its fields, and its words in each language."""
    if now.where.startswith("playbooks/notices/"):
        folder: Traversable = files("playbooks") / "notices" / now.template.kind
    elif Path(now.where).parent == edited(settings.state):
        folder = Path(now.where)
    else:
        raise UserError(Problem(now.template.kind, "", f"is kept in {now.where}; it is edited there"))
    names = [one.name for one in folder.iterdir() if one.name == FIELDS or one.name.endswith(SUFFIX)]
    return {
        name: (folder / name).read_text(encoding="utf-8") for name in sorted(names, key=lambda n: (n != FIELDS, n))
    }
