"""Who gets at the data: everybody, other accounts, and what stands in their way."""

from typing import Any

from toolkit.core import Cite, CloudPolicy, Severity, Step, Verdict, check, failed, passed
from toolkit.facts.cloud import (
    SWITCHES,
    AccessPoint,
    BucketOwnership,
    OutsideAccess,
    Outsider,
    PublicAccessBlock,
    PublicAccessPoint,
    PublicRead,
    PublicWay,
    PublicWrite,
    Use,
)

ALL_ON: dict[str, Any] = dict.fromkeys(SWITCHES, True)


@check(
    id="bucket-public",
    title="Anybody on the internet can read the bucket",
    severity=Severity.CRITICAL,
    opens=Step.OPEN,
    required=True,
    fix="Turn on all four Block Public Access settings of the bucket, then remove the public statement or ACL grant.",
    cites=(Cite("AWS FSBP", "S3.2"),),
    playbook="exposed-bucket",
    good=PublicRead(because="Block Public Access restricts public policies"),
    bad=PublicRead(ways=(PublicWay(use=Use.READ, words='policy statement "web" lets anybody s3:GetObject'),)),
)
def public(bucket: PublicRead) -> Verdict:
    """Public buckets are found by machines within hours, and what was fetched cannot be called back."""
    if not bucket.ways:
        return passed(bucket.because)
    uses = {way.use for way in bucket.ways}
    # A list of names gives away less than the objects, and settings only help to prepare.
    worst = Severity.CRITICAL if Use.READ in uses else Severity.HIGH if Use.LIST in uses else Severity.MEDIUM
    return failed("; ".join(way.words for way in bucket.ways), worst)


@check(
    id="bucket-public-write",
    title="Anybody on the internet can change the bucket or what is in it",
    severity=Severity.CRITICAL,
    opens=Step.OPEN,
    required=True,
    fix="Turn on all four Block Public Access settings of the bucket, then remove the public statement or ACL grant.",
    cites=(Cite("AWS FSBP", "S3.3"),),
    playbook="exposed-bucket",
    good=PublicWrite(),
    bad=PublicWrite(ways=(PublicWay(use=Use.WRITE, words="the ACL gives anybody WRITE"),)),
)
def public_write(bucket: PublicWrite) -> Verdict:
    """Who can write can replace what customers download, delete it for ransom, or open the rest for reading."""
    return failed("; ".join(way.words for way in bucket.ways)) if bucket.ways else passed(bucket.because)


@check(
    id="access-point-public",
    title="Anybody on the internet can use the bucket through an access point",
    severity=Severity.CRITICAL,
    opens=Step.OPEN,
    fix="Remove the public statement from the access point's policy, or turn on the account's Block Public Access.",
    cites=(Cite("AWS FSBP", "S3.19"),),
    playbook="exposed-bucket",
    good=PublicAccessPoint(because="only reachable from vpc-0a1b2c3d"),
    bad=PublicAccessPoint(ways=(PublicWay(use=Use.READ, words="policy statement 1 lets anybody s3:GetObject"),)),
)
def access_point_public(point: PublicAccessPoint) -> Verdict:
    """An access point has a policy of its own, which people forget when they look at the bucket's."""
    return failed("; ".join(way.words for way in point.ways)) if point.ways else passed(point.because)


@check(
    id="access-point-block",
    title="An access point can be made public",
    severity=Severity.MEDIUM,
    fix="Make the access point again with all four Block Public Access settings on; they cannot be changed later.",
    cites=(Cite("AWS FSBP", "S3.19"),),
    playbook="exposed-bucket",
    good=AccessPoint(name="reports", **ALL_ON),
    bad=AccessPoint(name="reports"),
)
def access_point_block(point: AccessPoint) -> Verdict:
    """Without its own block, one wrong policy on the access point publishes the bucket."""
    if point.origin == "VPC":
        return passed(f"only reachable from {point.vpc or 'its VPC'}")
    return _all_on(point)


@check(
    id="bucket-public-access-block",
    title="Nothing stops the bucket from being made public",
    severity=Severity.HIGH,
    fix="Turn on all four Block Public Access settings for the account, or for this bucket.",
    cites=(Cite("CIS AWS v3.0", "2.1.4"), Cite("AWS FSBP", "S3.8")),
    playbook="exposed-bucket",
    good=PublicAccessBlock(**ALL_ON),
    bad=PublicAccessBlock(block_public_acls=True, block_public_policy=True),
)
def public_access_block(block: PublicAccessBlock) -> Verdict:
    """One wrong policy or ACL publishes every object; the block overrides both."""
    return _all_on(block)


def _all_on(block: PublicAccessBlock | AccessPoint) -> Verdict:
    off = [name for name in SWITCHES if not getattr(block, name)]
    return failed(f"off: {', '.join(off)}") if off else passed("all four settings are on")


@check(
    id="bucket-cross-account",
    title="Other accounts have access to the bucket",
    severity=Severity.HIGH,
    opens=Step.DELEGATE,
    fix="Remove the accounts and organisations from the bucket's policy and ACL, or list them in `trusted_accounts`.",
    cites=(Cite("AWS FSBP", "S3.6"), Cite("AWS FSBP", "S3.7")),
    playbook="exposed-bucket",
    good=OutsideAccess(own="111122223333"),
    bad=OutsideAccess(own="111122223333", outsiders=(Outsider(account="999988887777", words="policy statement 1"),)),
)
def cross_account(access: OutsideAccess, policy: CloudPolicy) -> Verdict:
    """Whoever takes the other account takes this data as well, and its owner will not see it happen."""
    ours = {policy.account_id, access.own, *policy.trusted_accounts}
    strangers = [outsider for outsider in access.outsiders if outsider.account not in ours]
    if strangers:
        return failed("; ".join(outsider.words for outsider in strangers))
    return passed("only accounts that are trusted" if access.outsiders else "no other account is named")


@check(
    id="bucket-acls-enabled",
    title="Access control lists can open single objects",
    severity=Severity.MEDIUM,
    fix="Set Object Ownership of the bucket to Bucket owner enforced, after moving needed grants to the policy.",
    cites=(Cite("AWS FSBP", "S3.12"),),
    playbook="exposed-bucket",
    good=BucketOwnership(object_ownership="BucketOwnerEnforced"),
    bad=BucketOwnership(object_ownership="ObjectWriter"),
)
def acls_enabled(ownership: BucketOwnership) -> Verdict:
    """With ACLs every object can be public by itself, which no look at the bucket's settings shows."""
    found = f"object ownership is {ownership.object_ownership}"
    return passed(found) if ownership.acls_disabled else failed(found)
