"""Who a notice comes from, and what the settings and the incident say of it without anybody typing."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from toolkit.config.settings import Settings
from toolkit.config.strict import expand
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident
from toolkit.core.notice import ANY, Field, FieldType, Letterhead, Source, Template, Value
from toolkit.core.playbook import Milestone

LOGO_LIMIT = 512 * 1024
"""Bytes."""
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

_MILESTONES = {
    Source.DETECTED: (Milestone.DETECTED,),
    Source.AWARE: (Milestone.AWARE, Milestone.PERSONAL_DATA_CONFIRMED),
    Source.CONTAINED: (Milestone.CONTAINED,),
}


def letterhead(settings: Settings) -> Letterhead:
    """From `[organisation]`. Raises `UserError` for a logo that is none."""
    said = settings.organisation
    logo = _logo(expand(said.logo, settings.source)) if said.logo else b""
    return Letterhead(
        name=said.name,
        address=said.address,
        phone=said.phone,
        mail=said.mail,
        website=said.website,
        domains=said.domains,
        data_protection_contact=said.data_protection_contact,
        logo=logo,
        logo_type=_type(logo),
    )


def given(template: Template, settings: Settings, incident: Incident) -> Mapping[str, Value]:
    """Values that nobody has to type: of the organisation and of the incident's clock, as far as they are known."""
    zone = ZoneInfo(settings.organisation.zone)
    known = dict(_known(settings, incident))
    return {
        name: Value(words={ANY: _written(known[field.filled_from], field, zone)}, by=field.filled_from)
        for name, field in template.fields.items()
        if field.filled_from and field.filled_from in known
    }


def of_organisation(settings: Settings) -> Mapping[Source, str]:
    """What the settings say of the organisation, as far as they do."""
    said = settings.organisation
    texts = {
        Source.NAME: said.name,
        Source.ADDRESS: said.address,
        Source.PHONE: said.phone,
        Source.MAIL: said.mail,
        Source.WEBSITE: said.website,
        Source.PROTECTION_CONTACT: said.data_protection_contact,
    }
    return {source: text for source, text in texts.items() if text}


def _known(settings: Settings, incident: Incident) -> Iterator[tuple[Source, str | datetime]]:
    yield from of_organisation(settings).items()
    yield Source.INCIDENT, incident.id
    if incident.began_at:
        yield Source.BEGAN, incident.began_at
    for source, milestones in _MILESTONES.items():
        reached = next((incident.milestones[one] for one in milestones if one in incident.milestones), None)
        if reached:
            yield source, reached.at


def _written(known: str | datetime, field: Field, zone: tzinfo) -> str:
    if isinstance(known, str):
        return known
    here = known.astimezone(zone)
    return here.date().isoformat() if field.type is FieldType.DATE else here.isoformat(timespec="minutes")


def _logo(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LOGO_LIMIT + 1)
    except OSError as no:
        raise UserError(Problem(str(path), "", f"the logo cannot be read: {no.strerror}")) from no
    if len(raw) > LOGO_LIMIT:
        raise UserError(Problem(str(path), "", "is larger than 512 KiB"))
    if not _type(raw):
        raise UserError(Problem(str(path), "", "is neither PNG nor JPEG"))
    return raw


def _type(raw: bytes) -> str:
    return next((name for begin, name in _SIGNATURES.items() if raw.startswith(begin)), "")
