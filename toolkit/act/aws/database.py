"""A database of RDS off the internet, and its snapshots shared with nobody."""

from dataclasses import dataclass
from typing import Any

from toolkit.act.aws import sharing
from toolkit.act.aws.reach import REGION, Hands
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

INSTANCES, CLUSTERS, MODIFY = "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:ModifyDBInstance"
NO_INSTANCE = ("DBInstanceNotFound", "DBInstanceNotFoundFault")
NO_CLUSTER = ("DBClusterNotFoundFault", "DBClusterNotFound")


@dataclass(frozen=True, slots=True)
class _Found:
    """A database as it is: each instance and whether it is public, each shared snapshot and with whom."""

    public: dict[str, bool]
    pending: list[str]
    shared: dict[str, list[str]]
    kinds: dict[str, sharing.Kind]


def _look(hands: Hands, parameters: Parameters) -> _Found:
    region, name = parameters["region"], parameters["database"]
    members, cluster = _members(hands, region, name)
    each: list[tuple[str, sharing.Kind]] = []
    for one in members if not cluster else ():
        found = hands.pages(
            "rds:DescribeDBSnapshots", "DBSnapshots", region=region, DBInstanceIdentifier=one["DBInstanceIdentifier"]
        )
        each += [(str(snap["DBSnapshotIdentifier"]), sharing.DATABASE) for snap in found if _manual(snap)]
    if cluster:
        found = hands.pages(
            "rds:DescribeDBClusterSnapshots", "DBClusterSnapshots", region=region, DBClusterIdentifier=cluster
        )
        each += [(str(snap["DBClusterSnapshotIdentifier"]), sharing.CLUSTER) for snap in found if _manual(snap)]
    shares = {one: sharing.shares(hands, region, one, kind) or [] for one, kind in each}
    return _Found(
        public={str(one["DBInstanceIdentifier"]): one.get("PubliclyAccessible") is True for one in members},
        pending=[
            str(one["DBInstanceIdentifier"])
            for one in members
            if "PubliclyAccessible" in (one.get("PendingModifiedValues") or {})
        ],
        shared={one: whom for one, whom in sorted(shares.items()) if whom},
        kinds=dict(each),
    )


def _members(hands: Hands, region: str, name: str) -> tuple[list[dict[str, Any]], str]:
    """The instances of a database, and the cluster that it is or belongs to, empty for none."""
    found = hands.read(INSTANCES, region=region, absent=NO_INSTANCE, DBInstanceIdentifier=name)
    each: list[dict[str, Any]] = list((found or {}).get("DBInstances") or ())
    cluster = str(each[0].get("DBClusterIdentifier") or "") if each else name
    if not cluster:
        return each, ""
    about = hands.read(CLUSTERS, region=region, absent=NO_CLUSTER, DBClusterIdentifier=cluster)
    clusters = list((about or {}).get("DBClusters") or ())
    if not clusters:
        raise CannotAct(INSTANCES, f"there is no database {name} in {region}")
    names = [str(one["DBInstanceIdentifier"]) for one in clusters[0].get("DBClusterMembers") or ()]
    each = [_instance(hands, region, one) for one in names]
    return each, cluster


def _instance(hands: Hands, region: str, name: str) -> dict[str, Any]:
    found = hands.read(INSTANCES, region=region, DBInstanceIdentifier=name) or {}
    each: list[dict[str, Any]] = list(found.get("DBInstances") or ())
    if len(each) != 1:
        raise CannotAct(INSTANCES, f"the answer has no instance {name}")
    return each[0]


def _manual(snapshot: dict[str, Any]) -> bool:
    """Automatic ones cannot be shared."""
    return str(snapshot.get("SnapshotType", "manual")) == "manual"


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    found = _look(hands, parameters)
    changes = [
        Change(call=MODIFY, resource=one, words="not public any more")
        for one, public in found.public.items()
        if public
    ]
    changes += [
        Change(call=found.kinds[one].change, resource=one, words=f"no longer shared with {', '.join(whom)}")
        for one, whom in found.shared.items()
    ]
    if not changes:
        return Plan(changes=(), because=f"{parameters['database']} is not public and none of its snapshots is shared")
    warnings = (
        "Whoever reaches it over the internet, staff and partners too, cannot once its name is looked up anew.",
        "Security groups stay as they are, and connections that are open stay open.",
        "Passwords stay as they are: rotate-secret. Copies that others made of shared snapshots stay theirs.",
    )
    return Plan(changes=tuple(changes), warnings=warnings)


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    found = _look(hands, parameters)
    return {"was": {"public": found.public, "shared": found.shared}}


def _act(hands: Hands, parameters: Parameters, _captured: Captured) -> None:
    """Public access changes at once by itself: `ApplyImmediately` would bring on whatever else waits."""
    region, found = parameters["region"], _look(hands, parameters)
    for one, public in found.public.items():
        if public:
            hands.change(MODIFY, region=region, DBInstanceIdentifier=one, PubliclyAccessible=False)
    for one, whom in found.shared.items():
        sharing.share(hands, region, one, found.kinds[one], add=[], remove=whom)


def _verify(hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
    found = _look(hands, parameters)
    if found.pending:
        raise CannotAct(INSTANCES, f"still being changed: {', '.join(found.pending)}; call again to see", maybe=True)
    public = [one for one, so in found.public.items() if so]
    wrong = [f"{one} is public" for one in public] + [f"{one} is shared" for one in found.shared]
    words = "; ".join(wrong) or f"{parameters['database']} is not public, none of its snapshots is shared"
    return Verified(so=not wrong, words=words)


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    region, was, found = parameters["region"], captured["was"], _look(hands, parameters)
    for one, public in was["public"].items():
        if found.public.get(one) is not public:
            hands.change(MODIFY, region=region, DBInstanceIdentifier=one, PubliclyAccessible=public)
    for one, whom in was["shared"].items():
        kind = found.kinds.get(one) or sharing.kind_of(hands, region, one)
        sharing.restore(hands, region, one, kind, whom)


VERB = Verb(
    id="close-database",
    title="Take a database off the internet",
    does="Makes an RDS database, or every instance of an Aurora cluster, not public, and takes away all shares of "
    "its manual snapshots. Does not change security groups or passwords, does not end open connections, and "
    "reaches no copies.",
    parameters=(Parameter(name="database", help="Name of the instance or cluster", example="customers"), REGION),
    permissions=(
        "rds:DescribeDBClusterSnapshotAttributes",
        "rds:DescribeDBClusterSnapshots",
        "rds:DescribeDBClusters",
        "rds:DescribeDBInstances",
        "rds:DescribeDBSnapshotAttributes",
        "rds:DescribeDBSnapshots",
        "rds:ModifyDBClusterSnapshotAttribute",
        "rds:ModifyDBInstance",
        "rds:ModifyDBSnapshotAttribute",
    ),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("Amazon RDS API Reference, ModifyDBInstance; ModifyDBSnapshotAttribute",),
)

VERBS = (VERB,)
