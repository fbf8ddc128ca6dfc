"""What shows that one person was told."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.core.dispatch.person import Person
from toolkit.core.dispatch.telling import Telling
from toolkit.core.incident import Event, Incident


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
