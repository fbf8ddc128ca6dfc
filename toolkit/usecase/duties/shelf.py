"""The laws as they are now, with the organisation's own words over them, and as an incident is pinned to them."""

from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.duty.edition import Edition
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident, Kind
from toolkit.library.duties import canonical, edition, from_canonical, overridden
from toolkit.library.duties.own import NAME
from toolkit.library.duties.reading import FILE_LIMIT
from toolkit.usecase.incident.bundle import DUTIES as FOLDER
from toolkit.usecase.incident.pinned import keep_bytes, kept_bytes
from toolkit.usecase.incident.session import TOOL, Record, Said


def current(settings: Settings) -> Edition:
    """What comes with the product, with `duties.toml` beside breachready.toml over it. Raises `UserError`."""
    ours = edition()
    path = (settings.source.parent if settings.source else Path()) / NAME
    if not path.exists():
        return ours
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
    except OSError as no:
        raise UserError(Problem(str(path), "", f"cannot be read: {no.strerror}")) from no
    return overridden(ours, raw, str(path))


def of_incident(settings: Settings, folder: Path, incident: Incident) -> Edition:
    """The edition that the incident is pinned to; before it is, that of now. Raises `UserError`."""
    digest = incident.duties.edition
    return from_canonical(kept_bytes(folder / FOLDER, digest), digest) if digest else current(settings)


def pin(record: Record, settings: Settings) -> Edition:
    """Fix the edition of now, unless one is fixed already."""
    if record.incident.duties.edition:
        return of_incident(settings, record.folder, record.incident)
    found = current(settings)
    keep(record.folder, found)
    record.write(Kind.DUTIES_PINNED, Said(by=TOOL), data={"edition": found.digest})
    return found


def keep(folder: Path, one: Edition) -> None:
    """Keep an edition in an incident's folder, under its hash. Raises `UserError` when the disk refuses."""
    keep_bytes(folder / FOLDER, one.digest, canonical(one))
