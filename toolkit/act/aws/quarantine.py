"""A security group that lets nothing in and nothing out.

A new group is not one: EC2 gives it a rule that lets everything out, over IPv4 and, where the network has it, IPv6.
So every rule that is there is taken away, and looked for again.
"""

from typing import Any

from toolkit.act.aws.reach import MARK, Hands, tagged
from toolkit.act.verb import CannotAct

DESCRIBE = "ec2:DescribeSecurityGroups"


def name_for(instance: str) -> str:
    """The group of one instance; by it the group is found again after a crash."""
    return f"{MARK}-isolate-{instance}"


def find(hands: Hands, region: str, instance: str) -> dict[str, dict[str, Any]]:
    """The groups of this instance that exist, by network: interfaces of one instance may lie in several."""
    wanted = [{"Name": "group-name", "Values": [name_for(instance)]}]
    found = hands.pages(DESCRIBE, "SecurityGroups", region=region, Filters=wanted)
    return {str(one["VpcId"]): one for one in found}


def ready(hands: Hands, region: str, instance: str, network: str) -> str:
    """Id of the group in this network, made where it is not, without a single rule."""
    group = find(hands, region, instance).get(network)
    if group is None:
        made = hands.change(
            "ec2:CreateSecurityGroup", region=region, GroupName=name_for(instance), VpcId=network,
            Description="Isolated by breachready: lets nothing in and nothing out",
            TagSpecifications=[{"ResourceType": "security-group", "Tags": tagged("isolate", instance)}],
        )  # fmt: skip
        group = find(hands, region, instance).get(network) or {"GroupId": made["GroupId"]}
    _empty(hands, region, group)
    return str(group["GroupId"])


def rules(group: dict[str, Any]) -> int:
    """How many permissions it has, in both directions."""
    return len(group.get("IpPermissions") or ()) + len(group.get("IpPermissionsEgress") or ())


def remove(hands: Hands, region: str, instance: str, keep: list[str]) -> None:
    """Delete this instance's groups but those that were there before."""
    for group in find(hands, region, instance).values():
        if group["GroupId"] not in keep:
            hands.change("ec2:DeleteSecurityGroup", region=region, GroupId=group["GroupId"])


def of_interface(hands: Hands, region: str, network: str, ids: list[str]) -> list[str]:
    """Those of the groups that still exist. Raises `CannotAct` when one is gone, for it cannot be put back."""
    wanted = [{"Name": "vpc-id", "Values": [network]}, {"Name": "group-id", "Values": ids}]
    there = {str(one["GroupId"]) for one in hands.pages(DESCRIBE, "SecurityGroups", region=region, Filters=wanted)}
    if gone := sorted(set(ids) - there):
        raise CannotAct(DESCRIBE, f"{', '.join(gone)} was deleted meanwhile")
    return ids


def _empty(hands: Hands, region: str, group: dict[str, Any]) -> None:
    for key, direction in (("IpPermissionsEgress", "Egress"), ("IpPermissions", "Ingress")):
        if there := group.get(key):
            call = f"ec2:RevokeSecurityGroup{direction}"
            told = hands.change(
                call, region=region, GroupId=group["GroupId"], IpPermissions=[_plain(one) for one in there]
            )
            if told.get("Return") is False or told.get("UnknownIpPermissions"):
                raise CannotAct(call, "the service did not know a rule that it had told")


def _plain(permission: dict[str, Any]) -> dict[str, Any]:
    """A permission without its empty parts, which the call would take for rules of their own."""
    return {key: value for key, value in permission.items() if value not in ([], None)}
