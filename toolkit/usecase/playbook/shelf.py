"""Playbooks to choose from, and the versions that an incident is pinned to, kept beside its journal."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.playbook import Playbook, Sub
from toolkit.library.playbooks import Shelved, canonical, from_canonical, in_folder, shipped
from toolkit.store.journal import write_whole

FOLDER = "playbooks"


def shelf(settings: Settings) -> Mapping[str, Shelved]:
    """Every playbook by id: beside breachready.toml, before edited in the browser, before the product's."""
    own = (settings.source.parent if settings.source else Path()) / FOLDER
    found = {one.playbook.id: one for one in shipped()}
    for folder in (edited(settings.state), own):
        if folder.is_dir():
            found |= {one.playbook.id: one for one in in_folder(folder)}
    return found


def edited(state: Path) -> Path:
    """Where versions lie that were published from drafts."""
    return state / "shelf" / FOLDER


def chosen(shelf: Mapping[str, Shelved], name: str, option: str = "--playbook") -> Shelved:
    """The playbook of this id. Raises `UserError`."""
    if name not in shelf:
        raise UserError(Problem(option, "", f"no playbook {name!r}; there are {', '.join(sorted(shelf))}"))
    return shelf[name]


def needed(first: Shelved, shelf: Mapping[str, Shelved]) -> tuple[dict[str, Shelved], list[str]]:
    """The playbooks that steps of this one run, and what those run; and ids of which the library has none."""
    found: dict[str, Shelved] = {}
    missing: list[str] = []
    ahead = [first]
    while ahead:
        for name in _called(ahead.pop().playbook):
            if name in found or name in missing:
                continue
            if name in shelf:
                found[name] = shelf[name]
                ahead.append(shelf[name])
            else:
                missing.append(name)
    return found, missing


def keep(folder: Path, *playbooks: Shelved) -> None:
    """Keep these versions in an incident's folder, each under its hash. Raises `UserError` when the disk refuses."""
    place = folder / FOLDER
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        for one in playbooks:
            path = place / _name(one.digest)
            if not path.exists():
                write_whole(path, canonical(one.playbook))
    except OSError as no:
        raise UserError(Problem(str(place), "", f"a playbook could not be kept: {no.strerror}")) from no


def kept(folder: Path) -> Mapping[str, Playbook]:
    """The versions of an incident by digest. Raises `UserError` when one is not what its name says."""
    found: dict[str, Playbook] = {}
    for path in sorted((folder / FOLDER).glob("*.json")):
        if path.name.startswith("."):
            continue
        raw = path.read_bytes()
        digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"
        if path.name != _name(digest):
            raise UserError(Problem(str(path), "", "is not the playbook that was pinned: its hash is another"))
        found[digest] = from_canonical(raw, str(path))
    return found


def _called(playbook: Playbook) -> list[str]:
    return [step.playbook for step in playbook.step if isinstance(step, Sub)]


def _name(digest: str) -> str:
    return f"{digest.removeprefix('sha256:')}.json"
