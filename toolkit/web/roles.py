"""Who may do what. Roles are Django's groups; what a role may do stands here and nowhere else."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class May(StrEnum):
    """What a page or an act asks for."""

    ANYBODY = "anybody"
    """Also without an account."""
    SIGNED_IN = "signed in"
    """One's own account: sessions, second factor, password."""
    SEE = "see"
    """The posture, readiness, playbooks and templates."""
    SCAN = "scan"
    EXCEPT = "except"
    """Accept a risk, mute a finding, take that back."""
    SEE_INCIDENTS = "see incidents"
    """Incidents, their evidence list, duties and notices; no recipient's data."""
    RESPOND = "respond"
    """Open and run incidents: steps, evidence, decisions."""
    ACT = "act"
    """Let a verb change something outside."""
    ANSWER = "answer"
    """Record what duties ask, when clocks began, who was told."""
    DRAFT = "draft"
    """Write notices."""
    APPROVE = "approve"
    """Say yes as the second person. Which yes, the approver's own role says."""
    SEND = "send"
    """Recipients' data, and sending to them."""
    EDIT = "edit"
    """Playbooks and templates of notices."""
    ADMINISTER = "administer"
    """Accounts, roles, tokens of others, the audit trail."""


class Role(StrEnum):
    """What somebody is here. One person may be several."""

    VIEWER = "viewer"
    ENGINEER = "engineer"
    RESPONDER = "responder"
    COMMUNICATIONS = "communications"
    APPROVER_LEGAL = "approver-legal"
    APPROVER_SECURITY = "approver-security"
    APPROVER_COMMUNICATIONS = "approver-communications"
    ADMINISTRATOR = "administrator"

    @property
    def reviews(self) -> str:
        """The role in which it reviews notices, as `[notices] reviewers` names it; empty for none."""
        return self.value.removeprefix("approver-") if self.value.startswith("approver-") else ""


_EVERYBODY = frozenset({May.SIGNED_IN, May.SEE})
_APPROVER = _EVERYBODY | {May.SEE_INCIDENTS, May.APPROVE}

CAN: Mapping[Role, frozenset[May]] = {
    Role.VIEWER: _EVERYBODY,
    Role.ENGINEER: _EVERYBODY | {May.SCAN, May.EXCEPT, May.SEE_INCIDENTS, May.EDIT},
    Role.RESPONDER: _EVERYBODY | {May.SCAN, May.SEE_INCIDENTS, May.RESPOND, May.ACT, May.ANSWER},
    Role.COMMUNICATIONS: _EVERYBODY | {May.SEE_INCIDENTS, May.ANSWER, May.DRAFT, May.SEND, May.EDIT},
    Role.APPROVER_LEGAL: _APPROVER,
    Role.APPROVER_SECURITY: _APPROVER,
    Role.APPROVER_COMMUNICATIONS: _APPROVER,
    Role.ADMINISTRATOR: _EVERYBODY | {May.ADMINISTER},
}
"""An administrator gives roles, and so has none of the others' rights without giving them to himself, on record."""

NAMES = frozenset(one.value for one in Role)
"""Names of all roles."""

TITLES = {
    Role.VIEWER: _("Viewer"),
    Role.ENGINEER: _("Engineer"),
    Role.RESPONDER: _("Responder"),
    Role.COMMUNICATIONS: _("Communications"),
    Role.APPROVER_LEGAL: _("Approver, legal"),
    Role.APPROVER_SECURITY: _("Approver, security"),
    Role.APPROVER_COMMUNICATIONS: _("Approver, communications"),
    Role.ADMINISTRATOR: _("Administrator"),
}

RIGHTS = {
    May.SEE: _("See the posture, readiness, playbooks and templates"),
    May.SCAN: _("Start a scan"),
    May.EXCEPT: _("Accept a risk for a time, and take that back"),
    May.SEE_INCIDENTS: _("See incidents, their duties and notices"),
    May.RESPOND: _("Open and run incidents, collect evidence"),
    May.ACT: _("Let the tool contain something outside"),
    May.ANSWER: _("Answer what the law asks, record when clocks began and who was told"),
    May.DRAFT: _("Write notices"),
    May.APPROVE: _("Approve as the second person"),
    May.SEND: _("See recipients, send notices"),
    May.EDIT: _("Edit playbooks and templates"),
    May.ADMINISTER: _("Accounts, roles and the audit trail"),
}


def rights(roles: Iterable[str]) -> frozenset[May]:
    """What these roles may do together. A name that is none of ours gives nothing."""
    ours = [Role(name) for name in roles if name in NAMES]
    return frozenset().union(*(CAN[one] for one in ours))
