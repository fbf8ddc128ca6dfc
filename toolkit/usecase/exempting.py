"""Exceptions kept by people who do not edit files: added to `exceptions.toml` and ended there, its comments kept.

What is written was read back by the strict reader first, and takes the file's place whole.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from toolkit.config.exceptions import NAME, path_of
from toolkit.config.settings import Settings
from toolkit.config.strict import expand
from toolkit.core.errors import Problem, UserError
from toolkit.core.exemption import Exemption
from toolkit.core.verdict import Severity
from toolkit.registry import Catalogue
from toolkit.store.lock import held
from toolkit.usecase.exceptions import checked

DAY = timedelta(days=1)


def name_of(rule: Exemption) -> str:
    """A short name for a rule, made of all it says: it changes when somebody edits the rule."""
    said = "\x1f".join(f"{name}={getattr(rule, name)}" for name in sorted(Exemption.__dataclass_fields__))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def add(settings: Settings, catalogue: Catalogue, rule: Exemption, *, by: str, today: date) -> None:
    """Write the rule at the end of the file, made where there is none. Raises `UserError` for one without sense."""
    if rule.expires < today:
        raise UserError(Problem(NAME, "expires", "has passed already: expected today or a later day"))

    def change(document: tomlkit.TOMLDocument) -> None:
        tables = document.get(rule.kind.value)
        if not isinstance(tables, AoT):
            tables = tomlkit.aot()
            document[rule.kind.value] = tables
        tables.append(_table(rule, f"added by {by} on {today}"))

    _rewrite(settings, catalogue, change, today)


def end(settings: Settings, catalogue: Catalogue, name: str, *, by: str, today: date) -> Exemption:
    """Let the rule of this name (`name_of`) hold no more: its last day was yesterday, and the file keeps it.

    Raises `UserError` when there is no such rule any more or it has ended.
    """
    ended: list[Exemption] = []

    def change(document: tomlkit.TOMLDocument) -> None:
        path = path_of(settings)
        rules = checked(path, catalogue, today) if path else ()
        place: dict[str, int] = {}
        for rule in rules:
            at = place.get(rule.kind.value, 0)
            place[rule.kind.value] = at + 1
            if name_of(rule) == name and today <= rule.expires:
                table = document[rule.kind.value][at]
                table["expires"] = today - DAY
                table["expires"].comment(f"ended by {by} on {today}; it was to hold until {rule.expires}")
                ended.append(replace(rule, expires=today - DAY))
                return
        raise UserError(Problem(NAME, "", "there is no such rule any more, or it has ended: somebody was quicker"))

    _rewrite(settings, catalogue, change, today)
    return ended[0]


def _table(rule: Exemption, note: str) -> Table:
    table = tomlkit.table()
    table.add(tomlkit.comment(" ".join(note.split())))
    for name in ("check", "target", "resource", "owner", "reason", "ticket"):
        said = getattr(rule, name)
        if said and not (name == "resource" and said == "*"):
            table.add(name, said)
    table.add("expires", rule.expires)
    if rule.up_to is not Severity.CRITICAL:
        table.add("up_to", rule.up_to.value)
    return table


def _rewrite(
    settings: Settings, catalogue: Catalogue, change: Callable[[tomlkit.TOMLDocument], None], today: date
) -> None:
    """Read, change, validate, replace: one at a time, and whole or not at all."""
    path = path_of(settings) or expand(NAME, settings.source)
    with held(settings.state / "exceptions.lock", what="writer of exceptions", patience=10), _told(path):
        text = path.read_bytes().decode() if path.exists() else ""
        try:
            document = tomlkit.parse(text)
        except TOMLKitError as no:
            raise UserError(Problem(str(path), "", f"is not valid TOML: {no}")) from no
        change(document)
        _replace(path, tomlkit.dumps(document), lambda part: checked(part, catalogue, today))


def _replace(path: Path, text: str, check: Callable[[Path], object]) -> None:
    real = path.resolve()
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(real.stat().st_mode & 0o777 if real.exists() else 0o600)
        try:
            check(part)
        except UserError as no:
            raise UserError(replace(one, where=path.name) for one in no.problems) from no
        part.replace(real)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as no:
        raise UserError(Problem(str(path), "", "is not UTF-8 text")) from no
    except OSError as no:
        raise UserError(
            Problem(str(path), "", f"cannot be written: {no.strerror or no}; nothing was changed")
        ) from no
