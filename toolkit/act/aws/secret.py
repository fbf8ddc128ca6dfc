"""A secret rotated by the rotation that it has. The value is never read here."""

from typing import Any
from uuid import uuid4

from toolkit.act.aws.reach import REGION, Hands, answer
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

DESCRIBE, ROTATE = "secretsmanager:DescribeSecret", "secretsmanager:RotateSecret"
CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"


def _secret(hands: Hands, parameters: Parameters) -> dict[str, Any]:
    return answer(hands.read(DESCRIBE, region=parameters["region"], SecretId=parameters["secret"]))


def _stages(about: dict[str, Any]) -> dict[str, list[str]]:
    """Labels by version."""
    return {str(one): sorted(labels) for one, labels in (about.get("VersionIdsToStages") or {}).items()}


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    about = _secret(hands, parameters)
    if about.get("DeletedDate"):
        raise CannotAct(DESCRIBE, "the secret is marked as deleted: restore it first")
    if not about.get("RotationEnabled"):
        raise CannotAct(DESCRIBE, "no rotation is set up: change the password at its source, then put the new value")
    waiting = [one for one, labels in _stages(about).items() if PENDING in labels and CURRENT not in labels]
    if waiting:
        raise CannotAct(
            DESCRIBE, f"a rotation was begun and is not finished (version {', '.join(waiting)}): finish it first"
        )
    warnings = (
        "It cannot be undone: the old value is not put back.",
        "Whatever keeps the old value, in memory or configuration, is locked out until it reads the new one.",
        f"The old value stays readable as {PREVIOUS}.",
        "With a rotation between two users the old password stays valid until the next one: rotate once more after.",
        "Sessions that were opened with the old value stay open.",
    )
    return Plan(
        changes=(Change(call=ROTATE, resource=parameters["secret"], words="a new value, now"),), warnings=warnings
    )


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    """The token names the new version: asked twice with it, the service rotates once."""
    return {"was": _stages(_secret(hands, parameters)), "token": str(uuid4())}


def _act(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    if captured["token"] in _stages(_secret(hands, parameters)):
        return
    hands.change(
        ROTATE, region=parameters["region"], SecretId=parameters["secret"], ClientRequestToken=captured["token"],
        RotateImmediately=True,
    )  # fmt: skip


def _verify(hands: Hands, parameters: Parameters, captured: Captured) -> Verified:
    """Current is the version that was asked for. Begun and not finished is not an answer yet."""
    labels = _stages(_secret(hands, parameters)).get(captured["token"], [])
    if CURRENT in labels:
        return Verified(so=True, words=f"version {captured['token']} is current")
    if PENDING in labels:
        raise CannotAct(DESCRIBE, "the rotation was begun and is not finished; call again to see", maybe=True)
    if labels == [PREVIOUS]:
        return Verified(so=False, words=f"version {captured['token']} was current; it was rotated again since")
    return Verified(so=False, words="the new version is not there: look at the log of the rotation function")


VERB = Verb(
    id="rotate-secret",
    title="Rotate a secret",
    does="Starts the rotation that is set up for the secret, now. Cannot be undone. Does not set up a rotation "
    "where there is none, does not end sessions opened with the old value, and does not tell applications "
    "that keep it.",
    parameters=(Parameter(name="secret", help="Name or ARN of the secret", example="shop/database"), REGION),
    permissions=("secretsmanager:DescribeSecret", "secretsmanager:RotateSecret"),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=None,
    sources=("AWS Secrets Manager User Guide, Rotation by Lambda function; rotation strategies",),
)

VERBS = (VERB,)
