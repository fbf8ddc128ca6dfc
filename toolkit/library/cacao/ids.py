"""Identifiers that are the same each time the same playbook is exported.

A playbook's is UUIDv5 as section 3.1 of the specification lays it down: its namespace, the RFC 8785 form of name and
types. All other objects must be version 4: those are made of the SHA-256 of our own names, with version 4 written in.
"""

import hashlib
import uuid

import rfc8785

from toolkit.core.playbook import Playbook
from toolkit.library.cacao.words import TYPE

NAMESPACE = uuid.UUID("aa7caf3a-d55a-4e9a-b34e-056215fba56a")
"""The namespace that the specification gives for playbooks."""


def types_of(playbook: Playbook) -> list[str]:
    """What kinds of playbook it is, from the phases of its steps."""
    return sorted({TYPE[step.phase] for step in playbook.step})


def playbook_id(playbook: Playbook) -> str:
    """The same for every version with the same title and kinds of work."""
    named = rfc8785.dumps({"name": playbook.title, "playbook_types": types_of(playbook)})
    return f"playbook--{uuid.uuid5(NAMESPACE, named.decode())}"


def named_id(kind: str, *names: str) -> str:
    """An identifier of this kind, from names that are unique together."""
    seed = rfc8785.dumps(["breachready", kind, *names])
    return f"{kind}--{uuid.UUID(bytes=hashlib.sha256(seed).digest()[:16], version=4)}"


EXTENSION = named_id("extension-definition", "playbook", "1.0.0")
"""Our one extension; `playbooks/cacao-extension.schema.json` is its definition."""

MAKER = named_id("identity", "breachready")
"""Who made the document. CACAO 2.0 has no place to say more about it."""
