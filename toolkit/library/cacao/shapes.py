"""Which properties each object of CACAO 2.0 has, of which kind, and which it must have.

The published schemas close nothing (they use a word of a later draft), so a misspelt property passes them. Here it
does not. A kind is a word of `toolkit.library.cacao.kinds`; `!` after it: must be there.
"""

from collections.abc import Mapping

Shape = Mapping[str, str]

PLAYBOOK: Shape = {
    "type": "text!", "spec_version": "text!", "id": "id:playbook!", "name": "text!", "description": "text",
    "playbook_types": "texts", "playbook_activities": "texts", "playbook_processing_summary": "object",
    "created_by": "id:identity!", "created": "time!", "modified": "time!", "revoked": "flag", "valid_from": "time",
    "valid_until": "time", "derived_from": "ids:playbook", "related_to": "ids", "priority": "percent",
    "severity": "percent", "impact": "percent", "industry_sectors": "texts", "labels": "texts",
    "external_references": "references", "markings": "ids", "playbook_variables": "object", "workflow_start": "id!",
    "workflow_exception": "id", "workflow": "object!", "playbook_extensions": "object",
    "authentication_info_definitions": "object", "agent_definitions": "object", "target_definitions": "object",
    "extension_definitions": "object", "data_marking_definitions": "object", "signatures": "objects",
}  # fmt: skip

SUMMARY: Shape = dict.fromkeys(
    (
        "manual_playbook", "external_playbooks", "parallel_processing", "if_logic", "while_logic", "switch_logic",
        "temporal_logic", "data_markings", "digital_signatures", "countersigned_signatures", "extensions",
    ),
    "flag",
)  # fmt: skip

_EVERY_STEP: Shape = {
    "type": "text!", "name": "text", "description": "text", "external_references": "references", "delay": "count",
    "timeout": "count", "step_variables": "object", "owner": "id:identity", "step_extensions": "object",
}  # fmt: skip
_GOES_ON: Shape = {**_EVERY_STEP, "on_completion": "id", "on_success": "id", "on_failure": "id"}
_ARGUMENTS: Shape = {"in_args": "texts", "out_args": "texts"}

STEPS: Mapping[str, Shape] = {
    "start": {**_EVERY_STEP, "on_completion": "id!"},
    "end": _EVERY_STEP,
    "action": {**_GOES_ON, **_ARGUMENTS, "commands": "objects!", "agent": "id!", "targets": "ids"},
    "playbook-action": {**_GOES_ON, **_ARGUMENTS, "playbook_id": "id:playbook!", "playbook_version": "time"},
    "parallel": {**_GOES_ON, "next_steps": "ids!"},
    "if-condition": {**_GOES_ON, "condition": "text!", "on_true": "id!", "on_false": "id"},
    "while-condition": {**_GOES_ON, "condition": "text!", "on_true": "id!"},
    "switch-condition": {**_GOES_ON, "switch": "text!", "cases": "object!"},
}

_EVERY_COMMAND: Shape = {
    "type": "text!", "description": "text", "version": "text", "playbook_activity": "text",
    "external_references": "references",
}  # fmt: skip
_TYPED: Shape = {**_EVERY_COMMAND, "command": "text", "command_b64": "base64"}
_CODED: Shape = {**_EVERY_COMMAND, "command_b64": "base64!"}
_CONTENT: Shape = {"headers": "object", "content": "text", "content_b64": "base64"}

COMMANDS: Mapping[str, Shape] = {
    **dict.fromkeys(("manual", "bash", "ssh", "powershell", "caldera-cmd"), _TYPED),
    **dict.fromkeys(("elastic", "jupyter", "kestrel", "sigma", "yara"), _CODED),
    "http-api": {**_EVERY_COMMAND, **_CONTENT, "command": "text!"},
    "openc2-http": {**_EVERY_COMMAND, "headers": "object", "command": "text!", "content_b64": "base64!"},
}

_EVERY_AGENT: Shape = {
    "type": "text!", "name": "text!", "description": "text", "location": "object",
    "agent_target_extensions": "object",
}  # fmt: skip
_PERSON: Shape = {**_EVERY_AGENT, "contact": "object"}
_REACHED: Shape = {
    **_EVERY_AGENT, "address": "object!", "port": "text", "authentication_info": "id", "category": "texts",
}  # fmt: skip

AGENTS: Mapping[str, Shape] = {
    **dict.fromkeys(("individual", "group", "organization"), _PERSON),
    **dict.fromkeys(("http-api", "linux", "ssh", "net-address"), _REACHED),
    "location": {**_EVERY_AGENT, "logical": "texts"},
    "sector": {**_EVERY_AGENT, "sector": "text!"},
    "security-category": {**_EVERY_AGENT, "category": "texts!"},
}

_EVERY_LOGIN: Shape = {
    "type": "text!", "name": "text", "description": "text", "authentication_info_extensions": "object", "kms": "flag",
    "kms_key_identifier": "text",
}  # fmt: skip
LOGINS: Mapping[str, Shape] = {
    "http-basic": {**_EVERY_LOGIN, "user_id": "text", "password": "text"},
    "oauth2": {**_EVERY_LOGIN, "oauth_header": "text!", "token": "text!"},
    "user-auth": {**_EVERY_LOGIN, "username": "text", "password": "text"},
}

VARIABLE: Shape = {
    "type": "text!", "description": "text", "value": "text or null", "constant": "flag", "external": "flag",
}  # fmt: skip

EXTENSION: Shape = {
    "type": "text!", "name": "text!", "description": "text", "created_by": "id:identity!", "schema": "text!",
    "version": "text!", "external_references": "references",
}  # fmt: skip

_EVERY_MARKING: Shape = {
    "type": "text!", "id": "id!", "name": "text", "description": "text", "created_by": "id:identity!",
    "created": "time!", "revoked": "flag", "valid_from": "time", "valid_until": "time", "labels": "texts",
    "external_references": "references", "marking_extensions": "object",
}  # fmt: skip
MARKINGS: Mapping[str, Shape] = {
    "marking-statement": {**_EVERY_MARKING, "statement": "text!"},
    "marking-tlp": {**_EVERY_MARKING, "tlpv2_level": "text!"},
    "marking-iep": {
        **_EVERY_MARKING, "name": "text!", "description": "text!", "tlp": "text!", "iep_version": "count!",
        "start_date": "time!", "end_date": "anything!", "encrypt_in_transit": "text!", "permitted_actions": "text!",
        "affected_party_notifications": "text!", "attribution": "text!", "unmodified_resale": "text!",
        "external_references": "anything!",
    },
}  # fmt: skip

SIGNATURE: Shape = {
    "type": "text!", "id": "id:jss!", "created_by": "id:identity", "created": "time!", "modified": "time!",
    "revoked": "flag", "signee": "text!", "valid_from": "time", "valid_until": "time", "related_to": "id:playbook!",
    "related_version": "time!", "hash_algorithm": "text!", "algorithm": "text!", "public_key": "text",
    "public_cert_chain": "texts", "cert_url": "text", "thumbprint": "text", "value": "text!", "signature": "object",
}  # fmt: skip

REFERENCE: Shape = {
    "name": "text!", "description": "text", "source": "text", "url": "text", "external_id": "text",
    "reference_id": "text",
}  # fmt: skip
