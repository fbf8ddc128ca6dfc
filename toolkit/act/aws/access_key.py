"""An access key off. Inactive, never deleted: it can be put back, and what it did can still be looked up."""

from toolkit.act.aws.identity import Identity, identity, not_ourselves
from toolkit.act.aws.reach import Hands
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

LIST, UPDATE = "iam:ListAccessKeys", "iam:UpdateAccessKey"
OFF = "Inactive"


def _user(hands: Hands, parameters: Parameters) -> Identity:
    return identity(hands, parameters["identity"], ("User",))


def _keys(hands: Hands, who: Identity) -> dict[str, str]:
    """Status of each key by id."""
    listed = hands.pages(LIST, "AccessKeyMetadata", **who.named)
    return {str(one["AccessKeyId"]): str(one["Status"]) for one in listed}


def _status(hands: Hands, parameters: Parameters) -> str:
    who, key = _user(hands, parameters), parameters["key"]
    status = _keys(hands, who).get(key)
    if status is None:
        raise CannotAct(LIST, f"{who.resource} has no key {key}")
    return status


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    who, key = _user(hands, parameters), parameters["key"]
    not_ourselves(hands, who)
    if _status(hands, parameters) == OFF:
        return Plan(changes=(), because=f"{key} is inactive")
    others = sorted(one for one, status in _keys(hands, who).items() if one != key and status != OFF)
    warnings = [
        "Whatever works with this key stops.",
        "Sessions begun with the key, and roles taken on with it, go on until they expire.",
        "deny-identity stops the user's own sessions, revoke-sessions those of a role.",
    ]
    if others:
        warnings.append(f"{who.resource} has other active keys, which stay so: {', '.join(others)}")
    return Plan(
        changes=(Change(call=UPDATE, resource=f"{who.resource}/{key}", words="set inactive"),),
        warnings=tuple(warnings),
    )


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    return {"was": _status(hands, parameters)}


def _set(hands: Hands, parameters: Parameters, status: str) -> None:
    hands.change(UPDATE, **_user(hands, parameters).named, AccessKeyId=parameters["key"], Status=status)


def _act(hands: Hands, parameters: Parameters, _captured: Captured) -> None:
    _set(hands, parameters, OFF)


def _verify(hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
    status = _status(hands, parameters)
    return Verified(so=status == OFF, words=f"{parameters['key']} is {status.lower()}")


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    _set(hands, parameters, captured["was"])


VERB = Verb(
    id="deactivate-key",
    title="Switch an access key off",
    does="Sets one access key of a user inactive. Does not delete it, does not touch other keys or the password, "
    "and does not end sessions that were begun with it or roles that it took on.",
    parameters=(
        Parameter(name="identity", help="The user: name, user/NAME or ARN", example="backup-job"),
        Parameter(name="key", help="Id of the access key, never its secret", example="AKIAIOSFODNN7EXAMPLE"),
    ),
    permissions=("iam:GetUser", "iam:ListAccessKeys", "iam:UpdateAccessKey", "sts:GetCallerIdentity"),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("IAM User Guide, Manage access keys for IAM users",),
)

VERBS = (VERB,)
