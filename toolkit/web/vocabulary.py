"""The closed vocabularies that pages show by themselves, in the page's language."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from toolkit.core.duty.words import Risk, Start
from toolkit.core.playbook import Audience, Phase
from toolkit.core.verdict import Severity

SEVERITY: dict[Severity, str] = {
    Severity.CRITICAL: _("critical"),
    Severity.HIGH: _("high"),
    Severity.MEDIUM: _("medium"),
    Severity.LOW: _("low"),
}

PHASE: Mapping[Phase, str] = {
    Phase.DETECT: _("detect"),
    Phase.TRIAGE: _("triage"),
    Phase.EVIDENCE: _("evidence"),
    Phase.CONTAIN: _("contain"),
    Phase.ERADICATE: _("eradicate"),
    Phase.RECOVER: _("recover"),
    Phase.NOTIFY: _("notify"),
    Phase.LEARN: _("learn"),
}

START: Mapping[Start, str] = {
    Start.DISCOVERY: _("discovery"),
    Start.SUSPICION: _("suspicion"),
    Start.AWARENESS: _("awareness"),
    Start.DETERMINATION: _("determination"),
    Start.CONFIRMATION: _("confirmation"),
    Start.SCOPE: _("scope identified"),
    Start.ASSESSMENT: _("assessment"),
    Start.MATERIALITY: _("materiality"),
    Start.CLASSIFICATION: _("classification"),
    Start.PAYMENT: _("payment"),
    Start.MITIGATION: _("mitigation"),
    Start.REQUEST: _("request"),
    Start.DECISION: _("decision to notify"),
}

RISK: Mapping[Risk, str] = {
    Risk.UNLIKELY: _("unlikely"),
    Risk.RISK: _("a risk"),
    Risk.HIGH: _("a high risk"),
}

AUDIENCE: Mapping[Audience, str] = {
    Audience.AUTHORITY: _("authorities"),
    Audience.PEOPLE: _("people concerned"),
    Audience.CUSTOMERS: _("business customers"),
    Audience.MANAGEMENT: _("management"),
    Audience.STAFF: _("staff"),
    Audience.PARTNERS: _("partners"),
    Audience.PUBLIC: _("everybody"),
}

KINDS: Mapping[type[StrEnum], Mapping[Any, str]] = {
    Severity: SEVERITY,
    Phase: PHASE,
    Start: START,
    Risk: RISK,
    Audience: AUDIENCE,
}


def called(one: StrEnum) -> str:
    """What a page calls it; the filter of templates."""
    return str(KINDS[type(one)][one])
