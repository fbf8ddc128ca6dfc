"""Sessions of a role refused that began before a moment. Those begun later, by whoever may still begin one, go on."""

from datetime import UTC, datetime

from toolkit.act.aws import inline_policy
from toolkit.act.aws.identity import Identity, identity, not_ourselves
from toolkit.act.aws.reach import Hands
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified
from toolkit.act.when import moment, spelt

POLICY = "BreachreadyRevokeSessions"


def _document(before: str) -> inline_policy.Document:
    statement = {
        "Sid": POLICY,
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": before}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _role(hands: Hands, parameters: Parameters) -> Identity:
    return identity(hands, parameters["identity"], ("Role",))


def _before(parameters: Parameters) -> str:
    now = datetime.now(UTC)
    before = moment("before", parameters["before"]) if "before" in parameters else now
    if before > now:
        raise CannotAct("before", "is still to come: deny-identity refuses sessions that are not begun yet")
    return spelt(before)


def _in_force(document: inline_policy.Document | None) -> str:
    """Until when sessions are refused by our policy; empty without it, or where somebody changed it."""
    try:
        said = str((document or {})["Statement"][0]["Condition"]["DateLessThan"]["aws:TokenIssueTime"])
    except (LookupError, TypeError):
        return ""
    return said if document == _document(said) else ""


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    who, before = _role(hands, parameters), _before(parameters)
    not_ourselves(hands, who)
    if _in_force(inline_policy.read(hands, who, POLICY)) >= before:
        return Plan(changes=(), because=f"sessions of {who.resource} from before {before} are refused already")
    change = Change(
        call="iam:PutRolePolicy",
        resource=who.resource,
        words=f"refuse sessions that began before {before} ({POLICY})",
    )
    warnings = (
        "Applications with this role are refused until they take it on again: on instances up to some hours.",
        "Who may still take the role on can begin anew, the intruder too: close that way first (trust policy, key).",
        "Sessions of other roles that were begun from these sessions go on.",
    )
    return Plan(changes=(change,), warnings=warnings)


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    """The moment is kept, so that doing it again after a crash revokes the same sessions and no more."""
    return {"was": inline_policy.read(hands, _role(hands, parameters), POLICY), "before": _before(parameters)}


def _act(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    inline_policy.put(hands, _role(hands, parameters), POLICY, _document(captured["before"]))


def _verify(hands: Hands, parameters: Parameters, captured: Captured) -> Verified:
    who, before = _role(hands, parameters), captured["before"]
    so = _in_force(inline_policy.read(hands, who, POLICY)) >= before
    words = "are refused; later ones go on" if so else f"are not refused: {POLICY} is not as it was put"
    return Verified(so=so, words=f"sessions of {who.resource} from before {before} {words}")


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    inline_policy.put_back(hands, _role(hands, parameters), POLICY, captured["was"])


VERB = Verb(
    id="revoke-sessions",
    title="End the running sessions of a role",
    does="Puts an inline policy that denies everything to sessions issued before now (or `before`). Does not stop "
    "new sessions: whoever may take the role on can begin one at once. To end sessions again later, give a "
    "later `before`.",
    parameters=(
        Parameter(name="identity", help="The role: name, role/NAME or ARN", example="role/web-server"),
        Parameter(
            name="before",
            help="Moment in UTC; now when it is left out",
            example="2026-11-25T14:30:00Z",
            optional=True,
        ),
    ),
    permissions=(
        "iam:DeleteRolePolicy",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:PutRolePolicy",
        "sts:GetCallerIdentity",
    ),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("IAM User Guide, Revoke IAM role temporary security credentials",),
)

VERBS = (VERB,)
