"""An instance as EC2 tells it: its network interfaces, its volumes, its neighbours."""

from typing import Any

from toolkit.act.aws.reach import Hands, answer, tag_of
from toolkit.act.verb import CannotAct, Parameter

INSTANCE = Parameter(name="instance", help="Id of the instance", example="i-0123456789abcdef0")
GROUP_OF = "aws:autoscaling:groupName"

Interface = dict[str, Any]


def instance(hands: Hands, region: str, name: str) -> dict[str, Any]:
    """The instance. Raises `CannotAct` when there is none, or it has ended."""
    call = "ec2:DescribeInstances"
    found = answer(hands.read(call, region=region, InstanceIds=[name])).get("Reservations") or ()
    each: list[dict[str, Any]] = [one for reservation in found for one in reservation.get("Instances") or ()]
    if len(each) != 1:
        raise CannotAct(call, f"there is no instance {name} in {region}")
    state = str((each[0].get("State") or {}).get("Name", ""))
    if state in ("terminated", "shutting-down"):
        raise CannotAct(call, f"{name} is {state}")
    return each[0]


def interfaces(hands: Hands, region: str, name: str) -> list[Interface]:
    """Every network interface that is attached to it now. Raises `CannotAct` when there is none."""
    call = "ec2:DescribeNetworkInterfaces"
    found: list[Interface] = list(
        hands.pages(
            call, "NetworkInterfaces", region=region, Filters=[{"Name": "attachment.instance-id", "Values": [name]}]
        )
    )
    if not found:
        raise CannotAct(call, f"{name} has no network interface that could be isolated")
    return sorted(found, key=lambda one: str(one["NetworkInterfaceId"]))


def neighbours(hands: Hands, region: str, subnet: str, name: str) -> list[str]:
    """What else has an interface in the subnet: instances by id, other things by their interface."""
    found = hands.pages(
        "ec2:DescribeNetworkInterfaces", "NetworkInterfaces", region=region,
        Filters=[{"Name": "subnet-id", "Values": [subnet]}],
    )  # fmt: skip
    each = (str((one.get("Attachment") or {}).get("InstanceId") or one["NetworkInterfaceId"]) for one in found)
    return sorted(set(each) - {name})


def groups(one: Interface) -> list[str]:
    """Ids of its security groups, in order."""
    return sorted(str(group["GroupId"]) for group in one.get("Groups") or ())


def volumes(one: dict[str, Any]) -> list[str]:
    """Ids of the EBS volumes of an instance."""
    mapped = one.get("BlockDeviceMappings") or ()
    return sorted(str(each["Ebs"]["VolumeId"]) for each in mapped if (each.get("Ebs") or {}).get("VolumeId"))


def autoscaling_warning(one: dict[str, Any]) -> list[str]:
    """An Auto Scaling group ends what does not answer, and the evidence with it."""
    group = tag_of(one, GROUP_OF)
    if not group:
        return []
    return [f"It belongs to the Auto Scaling group {group}, which ends what stops answering: standby first."]
