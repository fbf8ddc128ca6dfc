"""What a browser sends of the form, as entries; times in the organisation's zone."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.http import QueryDict

from toolkit.core.notice import Field, FieldType
from toolkit.usecase.notice.saving import UNKNOWN, Entry
from toolkit.web.house import house


def zone() -> tzinfo:
    """The organisation's."""
    return ZoneInfo(house().settings.organisation.zone)


def entries(sent: QueryDict, fields: Iterable[Field], languages: Iterable[str]) -> dict[str, Entry]:
    """Those of these fields that were sent at all: `text.FIELD.LANGUAGE`, `unknown.FIELD`, `until.FIELD`, `was.…`."""
    keys = (*languages, "any")
    found: dict[str, Entry] = {}
    for field in fields:
        words = {key: sent[name] for key in keys if (name := f"text.{field.id}.{key}") in sent}
        unknown = sent.get(f"until.{field.id}", "") if f"unknown.{field.id}" in sent else None
        was = {key: sent[name] for key in (*keys, UNKNOWN) if (name := f"was.{field.id}.{key}") in sent}
        if words or unknown is not None:
            if field.type is FieldType.MOMENT:
                words = {key: _with_zone(text) for key, text in words.items()}
            found[field.id] = Entry(words=words, unknown=unknown, was=was)
    return found


def local(field: Field, text: str) -> str:
    """A value as its input shows it: a moment in the organisation's zone, without saying so."""
    if field.type is not FieldType.MOMENT or not text:
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (at.astimezone(zone()) if at.tzinfo else at).strftime("%Y-%m-%dT%H:%M")


def _with_zone(text: str) -> str:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    return (at if at.tzinfo else at.replace(tzinfo=zone())).isoformat(timespec="minutes")
