"""An explicit deny of everything for one user or role. It holds for sessions that run already, too."""

from toolkit.act.aws import inline_policy
from toolkit.act.aws.identity import Identity, identity, not_ourselves
from toolkit.act.aws.reach import Hands
from toolkit.act.verb import Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

POLICY = "BreachreadyDenyAll"
DOCUMENT: inline_policy.Document = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": POLICY, "Effect": "Deny", "Action": "*", "Resource": "*"}],
}


def _who(hands: Hands, parameters: Parameters) -> Identity:
    return identity(hands, parameters["identity"])


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    who = _who(hands, parameters)
    not_ourselves(hands, who)
    if inline_policy.read(hands, who, POLICY) == DOCUMENT:
        return Plan(changes=(), because=f"{who.resource} has the policy {POLICY} already")
    change = Change(call=f"iam:Put{who.kind}Policy", resource=who.resource, words=f"deny everything ({POLICY})")
    warnings = (
        f"Everything that works as {who.resource} stops, also what runs already.",
        "Roles that it took on before go on as those roles: revoke-sessions ends them.",
        "It does not stop what needs no permission: presigned addresses of others, and sts:GetCallerIdentity.",
        "Whoever may change this identity's policies can take the deny away.",
    )
    return Plan(changes=(change,), warnings=warnings)


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    return {"was": inline_policy.read(hands, _who(hands, parameters), POLICY)}


def _act(hands: Hands, parameters: Parameters, _captured: Captured) -> None:
    inline_policy.put(hands, _who(hands, parameters), POLICY, DOCUMENT)


def _verify(hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
    who = _who(hands, parameters)
    so = inline_policy.read(hands, who, POLICY) == DOCUMENT
    words = f"{who.resource} is denied everything" if so else f"{who.resource} does not have the policy {POLICY}"
    return Verified(so=so, words=words)


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    inline_policy.put_back(hands, _who(hands, parameters), POLICY, captured["was"])


VERB = Verb(
    id="deny-identity",
    title="Deny a user or role everything",
    does="Puts an inline policy that denies every action on every resource. Keys, password and other policies stay "
    "as they are. Does not reach roles that the identity took on before, nor identities of a service of AWS.",
    parameters=(Parameter(name="identity", help="Name, user/NAME, role/NAME or ARN", example="user/backup-job"),),
    permissions=(
        "iam:DeleteRolePolicy",
        "iam:DeleteUserPolicy",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:GetUser",
        "iam:GetUserPolicy",
        "iam:PutRolePolicy",
        "iam:PutUserPolicy",
        "sts:GetCallerIdentity",
    ),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("IAM User Guide, Policy evaluation logic: an explicit deny overrides",),
)

VERBS = (VERB,)
