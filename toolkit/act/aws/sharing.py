"""With whom a snapshot is shared, and that taken away: of EBS, of RDS, of an Aurora cluster.

Each is shared with everybody (`all`) or with accounts by number. Taking away `all` leaves the numbers, so both go.
"""

import re
from dataclasses import dataclass
from typing import Any

from toolkit.act.aws.reach import Hands, answer
from toolkit.act.verb import CannotAct

EBS = re.compile(r"snap-[0-9a-f]{8,17}")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of snapshot is asked about its shares and told of new ones."""

    noun: str
    read: str
    change: str
    absent: tuple[str, ...]


VOLUME = Kind("EBS", "ec2:DescribeSnapshotAttribute", "ec2:ModifySnapshotAttribute", ("InvalidSnapshot.NotFound",))
DATABASE = Kind(
    "RDS",
    "rds:DescribeDBSnapshotAttributes",
    "rds:ModifyDBSnapshotAttribute",
    ("DBSnapshotNotFound", "DBSnapshotNotFoundFault"),
)
CLUSTER = Kind(
    "Aurora",
    "rds:DescribeDBClusterSnapshotAttributes",
    "rds:ModifyDBClusterSnapshotAttribute",
    ("DBClusterSnapshotNotFoundFault", "DBClusterSnapshotNotFound"),
)


def kind_of(hands: Hands, region: str, snapshot: str) -> Kind:
    """What kind of snapshot bears this name. Raises `CannotAct` when none does."""
    for kind in (VOLUME,) if EBS.fullmatch(snapshot) else (DATABASE, CLUSTER):
        if shares(hands, region, snapshot, kind) is not None:
            return kind
    raise CannotAct("snapshot", f"there is no snapshot {snapshot} in {region}")


def shares(hands: Hands, region: str, snapshot: str, kind: Kind) -> list[str] | None:
    """`all` and account numbers, in order; None when there is no such snapshot."""
    if kind is VOLUME:
        return _of_volume(hands, region, snapshot)
    part = "DBSnapshot" if kind is DATABASE else "DBClusterSnapshot"
    found = hands.read(kind.read, region=region, absent=kind.absent, **{f"{part}Identifier": snapshot})
    if found is None:
        return None
    said = answer(found.get(f"{part}AttributesResult")).get(f"{part}Attributes")
    if said is None:
        raise CannotAct(kind.read, "the answer has no attributes")
    return sorted(
        str(value) for one in said if one.get("AttributeName") == "restore" for value in one["AttributeValues"]
    )


def share(hands: Hands, region: str, snapshot: str, kind: Kind, *, add: list[str], remove: list[str]) -> None:
    """Change its shares. Nothing to change is no call."""
    if not add and not remove:
        return
    if kind is VOLUME:
        for operation, whom in (("remove", remove), ("add", add)):
            _change_volume(hands, region, snapshot, operation, whom)
        return
    part = "DBSnapshot" if kind is DATABASE else "DBClusterSnapshot"
    values = {name: whom for name, whom in (("ValuesToAdd", add), ("ValuesToRemove", remove)) if whom}
    hands.change(kind.change, region=region, AttributeName="restore", **{f"{part}Identifier": snapshot}, **values)


def restore(hands: Hands, region: str, snapshot: str, kind: Kind, was: list[str]) -> None:
    """Shared with whom it was shared before, and nobody else. Raises `CannotAct` when the snapshot is gone."""
    now = shares(hands, region, snapshot, kind)
    if now is None:
        raise CannotAct(kind.read, f"{snapshot} was deleted meanwhile")
    share(hands, region, snapshot, kind, add=sorted(set(was) - set(now)), remove=sorted(set(now) - set(was)))


def _of_volume(hands: Hands, region: str, snapshot: str) -> list[str] | None:
    given = {"SnapshotId": snapshot, "Attribute": "createVolumePermission"}
    found = hands.read(VOLUME.read, region=region, absent=VOLUME.absent, **given)
    if found is None:
        return None
    each: list[dict[str, Any]] | None = found.get("CreateVolumePermissions")
    if each is None:
        raise CannotAct(VOLUME.read, "the answer has no permissions")
    return sorted(str(one.get("Group") or one.get("UserId")) for one in each)


def _change_volume(hands: Hands, region: str, snapshot: str, operation: str, whom: list[str]) -> None:
    """EC2 takes one direction a call. Everybody goes first: that is the widest share."""
    given = {"SnapshotId": snapshot, "Attribute": "createVolumePermission", "OperationType": operation}
    if ALL in whom:
        hands.change(VOLUME.change, region=region, **given, GroupNames=[ALL])
    if accounts := [one for one in whom if one != ALL]:
        hands.change(VOLUME.change, region=region, **given, UserIds=accounts)
