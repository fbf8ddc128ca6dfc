"""Whether a document means something: what the published schemas let pass. All faults at once, with JSON pointers.

The document's own objects are looked at here, the ways through it in `flow`, its steps in `inside`; whether a
signature holds, in `sign`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from toolkit.library.cacao import shapes
from toolkit.library.cacao.condition import referred
from toolkit.library.cacao.flow import flow_faults
from toolkit.library.cacao.inside import Known, extension_faults, step_faults, variable_faults
from toolkit.library.cacao.kinds import Fault, at, moment, prefix_of, shaped
from toolkit.library.cacao.words import MARKING_KINDS, SPEC, TLP

MOST_FAULTS = 200
"""A document with more is not being mended fault by fault."""
KEYS_OF_SIGNATURE = ("public_key", "public_cert_chain", "cert_url", "thumbprint")
Said = Mapping[str, Any]


def validate(document: Said, now: datetime | None = None) -> tuple[Fault, ...]:
    """Everything that is wrong. With `now` (aware, UTC) also whether the playbook is valid at that time."""
    found: list[Fault] = []
    for fault in _faults(document, now):
        if fault not in found:
            found.append(fault)
        if len(found) == MOST_FAULTS:
            break
    return tuple(found)


def _faults(document: Said, now: datetime | None) -> Iterator[Fault]:
    yield from shaped(document, shapes.PLAYBOOK, "")
    if document.get("spec_version") != SPEC:
        yield Fault("/spec_version", f"expected {SPEC!r}")
    if document.get("revoked") is True:
        yield Fault("/revoked", "this playbook is revoked by who made it")
    yield from _times(document, "", now)
    yield from _definitions(document)
    yield from _unique(document)
    steps = {key: one for key, one in _object(document, "workflow").items() if isinstance(one, dict)}
    yield from flow_faults(document, steps)
    known = Known(
        variables=_object(document, "playbook_variables"),
        agents=_object(document, "agent_definitions"),
        targets=_object(document, "target_definitions"),
        extensions=_object(document, "extension_definitions"),
        activities=_texts(document, "playbook_activities"),
        own_id=str(document.get("id")),
    )
    for key, step in _object(document, "workflow").items():
        yield from step_faults(key, step, known)
    yield from variable_faults(known.variables, "/playbook_variables")
    yield from extension_faults(document.get("playbook_extensions"), "/playbook_extensions", known)
    yield from _markings(document)
    yield from _summary(document, steps)
    yield from _activities(document, steps)
    yield from _signatures(document)


def _object(document: Said, key: str) -> Said:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _texts(document: Said, key: str) -> list[str]:
    value = document.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _times(said: Said, pointer: str, now: datetime | None) -> Iterator[Fault]:
    created, modified = moment(said.get("created")), moment(said.get("modified"))
    if created and modified and modified < created:
        yield Fault(f"{pointer}/modified", "is before created")
    since, until = moment(said.get("valid_from")), moment(said.get("valid_until"))
    if since and until and until <= since:
        yield Fault(f"{pointer}/valid_until", "is not after valid_from")
    if now and since and now < since:
        yield Fault(f"{pointer}/valid_from", "is still to come: not valid yet")
    if now and until and now >= until:
        yield Fault(f"{pointer}/valid_until", "has passed: not valid any more")
    for key in ("created", "modified"):
        if moment(said.get(key)) and len(str(said[key])) != len("2026-11-25T09:00:00.000Z"):
            yield Fault(f"{pointer}/{key}", "expected three digits of milliseconds", warning=True)


def _definitions(document: Said) -> Iterator[Fault]:
    tables: tuple[tuple[str, Mapping[str, shapes.Shape]], ...] = (
        ("agent_definitions", shapes.AGENTS),
        ("target_definitions", shapes.AGENTS),
        ("authentication_info_definitions", shapes.LOGINS),
        ("data_marking_definitions", shapes.MARKINGS),
        ("extension_definitions", {"extension-definition": shapes.EXTENSION}),
    )
    for table, kinds in tables:
        for key, one in _object(document, table).items():
            pointer = at(f"/{table}", key)
            kind = str(one.get("type")) if isinstance(one, dict) else ""
            if not prefix_of(key) or prefix_of(key) != kind:
                yield Fault(pointer, "expected an identifier of its type as the key")
            if kind in kinds:
                yield from shaped(one, kinds[kind], pointer)
            elif table in ("agent_definitions", "target_definitions"):
                yield Fault(at(pointer, "type"), f"{kind[:40]!r} is no type that CACAO 2.0 names", warning=True)
            else:
                yield Fault(at(pointer, "type"), f"expected one of {', '.join(kinds)}")
    for table in ("agent_definitions", "target_definitions"):
        yield from _reached(document, table)
    for key, one in _object(document, "authentication_info_definitions").items():
        yield from _login(one, at("/authentication_info_definitions", key))


def _reached(document: Said, table: str) -> Iterator[Fault]:
    logins = _object(document, "authentication_info_definitions")
    for key, one in _object(document, table).items():
        login = one.get("authentication_info") if isinstance(one, dict) else None
        if isinstance(login, str) and login not in logins:
            yield Fault(f"{at(f'/{table}', key)}/authentication_info", "is not defined")


def _login(one: Any, pointer: str) -> Iterator[Fault]:
    """A password may stand in a vault or in a variable, never in a file that is passed on."""
    for key in ("password", "token", "oauth_header") if isinstance(one, dict) else ():
        value = one.get(key)
        if value and one.get("kms") is not True and not (isinstance(value, str) and referred(value)):
            yield Fault(at(pointer, key), "a secret in the open: expected kms with an identifier, or a variable")


def _unique(document: Said) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for pointer, key in _identifiers(document):
        uuid = key.rpartition("--")[2].lower()
        if uuid in seen:
            yield Fault(pointer, f"has the UUID of {seen[uuid]}")
        seen.setdefault(uuid, pointer)


def _identifiers(document: Said) -> Iterator[tuple[str, str]]:
    if prefix_of(document.get("id")):
        yield "/id", document["id"]
    tables = ("workflow", "agent_definitions", "authentication_info_definitions", "extension_definitions")
    for table in (*tables, "data_marking_definitions"):
        yield from ((at(f"/{table}", key), key) for key in _object(document, table) if prefix_of(key))
    agents = _object(document, "agent_definitions")  # the same one may be agent and target
    for key in _object(document, "target_definitions"):
        if prefix_of(key) and key not in agents:
            yield at("/target_definitions", key), key
    for index, one in enumerate(_signed(document)):
        if prefix_of(one.get("id")):
            yield f"/signatures/{index}/id", one["id"]


def _signed(document: Said) -> list[Said]:
    signatures = document.get("signatures")
    return [one for one in signatures if isinstance(one, dict)] if isinstance(signatures, list) else []


def _markings(document: Said) -> Iterator[Fault]:
    defined = _object(document, "data_marking_definitions")
    markings = document.get("markings")
    for index, key in enumerate(markings if isinstance(markings, list) else ()):
        if not isinstance(key, str) or key not in defined or prefix_of(key) not in MARKING_KINDS:
            yield Fault(f"/markings/{index}", "is no marking that is defined")
    for key, one in defined.items():
        pointer = at("/data_marking_definitions", key)
        if not isinstance(one, dict):
            continue
        if one.get("id") != key:
            yield Fault(at(pointer, "id"), "is not the key it stands under")
        level = str(one.get("tlpv2_level")).removeprefix("TLP:")
        if one.get("type") == "marking-tlp" and f"marking-tlp--{TLP.get(level)}" != key:
            yield Fault(pointer, "is not the official marking of this TLP level")


def _summary(document: Said, steps: Mapping[str, Said]) -> Iterator[Fault]:
    summary = document.get("playbook_processing_summary")
    if summary is None:
        return
    yield from shaped(summary, shapes.SUMMARY, "/playbook_processing_summary")
    kinds = [step.get("type") for step in steps.values()]
    so = {
        "parallel_processing": "parallel" in kinds,
        "if_logic": "if-condition" in kinds,
        "while_logic": "while-condition" in kinds,
        "switch_logic": "switch-condition" in kinds,
        "temporal_logic": any("delay" in step or "timeout" in step for step in steps.values()),
        "external_playbooks": "playbook-action" in kinds,
        "data_markings": bool(document.get("markings")),
        "digital_signatures": bool(document.get("signatures")),
        "countersigned_signatures": any("signature" in one for one in _signed(document)),
        "extensions": bool(document.get("extension_definitions")),
    }
    for key, there in so.items():
        if isinstance(summary, dict) and bool(summary.get(key)) != there:
            says = f"is not so: expected {str(there).lower()}"
            yield Fault(at("/playbook_processing_summary", key), says, warning=key not in summary)


def _activities(document: Said, steps: Mapping[str, Said]) -> Iterator[Fault]:
    said = document.get("playbook_activities")
    if document.get("playbook_types") and not said:
        yield Fault("/playbook_activities", "is missing; playbook_types want it")
    done = [one.get("playbook_activity") for step in steps.values() for one in _commands(step)]
    for index, one in enumerate(said if isinstance(said, list) else ()):
        if one not in done:
            yield Fault(f"/playbook_activities/{index}", "is the activity of no command", warning=True)


def _signatures(document: Said) -> Iterator[Fault]:
    for index, one in enumerate(_signed(document)):
        pointer = f"/signatures/{index}"
        yield from shaped(one, shapes.SIGNATURE, pointer)
        yield from _times(one, pointer, None)
        if sum(key in one for key in KEYS_OF_SIGNATURE) != 1:
            yield Fault(pointer, f"expected exactly one of {', '.join(KEYS_OF_SIGNATURE)}")
        if one.get("related_to") != document.get("id"):
            yield Fault(f"{pointer}/related_to", "is of another playbook")
        if one.get("related_version") != document.get("modified"):
            yield Fault(f"{pointer}/related_version", "is of another version")


def _commands(step: Said) -> list[Said]:
    commands = step.get("commands")
    return [one for one in commands if isinstance(one, dict)] if isinstance(commands, list) else []
