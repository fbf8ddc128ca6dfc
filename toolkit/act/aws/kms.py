"""A key's scheduled deletion cancelled, and the key enabled again: deletion disables it, and its data with it."""

from datetime import UTC, datetime
from typing import Any

from toolkit.act.aws.reach import REGION, Hands, answer
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

DESCRIBE, CANCEL, ENABLE = "kms:DescribeKey", "kms:CancelKeyDeletion", "kms:EnableKey"
DOOMED = frozenset({"PendingDeletion", "PendingReplicaDeletion"})
SHORTEST, LONGEST = 7, 30
"""Days that a deletion can be put off for."""


def _key(hands: Hands, parameters: Parameters) -> dict[str, Any]:
    said = answer(hands.read(DESCRIBE, region=parameters["region"], KeyId=parameters["key"])).get("KeyMetadata") or {}
    if not said.get("KeyState"):
        raise CannotAct(DESCRIBE, "the answer tells no state")
    return dict(said)


def _state(hands: Hands, parameters: Parameters) -> str:
    return str(_key(hands, parameters)["KeyState"])


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    key, state = parameters["key"], _state(hands, parameters)
    if state not in DOOMED:
        return Plan(changes=(), because=f"no deletion of {key} is scheduled; it is {state}")
    changes = (
        Change(call=CANCEL, resource=key, words="its deletion is cancelled"),
        Change(call=ENABLE, resource=key, words="it can be used again"),
    )
    warnings = (
        "Whoever scheduled the deletion can do so again: deny that identity.",
        "What the key decrypts can be read again by everybody whom its policy and grants allow.",
        f"Undoing it schedules the deletion anew, {SHORTEST} days from then at the earliest.",
    )
    return Plan(changes=changes, warnings=warnings)


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    about = _key(hands, parameters)
    deletion = about.get("DeletionDate")
    return {
        "was": about["KeyState"],
        "deletion": deletion.astimezone(UTC).isoformat() if isinstance(deletion, datetime) else "",
    }


def _act(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    """By what is so now: after a crash the first of the two calls may have been made."""
    region, key = parameters["region"], parameters["key"]
    if _state(hands, parameters) in DOOMED:
        hands.change(CANCEL, region=region, KeyId=key)
    if captured["was"] in DOOMED and _state(hands, parameters) == "Disabled":
        hands.change(ENABLE, region=region, KeyId=key)


def _verify(hands: Hands, parameters: Parameters, captured: Captured) -> Verified:
    """Enabled; or no worse than it was, where no deletion had been scheduled."""
    state = _state(hands, parameters)
    so = state == "Enabled" if captured["was"] in DOOMED else state not in DOOMED
    return Verified(so=so, words=f"{parameters['key']} is {state}")


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    if captured["was"] not in DOOMED or _state(hands, parameters) in DOOMED:
        return
    days = SHORTEST
    if captured["deletion"]:
        left = datetime.fromisoformat(captured["deletion"]) - datetime.now(UTC)
        days = min(LONGEST, max(SHORTEST, left.days + 1))
    hands.change(
        "kms:ScheduleKeyDeletion", region=parameters["region"], KeyId=parameters["key"], PendingWindowInDays=days
    )


VERB = Verb(
    id="keep-kms-key",
    title="Keep a key that is about to be deleted",
    does="Cancels the scheduled deletion of a KMS key and enables it. Does not change its policy or grants, does "
    "not enable a key whose deletion was not scheduled, and cannot bring back one that was deleted.",
    parameters=(
        Parameter(name="key", help="Id or ARN of the key", example="1234abcd-12ab-34cd-56ef-1234567890ab"),
        REGION,
    ),
    permissions=("kms:CancelKeyDeletion", "kms:DescribeKey", "kms:EnableKey", "kms:ScheduleKeyDeletion"),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("AWS KMS Developer Guide, Delete an AWS KMS key",),
)

VERBS = (VERB,)
