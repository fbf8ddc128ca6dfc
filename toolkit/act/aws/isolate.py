"""An instance cut off: every interface into a group without rules; with `cut`, its subnets closed as well.

A change of groups does not end connections that are tracked: they live on, idle ones for up to five days. Only a
network ACL cuts them at once, and it hits all neighbours. So it is done unasked where the instance is alone in its
subnets, and otherwise only with `cut = "subnet"`; what stays open is said in the plan and when it is verified.
"""

from toolkit.act.aws import machine, quarantine, subnet_cut
from toolkit.act.aws.reach import REGION, Hands
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

SUBNET = "subnet"
LIVE = "connections that were open before may live on, idle ones for up to five days"


def _neighbours(hands: Hands, parameters: Parameters, subnets: set[str]) -> dict[str, list[str]]:
    """Who else would be cut off, by subnet."""
    region, name = parameters["region"], parameters["instance"]
    return {one: machine.neighbours(hands, region, one, name) for one in sorted(subnets)}


def _cuts(parameters: Parameters, near: dict[str, list[str]]) -> bool:
    cut = parameters.get("cut", "")
    if cut not in ("", SUBNET):
        raise CannotAct("cut", f"expected {SUBNET!r}, or nothing")
    return cut == SUBNET or not any(near.values())


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    region, name = parameters["region"], parameters["instance"]
    about = machine.instance(hands, region, name)
    each = machine.interfaces(hands, region, name)
    near = _neighbours(hands, parameters, {str(one["SubnetId"]) for one in each})
    cuts = _cuts(parameters, near)
    if _state(hands, parameters, cuts=cuts).so:
        return Plan(changes=(), because=f"{name} is isolated already")
    changes = [
        Change(
            call="ec2:ModifyNetworkInterfaceAttribute",
            resource=str(one["NetworkInterfaceId"]),
            words=f"groups {', '.join(machine.groups(one))} replaced by one without any rule, in or out",
        )
        for one in each
    ]
    if cuts:
        changes += [
            Change(
                call="ec2:ReplaceNetworkAclAssociation", resource=subnet, words="nothing crosses the subnet's edge"
            )
            for subnet in near
        ]
    return Plan(changes=tuple(changes), warnings=(*_warnings(near, cuts=cuts), *machine.autoscaling_warning(about)))


def _warnings(near: dict[str, list[str]], *, cuts: bool) -> list[str]:
    said = ["What the instance serves stops. Health checks fail; a load balancer or group may replace it."]
    others = [f"{subnet}: {', '.join(names)}" for subnet, names in near.items() if names]
    if cuts and others:
        said.append(f"These neighbours are cut off as well ({'; '.join(others)}).")
    if cuts:
        said.append("Connections that stay inside the subnet do not pass its ACL: those open before may live on.")
    else:
        said.append(
            f"{LIVE.capitalize()}. To cut them at once give cut = {SUBNET!r}, which also hits ({'; '.join(others)})."
        )
    said.append(
        "Not stopped: instance metadata, Amazon's DNS, DHCP and time; nor sessions of its role (revoke-sessions)."
    )
    return said


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    region, name = parameters["region"], parameters["instance"]
    each = machine.interfaces(hands, region, name)
    subnets = {str(one["SubnetId"]) for one in each}
    return {
        "was": {
            "groups": {str(one["NetworkInterfaceId"]): machine.groups(one) for one in each},
            "acls": {one: subnet_cut.association(hands, region, one)[1] for one in sorted(subnets)},
            "made": sorted(str(one["GroupId"]) for one in quarantine.find(hands, region, name).values()),
            "closed": sorted(str(one["NetworkAclId"]) for one in subnet_cut.ours(hands, region, name).values()),
        },
        "cuts": _cuts(parameters, _neighbours(hands, parameters, subnets)),
    }


def _act(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    """Groups first: they shut out everything new. An interface attached meanwhile is isolated as well."""
    region, name = parameters["region"], parameters["instance"]
    each = machine.interfaces(hands, region, name)
    ready = {
        network: quarantine.ready(hands, region, name, network)
        for network in sorted({str(one["VpcId"]) for one in each})
    }
    for one in each:
        only = [ready[str(one["VpcId"])]]
        if machine.groups(one) != only:
            hands.change(
                "ec2:ModifyNetworkInterfaceAttribute",
                region=region,
                NetworkInterfaceId=one["NetworkInterfaceId"],
                Groups=only,
            )
    if captured["cuts"]:
        for subnet, network in sorted({(str(one["SubnetId"]), str(one["VpcId"])) for one in each}):
            subnet_cut.cut(hands, region, name, subnet, network)


def _verify(hands: Hands, parameters: Parameters, captured: Captured) -> Verified:
    return _state(hands, parameters, cuts=captured["cuts"])


def _state(hands: Hands, parameters: Parameters, *, cuts: bool) -> Verified:
    """Every interface that is there now, in a group that has no rule; and the subnets, where they are cut."""
    region, name = parameters["region"], parameters["instance"]
    made = quarantine.find(hands, region, name)
    shut = {str(group["GroupId"]) for group in made.values() if not quarantine.rules(group)}
    each = machine.interfaces(hands, region, name)
    open_still = [
        str(one["NetworkInterfaceId"])
        for one in each
        if len(machine.groups(one)) != 1 or not set(machine.groups(one)) <= shut
    ]
    if open_still:
        return Verified(so=False, words=f"not isolated: {', '.join(open_still)}")
    if not cuts:
        return Verified(so=True, words=f"nothing new reaches or leaves {name}; {LIVE}")
    closed = {
        str(acl["NetworkAclId"]) for acl in subnet_cut.ours(hands, region, name).values() if subnet_cut.closed(acl)
    }
    subnets = {str(one["SubnetId"]) for one in each}
    not_cut = sorted(one for one in subnets if subnet_cut.association(hands, region, one)[1] not in closed)
    if not_cut:
        return Verified(so=False, words=f"the groups hold, but these subnets are not cut: {', '.join(not_cut)}")
    return Verified(
        so=True, words=f"nothing reaches or leaves {name} across its subnet's edge, open connections neither"
    )


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    region, name, was = parameters["region"], parameters["instance"], captured["was"]
    subnet_cut.put_back(hands, region, name, was["acls"], was["closed"])
    for one in machine.interfaces(hands, region, name):
        before = was["groups"].get(str(one["NetworkInterfaceId"]))
        if before and machine.groups(one) != before:
            quarantine.of_interface(hands, region, str(one["VpcId"]), before)
            hands.change(
                "ec2:ModifyNetworkInterfaceAttribute",
                region=region,
                NetworkInterfaceId=one["NetworkInterfaceId"],
                Groups=before,
            )
    quarantine.remove(hands, region, name, was["made"])


VERB = Verb(
    id="isolate-instance",
    title="Cut an instance off",
    does="Moves every network interface into a security group without any rule, in or out. Cuts live connections "
    'only where the instance is alone in its subnets, or with cut = "subnet", which cuts off all neighbours '
    "there. Does not stop the machine, its disk, instance metadata or the sessions of its role, and does not "
    "take it out of a load balancer or Auto Scaling group.",
    parameters=(
        machine.INSTANCE,
        REGION,
        Parameter(
            name="cut",
            help='"subnet": cut live connections, too, for everything in the instance\'s subnets',
            example=SUBNET,
            optional=True,
        ),
    ),
    permissions=(
        "ec2:CreateNetworkAcl",
        "ec2:CreateSecurityGroup",
        "ec2:CreateTags",
        "ec2:DeleteNetworkAcl",
        "ec2:DeleteSecurityGroup",
        "ec2:DescribeInstances",
        "ec2:DescribeNetworkAcls",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:ModifyNetworkInterfaceAttribute",
        "ec2:ReplaceNetworkAclAssociation",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress",
    ),
    rehearsal=Rehearsal.DRY_RUN,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=(
        "Amazon EC2 User Guide, Security group connection tracking",
        "Amazon VPC User Guide, Control subnet traffic with network access control lists",
    ),
)

VERBS = (VERB,)
