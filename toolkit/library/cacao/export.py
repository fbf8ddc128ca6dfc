"""A playbook of ours as a CACAO 2.0 document: the same each time, without secrets, and honest about what is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.core.playbook import Audience, Giver, Playbook, Step, Sub
from toolkit.library.cacao import steps as made
from toolkit.library.cacao.extension import PLAYBOOK_PLACES, definition, kept
from toolkit.library.cacao.ids import EXTENSION, MAKER, named_id, playbook_id, types_of
from toolkit.library.cacao.secrets import secret_name, stripped
from toolkit.library.cacao.words import DAY_START, SPEC, TLP, TLP_MADE_BY, TLP_MADE_ON, VARIABLE
from toolkit.library.cacao.workflow import Workflow
from toolkit.library.playbooks import plain

Said = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The document; what a reader who ignores our extension does not get; where a secret was taken out."""

    document: Said
    lost: tuple[str, ...]
    secrets: tuple[str, ...]


def export(playbook: Playbook, library: Iterable[Playbook] = (), *, tlp: str = "AMBER") -> Exported:
    """The document. `library` gives the ids of sub-playbooks, `tlp` (a key of `TLP`) says who may see it."""
    clean, secrets = stripped(playbook)
    flow = _walked(clean, {one.id: playbook_id(one) for one in library})
    lost = (*dict.fromkeys(flow.lost), *_only_in_extension(clean))
    return Exported(document=_document(clean, flow, tlp), lost=lost, secrets=secrets)


def document_of(playbook: Playbook, known: Mapping[str, str], tlp: str) -> Said:
    """The document alone. `known`: CACAO ids of other playbooks by our ids."""
    clean, _ = stripped(playbook)
    return _document(clean, _walked(clean, known), tlp)


def _walked(playbook: Playbook, known: Mapping[str, str]) -> Workflow:
    flow = Workflow(playbook, {one["id"]: one for one in plain(playbook)["step"]}, known)
    flow.walk()
    return flow


def _document(playbook: Playbook, flow: Workflow, tlp: str) -> Said:
    whole = {key: value for key, value in plain(playbook).items() if key != "step"}
    unreached = {"unreached_steps": flow.unreached} if flow.unreached else {}
    order = [step.id for step in playbook.step]
    marking = f"marking-tlp--{TLP[tlp]}"
    document: Said = {
        **_head(playbook, flow.out, marking),
        "playbook_processing_summary": _summary(flow.out),
        "playbook_variables": _variables(playbook) | flow.variables,
        "workflow_start": flow.start,
        "workflow": flow.out,
        "agent_definitions": _agents(playbook),
        "target_definitions": _targets(playbook),
        "extension_definitions": {EXTENSION: definition()},
        "playbook_extensions": kept({**whole, "step_order": order, **unreached}, PLAYBOOK_PLACES),
        "data_marking_definitions": {marking: _marking(tlp)},
    }
    if not document["playbook_activities"]:
        del document["playbook_types"]  # the one wants the other
    return {key: value for key, value in document.items() if value not in ({}, [], "")}


def _head(playbook: Playbook, workflow: Said, marking: str) -> Said:
    commands = (one for step in workflow.values() for one in step.get("commands", ()))
    return {
        "type": "playbook",
        "spec_version": SPEC,
        "id": playbook_id(playbook),
        "name": playbook.title,
        "description": playbook.summary,
        "playbook_types": types_of(playbook),
        "playbook_activities": sorted({one["playbook_activity"] for one in commands}),
        "created_by": MAKER,
        "created": playbook.reviewed_on.isoformat() + DAY_START,
        "modified": playbook.reviewed_on.isoformat() + DAY_START,
        "labels": list(dict.fromkeys([playbook.id, *playbook.data_classes])),
        "external_references": [{"name": one, "description": one} for one in playbook.sources],
        "markings": [marking],
    }


def _summary(workflow: Said) -> dict[str, bool]:
    kinds = {step["type"] for step in workflow.values()}
    told = {
        "manual_playbook": True,
        "external_playbooks": "playbook-action" in kinds,
        "parallel_processing": "parallel" in kinds,
        "if_logic": "if-condition" in kinds,
        "while_logic": "while-condition" in kinds,
        "switch_logic": "switch-condition" in kinds,
        "temporal_logic": any("delay" in step or "timeout" in step for step in workflow.values()),
        "data_markings": True,
        "extensions": True,
    }
    return {key: value for key, value in told.items() if value}


def _variables(playbook: Playbook) -> Said:
    return {
        made.variable(name): {
            "type": VARIABLE.get(one.type, "string"),
            "description": one.help,
            "constant": False,
            "external": one.given_by in (Giver.CALLER, Giver.PERSON, Giver.FINDING, Giver.INVENTORY),
        }
        for name, one in playbook.variables.items()
    }


def _agents(playbook: Playbook) -> Said:
    told = {name: role.does for name, role in playbook.roles.items()}
    for step in playbook.step:
        told.setdefault(step.role, step.role)
    return {
        made.agent(playbook, name): {"type": "group", "name": name, "description": does}
        for name, does in told.items()
    }


def _targets(playbook: Playbook) -> Said:
    aimed = {one for step in playbook.step for one in made.targets(playbook, step)}
    audiences = {one: named_id("group", playbook.id, "audience", one) for one in Audience}
    found: Said = {key: {"type": "group", "name": str(one)} for one, key in audiences.items() if key in aimed}
    for name, one in playbook.variables.items():
        if one.type in made.TARGETS and (key := made.target(playbook, name)) in aimed:
            address = {"dname": [f"{made.variable(name)}:value"]}
            found[key] = {"type": made.TARGETS[one.type], "name": name, "description": one.help, "address": address}
    return found


def _marking(tlp: str) -> Said:
    return {
        "type": "marking-tlp",
        "id": f"marking-tlp--{TLP[tlp]}",
        "created_by": TLP_MADE_BY,
        "created": TLP_MADE_ON,
        "tlpv2_level": f"TLP:{tlp}",
    }


def _only_in_extension(playbook: Playbook) -> list[str]:
    """What somebody who ignores the extension does not see."""
    lost = ["the playbook: version, scope, severity, prerequisites, routes, review dates, exercise"]
    lost += [
        f"variable {name}: named like a secret; it has no value here"
        for name in playbook.variables
        if secret_name(name)
    ]
    for step in playbook.step:
        held = [word for word, there in _held(step) if there]
        lost += [f"step {step.id}: {', '.join(held)}"] if held else []
    return lost


def _held(step: Step) -> list[tuple[str, bool]]:
    names = (
        "only_at",
        "evidence_first",
        "standing_authority",
        "verb",
        "operations",
        "irreversible",
        "ends",
        "at_most",
    )
    return [
        ("deadline", bool(step.within)),
        ("milestone", bool(step.reaches)),
        *((name.replace("_", " "), bool(getattr(step, name, None))) for name in names),
        ("approval", getattr(step, "mode", "") == "approval" or bool(getattr(step, "approver", ""))),
        ("which value goes into which variable", isinstance(step, Sub) and bool(step.given)),
    ]
