"""What policy, ACL, ownership and blocks mean together. Pure; used by the collector, once a bucket.

An input is the fact, or `Unread`, or None where the service says it has no such thing. What was not read
makes the answer `Unread`, unless what was read decides it alone: an open policy is open whatever the ACL says,
and a block that overrides the ACL makes the ACL not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.core.fact import Fact, Unread
from toolkit.facts.cloud import (
    SWITCHES,
    AccessPoint,
    AccountIdentity,
    AccountPublicAccessBlock,
    BucketAcl,
    BucketOwnership,
    BucketPolicy,
    OutsideAccess,
    Outsider,
    PublicAccessBlock,
    PublicAccessPoint,
    PublicRead,
    PublicWay,
    PublicWrite,
    Use,
)
from toolkit.facts.policy import Scope, outsiders, parse, public_grants

Switches = Mapping[str, bool | Unread]
"""Each switch of Block Public Access: on, off, or not known and why."""

_GROUPS = "http://acs.amazonaws.com/groups/"
ALL_USERS = f"{_GROUPS}global/AllUsers"
ANY_AWS_USER = f"{_GROUPS}global/AuthenticatedUsers"
LOG_DELIVERY = f"{_GROUPS}s3/LogDelivery"
_WHO = {ALL_USERS: "anybody", ANY_AWS_USER: "anybody with an AWS account"}
_ACL_USES: Mapping[str, tuple[Use, ...]] = {
    "READ": (Use.LIST,),
    "WRITE": (Use.WRITE,),
    "READ_ACP": (Use.SETTINGS,),
    "WRITE_ACP": (Use.WRITE,),
    "FULL_CONTROL": (Use.WRITE, Use.LIST, Use.SETTINGS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Everything that decides who gets at one bucket, as it was read. `said_public` is GetBucketPolicyStatus."""

    policy: BucketPolicy | Unread | None
    acl: BucketAcl | Unread | None
    ownership: BucketOwnership | Unread | None
    switches: Switches
    said_public: bool | Unread | None = None


def switches(
    *blocks: PublicAccessBlock | AccountPublicAccessBlock | AccessPoint | Unread | None,
) -> dict[str, bool | Unread]:
    """Each switch is on where one of the blocks has it on, off where all of them were read and have it off."""
    return {name: _switch(name, blocks) for name in SWITCHES}


def _switch(name: str, blocks: Iterable[Fact | Unread | None]) -> bool | Unread:
    unread: Unread | None = None
    for block in blocks:
        if isinstance(block, Unread):
            unread = block
        elif block is not None and getattr(block, name):
            return True
    return unread or False


def effective_block(target: str, resource: str, found: Switches) -> PublicAccessBlock | Unread:
    """The block in force, when all four switches are known."""
    for switch in found.values():
        if isinstance(switch, Unread):
            return replace(switch, kind=PublicAccessBlock, resource=resource)
    return PublicAccessBlock(target=target, resource=resource, **{name: found[name] is True for name in SWITCHES})


def public_read(target: str, bucket: str, resource: str, access: Access) -> PublicRead | Unread:
    """How anybody can read, list or look at the settings."""
    ways, unread, because = _public(bucket, access, {Use.READ, Use.LIST, Use.SETTINGS})
    if not ways and unread:
        return replace(unread, kind=PublicRead, resource=resource)
    return PublicRead(target=target, resource=resource, ways=ways, because=because)


def public_write(target: str, bucket: str, resource: str, access: Access) -> PublicWrite | Unread:
    """How anybody can write, delete or change settings."""
    ways, unread, because = _public(bucket, access, {Use.WRITE})
    if not ways and unread:
        return replace(unread, kind=PublicWrite, resource=resource)
    return PublicWrite(target=target, resource=resource, ways=ways, because=because)


def _public(bucket: str, access: Access, uses: set[Use]) -> tuple[tuple[PublicWay, ...], Unread | None, str]:
    by_policy, policy_unread, policy_because = _by_policy(bucket, access, uses)
    by_acl, acl_unread, acl_because = _by_acl(access, uses)
    because = "; ".join(word for word in (policy_because, acl_because) if word)
    return (*by_policy, *by_acl), policy_unread or acl_unread, because


def _by_policy(bucket: str, access: Access, uses: set[Use]) -> tuple[list[PublicWay], Unread | None, str]:
    """Ways through the bucket policy. AWS's own opinion counts when it is the worse one, and either way is told."""
    restricted = access.switches["restrict_public_buckets"]
    if isinstance(access.policy, Unread):
        # With the switch on, a public policy lets in the account's own principals only, whatever it says.
        return [], None if restricted is True else access.policy, ""
    grants = public_grants(parse(access.policy.document), Scope.bucket(bucket)) if access.policy else ()
    ours = [grant for grant in grants if grant.use in uses]
    differs = access.said_public is False and bool(grants)
    if restricted is True and not differs:
        return [], None, "Block Public Access restricts the public policy" if ours else ""
    doubt = " (GetBucketPolicyStatus says it is not public; the two differ, the worse counts)" if differs else ""
    ways = [PublicWay(use=grant.use, words=grant.words + doubt) for grant in ours]
    if access.said_public is True and not grants:
        return _second_opinion(access.policy, uses, restricted=restricted)
    unread = access.said_public if isinstance(access.said_public, Unread) else None
    if ways and isinstance(restricted, Unread):
        # The policy is open; whether a block stands before it was not seen.
        return [], restricted, ""
    return ways, unread, ""


def _second_opinion(
    policy: BucketPolicy | None, uses: set[Use], *, restricted: bool | Unread
) -> tuple[list[PublicWay], Unread | None, str]:
    """AWS calls a policy public in which no public grant was found here."""
    words = "GetBucketPolicyStatus says the policy is public, reading its statements does not show how"
    target = policy.target if policy else ""
    if isinstance(restricted, Unread):
        return [], restricted, ""
    if Use.READ in uses:
        return [PublicWay(use=Use.READ, words=f"{words}; the worse counts")], None, ""
    return [], Unread(kind=PublicWrite, target=target, reason=words, call="GetBucketPolicyStatus"), ""


def _by_acl(access: Access, uses: set[Use]) -> tuple[list[PublicWay], Unread | None, str]:
    if isinstance(access.ownership, BucketOwnership) and access.ownership.acls_disabled:
        return [], None, "ACLs are disabled"
    ignored = access.switches["ignore_public_acls"]
    if ignored is True:
        return [], None, "Block Public Access ignores public ACLs"
    if isinstance(access.acl, Unread):
        return [], access.acl, ""
    ways = [way for way in _acl_ways(access.acl) if way.use in uses]
    if ways and isinstance(ignored, Unread):
        return [], ignored, ""
    return ways, None, ""


def _acl_ways(acl: BucketAcl | None) -> list[PublicWay]:
    ways: list[PublicWay] = []
    for grant in acl.grants if acl else ():
        if not grant.group or grant.grantee == LOG_DELIVERY:
            continue
        who = _WHO.get(grant.grantee, f"the group {grant.grantee}")
        words = f"the ACL gives {who} {grant.permission}"
        ways += [PublicWay(use=use, words=words) for use in _ACL_USES.get(grant.permission, (Use.WRITE, Use.READ))]
    return ways


def public_access_point(
    point: AccessPoint, arn: str, policy: BucketPolicy | Unread, found: Switches
) -> PublicAccessPoint | Unread:
    """How anybody can use an access point. `found` joins the blocks of point, bucket and account.

    The bucket's policy would have to agree as well, and usually hands the decision to its access points; so a
    public policy of the point is enough to call it public.
    """
    shut = PublicAccessPoint(target=point.target, resource=point.resource)
    if point.origin == "VPC":
        return replace(shut, because=f"only reachable from {point.vpc or 'its VPC'}")
    restricted = found["restrict_public_buckets"]
    if restricted is True:
        return replace(shut, because="Block Public Access restricts public policies")
    if isinstance(policy, Unread):
        return replace(policy, kind=PublicAccessPoint, resource=point.resource)
    grants = public_grants(parse(policy.document), Scope.access_point(arn))
    if grants and isinstance(restricted, Unread):
        return replace(restricted, kind=PublicAccessPoint, resource=point.resource)
    return replace(shut, ways=tuple(PublicWay(use=grant.use, words=grant.words) for grant in grants))


def outside_access(
    target: str, bucket: str, resource: str, access: Access, identity: AccountIdentity | Unread
) -> OutsideAccess | Unread:
    """Who of other accounts was let in. Without knowing our own account, named accounts cannot be told apart."""
    own = identity.account_id if isinstance(identity, AccountIdentity) else ""
    found: list[Outsider] = []
    for unread in (access.policy, access.acl):
        if isinstance(unread, Unread) and not (unread is access.acl and _acls_disabled(access)):
            return replace(unread, kind=OutsideAccess, resource=resource)
    if isinstance(access.policy, BucketPolicy):
        found += outsiders(parse(access.policy.document), Scope.bucket(bucket), own)
    if isinstance(access.acl, BucketAcl) and not _acls_disabled(access):
        found += _acl_outsiders(access.acl)
    if isinstance(identity, Unread) and found:
        return replace(identity, kind=OutsideAccess, resource=resource)
    return OutsideAccess(target=target, resource=resource, own=own, outsiders=tuple(found))


def _acls_disabled(access: Access) -> bool:
    return isinstance(access.ownership, BucketOwnership) and access.ownership.acls_disabled


def _acl_outsiders(acl: BucketAcl) -> list[Outsider]:
    return [
        Outsider(account=f"canonical:{grant.grantee}", words=f"the ACL gives {grant.grantee} {grant.permission}")
        for grant in acl.grants
        if not grant.group and grant.grantee != acl.owner
    ]
