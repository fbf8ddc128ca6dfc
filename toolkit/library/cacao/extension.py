"""The one extension: what a playbook of ours says that CACAO has no property for.

`playbooks/cacao-extension.schema.json` publishes it. Property names must have three characters at least, so four of
ours are spelt out.
"""

from collections.abc import Mapping
from typing import Any

from toolkit.library.cacao.ids import EXTENSION, MAKER

VERSION = "1.0.0"
LONGER = {"id": "own_id", "of": "counted_from", "on": "decided_by"}
PLAYBOOK_PLACES = {"title": "name", "summary": "description"}
"""What CACAO has a property for, and how it is called there."""
STEP_PLACES = {"title": "name", "does": "description"}


def definition() -> dict[str, Any]:
    """What the document says of the extension."""
    return {
        "type": "extension-definition",
        "name": "breachready playbook",
        "description": "Deadlines, approvals, evidence, verification, undoing, levels, milestones and exercises.",
        "created_by": MAKER,
        "schema": "JSON schema cacao-extension.schema.json in the folder playbooks of the product breachready, "
        "definitions `playbook` (under playbook_extensions) and `step` (under step_extensions)",
        "version": VERSION,
    }


def kept(plain: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    """Under our extension's id: everything that is not said elsewhere."""
    return {EXTENSION: {LONGER.get(key, key): value for key, value in plain.items() if key not in places}}


def restored(held: Mapping[str, Any], said: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    """The plain form again, from the extension and from the object that carries it."""
    shorter = {long: short for short, long in LONGER.items()}
    plain = {shorter.get(key, key): value for key, value in held.items()}
    return {**plain, **{ours: said[theirs] for ours, theirs in places.items() if theirs in said}}
