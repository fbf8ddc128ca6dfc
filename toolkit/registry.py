"""Finds checks.

Two doors: the entry-point group `breachready.checks` (ours come the same way), and folders named in the
configuration. A plug-in that cannot be loaded is named, and everything else goes on.
"""

import hashlib
import importlib
import importlib.util
import logging
import os
import pkgutil
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

import toolkit
from toolkit.core.check import Check
from toolkit.core.errors import Problem, UserError
from toolkit.core.target import Family
from toolkit.facts.derived import MADE_OF

GROUP = "breachready.checks"
BUILTIN = "builtin"
ID = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
FOREIGN_ID = re.compile(r"^[a-z][a-z0-9-]*/[a-z][a-z0-9]*(-[a-z0-9]+)*$")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """A check and where it comes from: an entry point's name or a file."""

    check: Check
    source: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A plug-in that could not be loaded, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every check there is. `skipped` are known, not run, and count as not seen."""

    found: tuple[Found, ...]
    broken: tuple[Broken, ...] = ()
    skipped: frozenset[str] = frozenset()
    dormant: tuple[Found, ...] = ()
    """Built in, and not asked until there is something to ask: no files about published flaws were named."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks, by id."""
        return tuple(found.check for found in self.found)

    @property
    def selected(self) -> tuple[Check, ...]:
        """The checks that are run."""
        return tuple(check for check in self.checks if check.id not in self.skipped)

    def asking(self, ids: Iterable[str]) -> "Catalogue":
        """With the dormant checks of these ids awake: what was asked once does not fall silent."""
        known = frozenset(ids)
        awake = [found for found in self.dormant if found.check.id in known]
        found = tuple(sorted((*self.found, *awake), key=lambda one: one.check.id))
        return replace(self, found=found, dormant=tuple(one for one in self.dormant if one not in awake))

    def of(self, family: Family) -> tuple[Check, ...]:
        """The checks that are run on targets of one family."""
        return tuple(check for check in self.selected if check.family is family)

    @property
    def digest(self) -> str:
        """Changes when any check is added, removed or weighed differently."""
        lines = sorted(
            f"{c.id}\t{c.severity}\t{c.opens}\t{c.holds}\t{c.needs.__name__}\t{c.required}" for c in self.checks
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def load(folders: Iterable[Path] = (), skip: Iterable[str] = (), *, flaws: bool = True) -> Catalogue:
    """All checks of every door; without `flaws` those that need files about published flaws are dormant.

    Raises `UserError` for duplicate or malformed ids and for folders that others can write to.
    """
    found: list[Found] = []
    broken: list[Broken] = []
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name != BUILTIN, p.name)):
        _from_entry_point(point, found, broken)
    if not any(one.source == BUILTIN for one in found):
        missing = "no built-in check was found: install the package (pip install .)"
        raise UserError(Problem("breachready", "", missing))
    for folder in folders:
        _from_folder(folder, found, broken)
    _refuse_duplicates(found)
    found.sort(key=lambda one: one.check.id)
    dormant = tuple(one for one in found if one.check.needs in MADE_OF and not flaws)
    awake = tuple(one for one in found if one not in dormant)
    return Catalogue(awake, tuple(broken), _skipped(found, skip), dormant)


def _from_entry_point(point: EntryPoint, found: list[Found], broken: list[Broken]) -> None:
    try:
        module = point.load()
        if point.name == BUILTIN:
            _refuse_shadow(module)
        checks = [check for part in _modules(module) for check in _checks_in(part)]
    except UserError:
        raise
    except Exception as error:  # somebody else's code: named, logged, and the others go on
        log.exception("the plug-in %s could not be loaded", point.name)
        broken.append(Broken(point.name, f"{type(error).__name__}: {error}"))
        return
    _refuse_ids(checks, point.name, foreign=point.name != BUILTIN)
    found += [Found(check, point.name) for check in checks]


def _refuse_shadow(module: ModuleType) -> None:
    """`checks` is a common name: make sure it is ours and not a folder that happens to be in the way."""
    ours = Path(toolkit.__file__).resolve().parent.parent
    theirs = Path(module.__file__ or "").resolve().parent.parent
    if ours != theirs:
        raise UserError(Problem(str(theirs), "checks", f"another package named checks hides ours in {ours}"))


def _modules(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    if hasattr(module, "__path__"):
        for part in sorted(pkgutil.walk_packages(module.__path__, f"{module.__name__}."), key=lambda p: p.name):
            yield importlib.import_module(part.name)


def _checks_in(module: ModuleType) -> Iterator[Check]:
    """Module globals that are checks, and the rows of tables of checks."""
    for value in vars(module).values():
        if isinstance(value, Check) and value.judge.__module__ == module.__name__:
            yield value
        elif isinstance(value, tuple):
            yield from (row for row in value if isinstance(row, Check))


def _from_folder(folder: Path, found: list[Found], broken: list[Broken]) -> None:
    if not folder.is_dir():
        raise UserError(Problem(str(folder), "checks.folders", "no such folder"))
    for path in (folder, *sorted(folder.glob("*.py"))):
        _refuse_writable(path)
    for path in sorted(folder.glob("*.py")):
        try:
            checks = list(_checks_in(_imported(path)))
        except Exception as error:  # somebody else's code, as above
            log.exception("checks in %s could not be loaded", path)
            broken.append(Broken(str(path), f"{type(error).__name__}: {error}"))
            continue
        _refuse_ids(checks, str(path), foreign=True)
        found += [Found(check, str(path)) for check in checks]


def _imported(path: Path) -> ModuleType:
    name = f"house_checks.{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _refuse_writable(path: Path) -> None:
    """Code that others can change would run with our rights."""
    about = path.stat()
    if about.st_uid not in (0, os.geteuid()) or stat.S_IMODE(about.st_mode) & 0o022:
        raise UserError(Problem(str(path), "checks.folders", "others can write here; checks from it are not loaded"))


def _refuse_ids(checks: Iterable[Check], source: str, *, foreign: bool) -> None:
    shape, example = (FOREIGN_ID, "acme/telnet-open") if foreign else (ID, "telnet-open")
    wrong = [check.id for check in checks if not shape.match(check.id)]
    if wrong:
        raise UserError([Problem(source, name, f"expected an id like {example}") for name in wrong])


def _refuse_duplicates(found: Iterable[Found]) -> None:
    """Two checks under one name (or a former name of another) would hide each other."""
    first: dict[str, Found] = {}
    clashes = []
    for one in found:
        for name in (one.check.id, *one.check.formerly):
            other = first.setdefault(name, one)
            if other.check is not one.check:
                taken = f"this id is taken by {other.source} ({other.check.judge.__module__})"
                clashes.append(Problem(one.source, name, taken))
    if clashes:
        raise UserError(clashes)


def _skipped(found: Iterable[Found], skip: Iterable[str]) -> frozenset[str]:
    ids = [one.check.id for one in found]
    skipped: set[str] = set()
    unknown = []
    for pattern in skip:
        hit = {name for name in ids if fnmatchcase(name, pattern)}
        skipped |= hit
        if not hit:
            unknown.append(Problem("breachready.toml", "checks.skip", f"no check matches {pattern!r}"))
    if unknown:
        raise UserError(unknown)
    return frozenset(skipped)
