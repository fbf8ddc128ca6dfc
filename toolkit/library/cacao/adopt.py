"""A CACAO document as a playbook of ours.

Our own extension is believed only when exporting what it says gives this very document again: so nothing hides in
it that the document does not show. Without it every step is for a person. What the tool could do by itself (`verb`)
stays so only when a trusted signature stands behind the document.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import rfc8785

from toolkit.core.playbook import Action, Exercise, Giver, Mode, Playbook, Role, Step, Variable, VariableType
from toolkit.library.cacao.export import document_of
from toolkit.library.cacao.extension import PLAYBOOK_PLACES, STEP_PLACES, restored
from toolkit.library.cacao.foreign import Foreign, slug, text_of
from toolkit.library.cacao.ids import EXTENSION, playbook_id
from toolkit.library.cacao.kinds import moment
from toolkit.library.cacao.words import TLP
from toolkit.library.cacao.written import toml
from toolkit.library.playbooks import read

OWN_STEPS = 300
"""Ours have thirty; what claims more to be ours is read as a stranger's."""

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """The playbook, whether it came back whole through our extension, and what was lost on the way."""

    playbook: Playbook
    whole: bool
    lost: tuple[str, ...]


def adopt(document: Said, library: Iterable[Playbook] = (), *, trusted: bool, today: date) -> Adopted:
    """A playbook of ours. The document must be without faults (`validate`); `trusted`: a known key signed it."""
    lost: list[str] = []
    if EXTENSION in (document.get("playbook_extensions") or {}):
        own = _own(document)
        if own is not None and trusted:
            return Adopted(playbook=own, whole=True, lost=())
        if own is not None:
            playbook, changed = _by_hand(own)
            return Adopted(playbook=playbook, whole=not changed, lost=changed)
        lost.append("the extension does not say what the document says; it was not believed")
    playbook, more = _foreign(document, {playbook_id(one): one.id for one in library}, today)
    return Adopted(playbook=playbook, whole=False, lost=(*lost, *more))


def _own(document: Said) -> Playbook | None:
    """The playbook that our extension says, if the document says the same."""
    said = _said(document)
    if said is None:
        return None
    playbook, wrong = read(toml(said).encode(), "")
    if playbook is None or wrong or len(playbook.step) > OWN_STEPS:
        return None
    if slug(playbook.id) != playbook.id:
        return None  # it becomes the name of a file
    marking = next(iter(document.get("data_marking_definitions") or {}), "").removeprefix("marking-tlp--")
    level = next((name for name, uuid in TLP.items() if uuid == marking), "AMBER")
    again = document_of(playbook, _called(document), level)
    return playbook if _bare(again) == _bare(document) else None


def _said(document: Said) -> dict[str, Any] | None:
    """The plain form, from the extension of the playbook and of each step."""
    held = dict(document["playbook_extensions"][EXTENSION])
    order, unreached = held.pop("step_order", None), held.pop("unreached_steps", [])
    if not isinstance(order, list) or not isinstance(unreached, list) or len(order) > OWN_STEPS:
        return None
    found = {str(one.get("id")): one for one in unreached if isinstance(one, dict)}
    for step in document["workflow"].values():
        told = (step.get("step_extensions") or {}).get(EXTENSION)
        if isinstance(told, dict) and isinstance(told.get("own_id"), str):
            found.setdefault(told["own_id"], restored(told, step, STEP_PLACES))
    if not all(isinstance(name, str) and name in found for name in order):
        return None
    return restored(held, document, PLAYBOOK_PLACES) | {"step": [found[name] for name in order]}


def _called(document: Said) -> dict[str, str]:
    found = {}
    for step in document["workflow"].values():
        told = (step.get("step_extensions") or {}).get(EXTENSION)
        if step["type"] == "playbook-action" and isinstance(told, dict) and isinstance(told.get("playbook"), str):
            found[told["playbook"]] = step["playbook_id"]
    return found


def _bare(document: Said) -> bytes:
    """What is compared: everything but signatures and the word that there are some."""
    summary = document.get("playbook_processing_summary") or {}
    unsigned = {key: value for key, value in summary.items() if key != "digital_signatures"}
    rest = {key: value for key, value in document.items() if key != "signatures"}
    return rfc8785.dumps({**rest, "playbook_processing_summary": unsigned})


def _by_hand(playbook: Playbook) -> tuple[Playbook, tuple[str, ...]]:
    """The same, with everything done by a person."""
    lost = tuple(
        f"step {step.id}: {step.verb or 'what it does'} needs a trusted signature; until then a person does it"
        for step in playbook.step
        if isinstance(step, Action) and _automatic(step)
    )
    return replace(playbook, step=tuple(map(_manual, playbook.step))), lost


def _automatic(step: Action) -> bool:
    return step.mode is not Mode.MANUAL or bool(step.verb)


def _manual(step: Step) -> Step:
    if isinstance(step, Action) and _automatic(step):
        return replace(step, mode=Mode.MANUAL, verb="", given={})
    return step


def _foreign(document: Said, known: Mapping[str, str], today: date) -> tuple[Playbook, list[str]]:
    agents = document.get("agent_definitions") or {}
    roles = {id_: slug(text_of(one["name"])) for id_, one in agents.items()} or {"": "incident-lead"}
    lead = next(iter(roles.values()))
    walked = Foreign(workflow=document["workflow"], roles=roles, lead=lead, known=known)
    walked.walk(document["workflow_start"])
    does = {roles[id_]: text_of(one.get("description")) or text_of(one["name"]) for id_, one in agents.items()}
    modified = moment(document["modified"])
    digest = hashlib.sha256(rfc8785.dumps(document)).hexdigest()
    title = text_of(document["name"]) or document["id"]
    steps, variables = _produced(walked.steps, document)
    playbook = Playbook(
        id=slug(title),
        version="0.1.0",
        title=title,
        summary=text_of(document.get("description")) or title,
        scope=text_of(document.get("description")) or title,
        owner=lead,
        reviewed_on=modified.date() if modified else today,
        review_by=today,
        roles={name: Role(does=does.get(name, name)) for name in dict.fromkeys(roles.values())},
        severity=(),
        step=steps,
        exercise=Exercise(scenario="", every="12 months", injects=(), questions=()),
        variables=variables,
        sources=_sources(document),
        derived_from=f"{document['id']}@{document['modified']} sha256:{digest}",
    )
    return playbook, [*walked.lost, *_missing(document)]


def _produced(steps: list[Step], document: Said) -> tuple[tuple[Step, ...], dict[str, Variable]]:
    """Each variable with one producer: the first step that finds it out, or a person."""
    kinds = {"integer": VariableType.NUMBER, "long": VariableType.NUMBER, "bool": VariableType.YES_NO}
    every = dict(document.get("playbook_variables") or {})
    for step in document["workflow"].values():
        every |= step.get("step_variables") or {}
    taken: set[str] = set()
    kept = []
    for step in steps:
        own = tuple(name for name in dict.fromkeys(step.produces) if name not in taken)
        taken |= set(own)
        kept.append(replace(step, produces=own))
    return tuple(kept), {
        slug(name, "_"): Variable(
            type=kinds.get(one["type"], VariableType.TEXT),
            help=text_of(one.get("description")) or name.strip("_"),
            given_by=None if slug(name, "_") in taken else Giver.PERSON,
            example=text_of(one.get("value")),
        )
        for name, one in every.items()
    }


def _sources(document: Said) -> tuple[str, ...]:
    told = document.get("external_references") or ()
    return tuple(" ".join(filter(None, (text_of(one["name"]), text_of(one.get("url"))))) for one in told)


def _missing(document: Said) -> list[str]:
    lost = [
        "severity, scope and exercise are not in CACAO: write them before it is relied on; the review is due today"
    ]
    tables = (
        "target_definitions",
        "authentication_info_definitions",
        "workflow_exception",
        "industry_sectors",
        "markings",
    )
    lost += [f"{table} is not taken over" for table in tables if document.get(table)]
    strange = [key for key in document.get("extension_definitions") or {} if key != EXTENSION]
    return [*lost, *(f"the extension {key} of somebody else is not taken over" for key in strange)]
