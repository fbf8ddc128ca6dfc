"""Templates to choose from, and the versions that an incident's notices are pinned to, kept beside its journal."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.notice import Rules, Template
from toolkit.library.notices import Shelf, Shelved, canonical, from_canonical, shelf
from toolkit.usecase.incident import pinned

FOLDER = "notices"


def library(settings: Settings) -> Shelf:
    """Those beside breachready.toml, before those edited in the browser, before ours. Raises `UserError`."""
    beside = settings.source.parent if settings.source else Path()
    own = (edited(settings.state), beside / FOLDER)
    return _read(own, tuple(map(_stamp, own)))


def edited(state: Path) -> Path:
    """Where versions lie that were published from drafts."""
    return state / "shelf" / FOLDER


def chosen(shelf: Shelf, kind: str) -> Shelved:
    """The template of this kind. Raises `UserError`."""
    if kind not in shelf.templates:
        raise UserError(Problem("KIND", "", f"no notice {kind!r}; there are {', '.join(shelf.templates)}"))
    return shelf.templates[kind]


def laws(shelf: Shelf, names: tuple[str, ...]) -> tuple[Rules, ...]:
    """The rules of these laws. Raises `UserError`."""
    unknown = [name for name in names if name not in shelf.laws]
    if unknown:
        known = ", ".join(sorted(shelf.laws))
        raise UserError(Problem("--law", "", f"nothing is known of {', '.join(unknown)}; there are {known}"))
    return tuple(shelf.laws[name] for name in names)


def keep(folder: Path, one: Shelved) -> None:
    """Keep a version in an incident's folder, under its hash. Raises `UserError` when the disk refuses."""
    keep_bytes(folder, one.digest, canonical(one.template))


def keep_bytes(folder: Path, digest: str, raw: bytes) -> None:
    """Keep what a digest stands for. Raises `UserError` when the disk refuses."""
    pinned.keep_bytes(folder / FOLDER, digest, raw)


def kept(folder: Path, digest: str) -> Template:
    """The version that a notice is pinned to. Raises `UserError` when it is gone, or not what its name says."""
    return from_canonical(kept_bytes(folder, digest), digest)


def kept_bytes(folder: Path, digest: str) -> bytes:
    """What a digest stands for. Raises `UserError` when it is gone, or not what its name says."""
    return pinned.kept_bytes(folder / FOLDER, digest)


def versions(folder: Path) -> Mapping[str, Path]:
    """Every kept file by its digest."""
    return {f"sha256:{path.stem}": path for path in sorted((folder / FOLDER).glob("*.json"))}


@lru_cache(maxsize=2)
def _read(own: tuple[Path, ...], _stamps: tuple[tuple[tuple[str, int, int], ...], ...]) -> Shelf:
    """A tenth of a second, which every letter typed in the browser would wait for."""
    return shelf(*own)


def _stamp(own: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when one of the organisation's own files does; ours come with the product."""
    found = ((path, path.stat()) for path in sorted(own.rglob("*")) if path.is_file())
    return tuple((str(path), said.st_mtime_ns, said.st_size) for path, said in found)
