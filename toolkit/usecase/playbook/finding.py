"""A playbook by what a person calls it: an id, an id with a version, or a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.playbook.version import Version
from toolkit.library.playbooks import Shelved, digest, read
from toolkit.usecase.playbook.published import history, words_of
from toolkit.usecase.playbook.shelf import chosen, shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A playbook that incidents are run with now, and how its words stand to what was published."""

    book: Shelved
    own: bool
    """The organisation's, not the product's."""
    published: Version | None
    """The version of these very words."""
    newest: Version | None
    """The newest published version, whatever its words."""

    @property
    def standing(self) -> str:
        """`signed`, `published`, `withdrawn`, or `draft`: nobody has published these words."""
        if self.published is None:
            return "draft"
        if self.published.withdrawn:
            return "withdrawn"
        return "signed" if self.published.trusted else "published"


def held(settings: Settings) -> tuple[Held, ...]:
    """Every playbook that an incident can be opened with. Raises `UserError`."""
    return tuple(_held(settings, shelf(settings)))


def _held(settings: Settings, books: Mapping[str, Shelved]) -> Iterator[Held]:
    versions = history(settings)
    for name, book in sorted(books.items()):
        known = [one for one in versions if one.id == name]
        same = [one for one in known if one.digest == book.digest and one.version == book.playbook.version]
        own = not book.where.startswith("playbooks/incidents/")
        yield Held(book=book, own=own, published=same[0] if same else None, newest=known[-1] if known else None)


def named(settings: Settings, word: str) -> Shelved:
    """The playbook of an id, of `id@version`, or of a file. Raises `UserError`."""
    if word.endswith(".toml") or "/" in word:
        return from_file(Path(word))
    books = shelf(settings)
    name, _, version = word.partition("@")
    if not version:
        return chosen(books, name, "PLAYBOOK")
    found = next((one for one in history(settings, name) if one.version == version), None)
    if found is None:
        draft = books.get(name)
        if draft is not None and draft.playbook.version == version:
            return draft
        known = ", ".join(one.version for one in history(settings, name)) or "none"
        raise UserError(Problem(word, "", f"no such version was published; there are: {known}"))
    return Shelved(playbook=words_of(settings, found, books), where=word, digest=found.digest)


def from_file(path: Path) -> Shelved:
    """The playbook of a file. Raises `UserError` with everything that is wrong with it."""
    try:
        raw = path.read_bytes()
    except OSError as no:
        raise UserError(Problem(str(path), "", no.strerror or str(no))) from no
    playbook, problems = read(raw, str(path))
    if playbook is None:
        raise UserError(problems)
    return Shelved(playbook=playbook, where=str(path), digest=digest(playbook))
