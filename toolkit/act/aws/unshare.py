"""A snapshot shared with nobody any more: neither with everybody nor with an account by number."""

from toolkit.act.aws import sharing
from toolkit.act.aws.reach import REGION, Hands
from toolkit.act.verb import Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified


def _shares(hands: Hands, parameters: Parameters) -> tuple[sharing.Kind, list[str]]:
    region, snapshot = parameters["region"], parameters["snapshot"]
    kind = sharing.kind_of(hands, region, snapshot)
    return kind, sharing.shares(hands, region, snapshot, kind) or []


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    kind, whom = _shares(hands, parameters)
    if not whom:
        return Plan(changes=(), because=f"{parameters['snapshot']} ({kind.noun}) is shared with nobody")
    change = Change(
        call=kind.change, resource=parameters["snapshot"], words=f"no longer shared with {', '.join(whom)}"
    )
    warnings = (
        "Whoever copied it, or made a volume or database of it, keeps that: look for it in CloudTrail.",
        "Accounts that restore from it by agreement cannot any more.",
    )
    return Plan(changes=(change,), warnings=warnings)


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    return {"was": _shares(hands, parameters)[1]}


def _act(hands: Hands, parameters: Parameters, _captured: Captured) -> None:
    """Whom it is shared with now, not when it was captured: somebody may have shared it meanwhile."""
    kind, whom = _shares(hands, parameters)
    sharing.share(hands, parameters["region"], parameters["snapshot"], kind, add=[], remove=whom)


def _verify(hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
    _, whom = _shares(hands, parameters)
    words = f"still shared with {', '.join(whom)}" if whom else f"{parameters['snapshot']} is shared with nobody"
    return Verified(so=not whom, words=words)


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    kind, _ = _shares(hands, parameters)
    sharing.restore(hands, parameters["region"], parameters["snapshot"], kind, captured["was"])


VERB = Verb(
    id="unshare-snapshot",
    title="Share a snapshot with nobody",
    does="Takes away every share of one snapshot of EBS, RDS or Aurora: with everybody, and with each account by "
    "number. Does not reach copies, volumes and databases that others made of it, nor other snapshots, nor "
    "machine images.",
    parameters=(
        Parameter(
            name="snapshot", help="Id of an EBS snapshot, or name of one of RDS", example="snap-0123456789abcdef0"
        ),
        REGION,
    ),
    permissions=(
        "ec2:DescribeSnapshotAttribute",
        "ec2:ModifySnapshotAttribute",
        "rds:DescribeDBClusterSnapshotAttributes",
        "rds:DescribeDBSnapshotAttributes",
        "rds:ModifyDBClusterSnapshotAttribute",
        "rds:ModifyDBSnapshotAttribute",
    ),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("Amazon EBS User Guide, Share a snapshot; Amazon RDS User Guide, Sharing a DB snapshot",),
)

VERBS = (VERB,)
