"""The fixed words of CACAO 2.0 (OASIS CS01, 27 November 2023) and what ours are called there."""

from collections.abc import Mapping

from toolkit.core.playbook import Phase, VariableType

SPEC = "cacao-2.0"

DAY_START = "T00:00:00.000Z"
"""Our playbooks know days, CACAO wants milliseconds."""

ACTIVITY: Mapping[Phase, str] = {
    Phase.DETECT: "analyze-collected-data",
    Phase.TRIAGE: "analyze-collected-data",
    Phase.EVIDENCE: "analyze-collected-data",
    Phase.CONTAIN: "restrict-access",
    Phase.ERADICATE: "eliminate-risk",
    Phase.RECOVER: "restore-capabilities",
    Phase.NOTIFY: "deliver-content",
    Phase.LEARN: "identify-steps",
}
"""`playbook-activity-type-ov` nearest to a phase."""

TYPE: Mapping[Phase, str] = {
    Phase.DETECT: "detection",
    Phase.TRIAGE: "investigation",
    Phase.EVIDENCE: "investigation",
    Phase.CONTAIN: "mitigation",
    Phase.ERADICATE: "remediation",
    Phase.RECOVER: "remediation",
    Phase.NOTIFY: "notification",
    Phase.LEARN: "prevention",
}
"""`playbook-type-ov` nearest to a phase."""

VARIABLE: Mapping[VariableType, str] = {VariableType.NUMBER: "integer", VariableType.YES_NO: "bool"}
"""Variable types that CACAO has; everything else is a `string`."""

TLP: Mapping[str, str] = {
    "CLEAR": "94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "e828b379-4e03-4974-9ac4-e53a884c97c1",
}
"""The official markings; no other id may be used for a TLP level."""

TLP_MADE_BY = "identity--5abe695c-7bd5-4c31-8824-2528696cdbf1"
TLP_MADE_ON = "2022-10-01T00:00:00.000Z"

MARKING_KINDS = ("marking-tlp", "marking-iep", "marking-statement")

POINTERS = ("on_completion", "on_success", "on_failure", "on_true", "on_false")
"""Properties of a step that hold the id of one other step."""

JCS_INTEGER = 2**53 - 1
"""The largest whole number that RFC 8785 can write."""
