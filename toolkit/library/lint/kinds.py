"""What a rule is given and what it gives back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from toolkit.act.verb import Verb
from toolkit.core.contact import Contact
from toolkit.core.playbook import Playbook
from toolkit.core.playbook.fault import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A provider's operation as its own model describes it."""

    required: frozenset[str]
    members: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The world that a playbook speaks of. What is None is not known, and not judged."""

    playbooks: Mapping[str, Playbook]
    verbs: Mapping[str, Verb]
    today: date
    call: Callable[[str, str], Call | None]
    """Service (`s3`) and operation (`PutObject`) to its description; None: there is no such operation."""
    checks: Collection[str] | None = None
    templates: Collection[str] | None = None
    """Kinds of notice."""
    contacts: tuple[Contact, ...] | None = None
    published: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Id and version to the digest under which they were published."""


def at(step: str, key: str = "") -> str:
    """The path to a step, or to a key of it."""
    return f"step[{step}].{key}" if key else f"step[{step}]"


__all__ = ["Around", "Call", "Fault", "at"]
