"""Proof that one person was told: what, in which version, when, by which channel and why, and the server's answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.core.dispatch import Person
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Event, Incident, Kind
from toolkit.store.notified import Telling, ledger
from toolkit.usecase.dispatch.people import place
from toolkit.usecase.incident.session import look
from toolkit.usecase.notice.shelf import kept_bytes

APPROVED = Kind.NOTICE_APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A notice as it was approved: its text in the language, and who said yes."""

    notice: str
    digest: str
    text: str
    approvals: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Everything that is known of telling one person."""

    incident: Incident
    head: str
    """Hash of the journal's last line."""
    person: Person
    tellings: tuple[Telling, ...]
    versions: Mapping[tuple[str, str], Version]
    """By digest and language."""


def proof(folder: Path, key: str) -> Proof:
    """What is known of one person. Raises `UserError` for nobody of this key, and when what was approved is gone."""
    view = look(folder)
    with ledger(place(folder)) as book:
        found = book.person(key)
        if found is None:
            raise UserError(Problem("--person", "", f"nobody on the list is {key[:60]!r}"))
        tellings = tuple(book.of_person(key))
    wanted = {(one.version, one.language) for one in tellings if one.version}
    return Proof(
        incident=view.incident,
        head=view.head,
        person=found[1],
        tellings=tellings,
        versions={pair: _version(folder, view.events, *pair) for pair in sorted(wanted)},
    )


def _version(folder: Path, events: tuple[Event, ...], digest: str, language: str) -> Version:
    said = json.loads(kept_bytes(folder, digest))
    return Version(
        notice=said["notice"],
        digest=digest,
        text=said["texts"].get(language, ""),
        approvals=tuple(one for one in events if one.kind is APPROVED and one.data.get("digest") == digest),
    )
