"""Versions and faults of playbooks as plain values."""

from collections.abc import Sequence
from typing import Any

from toolkit.core.playbook import Playbook
from toolkit.core.playbook.fault import Fault
from toolkit.core.playbook.version import Version


def version(one: Version) -> dict[str, Any]:
    """A published version, with who vouches for it."""
    return {
        "id": one.id,
        "version": one.version,
        "digest": one.digest,
        "published_by": one.by,
        "published_at": one.at.isoformat() if one.at else None,
        "note": one.note,
        "signatures": [
            {"key": two.key, "by": two.by, "at": two.at.isoformat(), "holds": two.holds, "trusted": two.trusted}
            for two in one.signatures
        ],
        "trusted": one.trusted,
        "withdrawn": one.withdrawn or None,
    }


def faults(playbook: Playbook, where: str, found: Sequence[Fault]) -> dict[str, Any]:
    """What is wrong with one playbook."""
    return {
        "id": playbook.id,
        "version": playbook.version,
        "where": where,
        "faults": [{"rule": one.rule, "where": one.where, "says": one.says, "warning": one.warning} for one in found],
    }
