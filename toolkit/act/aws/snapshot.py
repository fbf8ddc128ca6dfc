"""Snapshots of all volumes of an instance at one moment, and a lock on them.

They carry a token that was written down before: after a crash it is seen which were made, and none is made twice.
"""

from typing import Any
from uuid import uuid4

from toolkit.act.aws import machine
from toolkit.act.aws.reach import MARK, REGION, Hands, answer, tag_of, tagged
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

DESCRIBE, CREATE, LOCK, LOCKS = (
    "ec2:DescribeSnapshots", "ec2:CreateSnapshots", "ec2:LockSnapshot", "ec2:DescribeLockedSnapshots",
)  # fmt: skip
KIND = "snapshot"
MODE = "governance"
"""Not `compliance`, which nobody can take back."""
LONGEST_LOCK = 36_500
LOCKED = frozenset({"governance", "compliance", "compliance-cooloff"})


def _days(parameters: Parameters) -> int:
    """0: no lock."""
    said = parameters.get("lock_days", "0")
    if not said.isascii() or not said.isdigit() or not 0 <= int(said) <= LONGEST_LOCK:
        raise CannotAct("lock_days", f"expected a number of days up to {LONGEST_LOCK}")
    return int(said)


def _volumes(hands: Hands, parameters: Parameters) -> list[str]:
    found = machine.volumes(machine.instance(hands, parameters["region"], parameters["instance"]))
    if not found:
        raise CannotAct(
            "ec2:DescribeInstances", f"{parameters['instance']} has no EBS volume; instance stores have no snapshots"
        )
    return found


def _snapshots(hands: Hands, parameters: Parameters) -> list[dict[str, Any]]:
    """Those that this verb made of the instance, at any time."""
    wanted = [{"Name": f"tag:{MARK}-instance", "Values": [parameters["instance"]]}]
    return list(hands.pages(DESCRIBE, "Snapshots", region=parameters["region"], OwnerIds=["self"], Filters=wanted))


def _made(hands: Hands, parameters: Parameters, captured: Captured) -> list[dict[str, Any]]:
    each = _snapshots(hands, parameters)
    return [one for one in each if tag_of(one, f"{MARK}-{KIND}") == captured["token"]]


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    region, days = parameters["region"], _days(parameters)
    about = machine.instance(hands, region, parameters["instance"])
    changes = [Change(call=CREATE, resource=volume, words="snapshot") for volume in _volumes(hands, parameters)]
    if days:
        changes.append(
            Change(call=LOCK, resource="each snapshot", words=f"cannot be deleted for {days} days ({MODE})")
        )
    warnings = [
        "Crash-consistent: what the machine has in memory or not yet written is not in it. Memory is lost at a stop.",
        "Instance store volumes are not in it.",
        "Snapshots of encrypted volumes need their KMS key as long as they are kept.",
    ]
    if not days:
        warnings.append("Without lock_days whoever may delete snapshots can delete these.")
    return Plan(changes=tuple(changes), warnings=(*warnings, *machine.autoscaling_warning(about)))


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    there = sorted(str(one["SnapshotId"]) for one in _snapshots(hands, parameters))
    return {"was": there, "volumes": _volumes(hands, parameters), "token": str(uuid4())}


def _act(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    region, made = parameters["region"], _made(hands, parameters, captured)
    if not made:
        tags = [*tagged(KIND, captured["token"]), {"Key": f"{MARK}-instance", "Value": parameters["instance"]}]
        told = hands.change(
            CREATE, region=region, InstanceSpecification={"InstanceId": parameters["instance"]},
            Description=f"Evidence of {parameters['instance']}, by breachready",
            TagSpecifications=[{"ResourceType": "snapshot", "Tags": tags}],
        )  # fmt: skip
        made = list(told.get("Snapshots") or ())
    days = _days(parameters)
    locked = _locked(hands, region, made) if days else {}
    for one in made:
        if days and one["SnapshotId"] not in locked:
            hands.change(LOCK, region=region, SnapshotId=one["SnapshotId"], LockMode=MODE, LockDuration=days)


def _locked(hands: Hands, region: str, made: list[dict[str, Any]]) -> dict[str, int]:
    """Days of lock by id, of those that are locked."""
    ids = [str(one["SnapshotId"]) for one in made]
    if not ids:
        return {}
    found = answer(hands.read(LOCKS, region=region, SnapshotIds=ids)).get("Snapshots") or ()
    return {
        str(one["SnapshotId"]): int(one.get("LockDuration") or 0) for one in found if one.get("LockState") in LOCKED
    }


def _verify(hands: Hands, parameters: Parameters, captured: Captured) -> Verified:
    """All volumes, all written, all locked. Still being written is not an answer yet."""
    made = _made(hands, parameters, captured)
    missing = sorted(set(captured["volumes"]) - {str(one.get("VolumeId")) for one in made})
    if missing:
        return Verified(so=False, words=f"no snapshot of {', '.join(missing)}")
    wrong = sorted(str(one["SnapshotId"]) for one in made if one.get("State") not in ("completed", "pending"))
    if wrong:
        return Verified(so=False, words=f"could not be written: {', '.join(wrong)}")
    days = _days(parameters)
    locked = _locked(hands, parameters["region"], made) if days else {}
    loose = sorted(str(one["SnapshotId"]) for one in made if days and locked.get(str(one["SnapshotId"]), 0) < days)
    if loose:
        return Verified(so=False, words=f"not locked for {days} days: {', '.join(loose)}")
    waiting = [one for one in made if one["State"] == "pending"]
    if waiting:
        raise CannotAct(DESCRIBE, f"{len(waiting)} of {len(made)} still being written; call again to see", maybe=True)
    ids = ", ".join(sorted(str(one["SnapshotId"]) for one in made))
    return Verified(so=True, words=f"written: {ids}" + (f", locked for {days} days" if days else ", not locked"))


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    """Deletes what was made, and nothing else. Evidence that the playbook still needs is lost by it."""
    region, made = parameters["region"], _made(hands, parameters, captured)
    for one in made:
        if _days(parameters) and one["SnapshotId"] in _locked(hands, region, [one]):
            hands.change("ec2:UnlockSnapshot", region=region, SnapshotId=one["SnapshotId"])
        hands.change("ec2:DeleteSnapshot", region=region, SnapshotId=one["SnapshotId"])


VERB = Verb(
    id="snapshot-instance",
    title="Keep the disks of an instance as they are",
    does="Takes snapshots of all EBS volumes of an instance at one moment and, with lock_days, locks them in "
    "governance mode: who has the permission can still unlock them. Does not keep memory or instance stores, "
    "does not stop the machine, and copies nothing to another account. Undoing it deletes the snapshots.",
    parameters=(
        machine.INSTANCE,
        REGION,
        Parameter(
            name="lock_days", help="Days for which they cannot be deleted, 1 to 36500", example="90", optional=True
        ),
    ),
    permissions=(
        "ec2:CreateSnapshots",
        "ec2:CreateTags",
        "ec2:DeleteSnapshot",
        "ec2:DescribeInstances",
        "ec2:DescribeLockedSnapshots",
        "ec2:DescribeSnapshots",
        "ec2:LockSnapshot",
        "ec2:UnlockSnapshot",
    ),
    rehearsal=Rehearsal.DRY_RUN,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("Amazon EBS User Guide, Create multi-volume snapshots; Amazon EBS snapshot lock",),
)

VERBS = (VERB,)
