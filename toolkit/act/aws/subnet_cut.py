"""Live connections cut, for a whole subnet: its network ACL replaced by one that lets nothing across its edge.

A network ACL knows only the far side of a connection, never the instance on this side. So there is no entry that
cuts one instance and spares its neighbours; and what stays inside the subnet does not pass it at all.
"""

from typing import Any

from toolkit.act.aws.reach import MARK, Hands, answer, tag_of, tagged
from toolkit.act.verb import CannotAct

DESCRIBE = "ec2:DescribeNetworkAcls"
KIND = "isolate"


def association(hands: Hands, region: str, subnet: str) -> tuple[str, str]:
    """Id of the subnet's association, and of the ACL it leads to."""
    wanted = [{"Name": "association.subnet-id", "Values": [subnet]}]
    for acl in hands.pages(DESCRIBE, "NetworkAcls", region=region, Filters=wanted):
        for one in acl.get("Associations") or ():
            if one.get("SubnetId") == subnet:
                return str(one["NetworkAclAssociationId"]), str(acl["NetworkAclId"])
    raise CannotAct(DESCRIBE, f"{subnet} has no network ACL")


def ours(hands: Hands, region: str, instance: str) -> dict[str, dict[str, Any]]:
    """The ACLs made for this instance, by network."""
    wanted = [{"Name": f"tag:{MARK}-{KIND}", "Values": [instance]}]
    found = hands.pages(DESCRIBE, "NetworkAcls", region=region, Filters=wanted)
    return {str(acl["VpcId"]): acl for acl in found if tag_of(acl, f"{MARK}-{KIND}") == instance}


def closed(acl: dict[str, Any]) -> bool:
    """Whether it lets nothing pass: a new one has only the last rule, which denies."""
    return bool(acl) and all(entry.get("RuleAction") == "deny" for entry in acl.get("Entries") or ())


def cut(hands: Hands, region: str, instance: str, subnet: str, network: str) -> None:
    """Lead the subnet to an ACL that denies everything."""
    acl = ours(hands, region, instance).get(network)
    if acl is None:
        tags = [{"ResourceType": "network-acl", "Tags": tagged(KIND, instance)}]
        acl = answer(hands.change("ec2:CreateNetworkAcl", region=region, VpcId=network, TagSpecifications=tags))[
            "NetworkAcl"
        ]
    if not closed(acl):
        raise CannotAct(DESCRIBE, f"{acl['NetworkAclId']} was made to deny everything and has an entry that allows")
    _lead(hands, region, subnet, str(acl["NetworkAclId"]))


def put_back(hands: Hands, region: str, instance: str, was: dict[str, str], keep: list[str]) -> None:
    """Lead each subnet to the ACL that it had, then delete the one that was made."""
    for subnet, acl in was.items():
        _lead(hands, region, subnet, acl)
    for made in ours(hands, region, instance).values():
        if made["NetworkAclId"] not in keep:
            hands.change("ec2:DeleteNetworkAcl", region=region, NetworkAclId=made["NetworkAclId"])


def _lead(hands: Hands, region: str, subnet: str, acl: str) -> None:
    link, now = association(hands, region, subnet)
    if now != acl:
        hands.change("ec2:ReplaceNetworkAclAssociation", region=region, AssociationId=link, NetworkAclId=acl)
