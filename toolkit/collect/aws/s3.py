"""One read a call of S3: the fact, the fact of absence, or a refusal."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from toolkit.collect.aws import operation as op
from toolkit.collect.aws.caller import Caller
from toolkit.collect.trouble import Unreadable
from toolkit.core.resource import bucket as resource_of
from toolkit.facts.cloud import (
    AclGrant,
    Bucket,
    BucketAcl,
    BucketEncryption,
    BucketLifecycle,
    BucketLogging,
    BucketObjectLock,
    BucketOwnership,
    BucketPolicy,
    BucketVersioning,
    PublicAccessBlock,
)
from toolkit.facts.policy import MalformedPolicy, parse

PAGE = 1000
MOST_PAGES = 1000


def buckets(caller: Caller, target: str) -> Iterator[Bucket]:
    """Every bucket of the account. With a page size AWS names each bucket's region as well.

    Other services are asked for all at once: some cut the list to the page and give no token for the rest.
    """
    size = {} if caller.clients.compatible else {"MaxBuckets": PAGE}
    for answer in pages(caller, op.LIST_BUCKETS, "ContinuationToken", **size):
        for one in caller.part(op.LIST_BUCKETS, answer, "Buckets"):
            name = str(one.get("Name") or "")
            if name:
                made, region = one.get("CreationDate"), one.get("BucketRegion") or ""
                created = made.astimezone(UTC) if isinstance(made, datetime) else None
                yield Bucket(target=target, resource=resource_of(name), name=name, region=region, created=created)


def pages(caller: Caller, operation: op.Operation, token: str, **given: Any) -> Iterator[dict[str, Any]]:
    """Page after page. A service that goes round in circles is refused."""
    given_tokens: set[str] = set()
    for _ in range(MOST_PAGES):
        answer = caller.ask(operation, **given) or {}
        yield answer
        following = answer.get(token)
        if not following:
            return
        if following in given_tokens:
            break
        given_tokens.add(following)
        given[token] = following
    raise Unreadable(operation.name, "the pages do not end")


class BucketReads:
    """The reads of one bucket."""

    def __init__(self, caller: Caller, bucket: Bucket) -> None:
        self._caller = caller
        self._name = bucket.name
        self._where: dict[str, Any] = {"target": bucket.target, "resource": bucket.resource}
        self.region: str = "" if caller.clients.compatible else bucket.region or self._location()

    def _location(self) -> str:
        answer = self._caller.ask(op.LOCATION, Bucket=self._name) or {}
        # The oldest region is told as nothing, and Ireland as "EU".
        return {"": "us-east-1", "EU": "eu-west-1"}.get(found := answer.get("LocationConstraint") or "", found)

    def _ask(self, operation: op.Operation, absent: str = "") -> dict[str, Any] | None:
        return self._caller.ask(operation, region=self.region, absent=absent, Bucket=self._name)

    def _part(self, operation: op.Operation, key: str, absent: str = "") -> Any:
        answer = self._ask(operation, absent)
        return None if answer is None else self._caller.part(operation, answer, key)

    def policy(self) -> BucketPolicy:
        """The policy, parsed once to know that it can be judged."""
        document = self._part(op.POLICY, "Policy", absent="NoSuchBucketPolicy") or ""
        return BucketPolicy(**self._where, document=judgeable(op.POLICY, document))

    def policy_is_public(self) -> bool:
        """AWS's own opinion of the policy, blocks left aside."""
        status = self._part(op.POLICY_STATUS, "PolicyStatus", absent="NoSuchBucketPolicy") or {}
        return status.get("IsPublic") is True

    def acl(self) -> BucketAcl:
        """The ACL; an answer without an owner is not one."""
        answer = self._ask(op.ACL) or {}
        owner = self._caller.part(op.ACL, answer, "Owner")
        grants = tuple(_grant(one) for one in self._caller.part(op.ACL, answer, "Grants"))
        return BucketAcl(**self._where, owner=str(owner.get("ID", "")), grants=grants)

    def ownership(self) -> BucketOwnership:
        """Object ownership; without controls ACLs are in force."""
        said = self._part(op.OWNERSHIP, "OwnershipControls", absent="OwnershipControlsNotFoundError") or {}
        rules = [str(rule.get("ObjectOwnership", "")) for rule in said.get("Rules", ())]
        return BucketOwnership(**self._where, object_ownership=rules[0] if rules else "ObjectWriter")

    def block(self) -> PublicAccessBlock:
        """Block Public Access of the bucket itself."""
        absent = "NoSuchPublicAccessBlockConfiguration"
        said = self._part(op.BLOCK, "PublicAccessBlockConfiguration", absent=absent)
        return PublicAccessBlock(**self._where, **switches(said))

    def encryption(self) -> BucketEncryption:
        """Default encryption of new objects."""
        absent = "ServerSideEncryptionConfigurationNotFoundError"
        said = self._part(op.ENCRYPTION, "ServerSideEncryptionConfiguration", absent=absent) or {}
        rules = [rule.get("ApplyServerSideEncryptionByDefault") or {} for rule in said.get("Rules", ())]
        found = rules[0] if rules else {}
        return BucketEncryption(
            **self._where, algorithm=str(found.get("SSEAlgorithm", "")), key=str(found.get("KMSMasterKeyID", ""))
        )

    def versioning(self) -> BucketVersioning:
        """Versioning; a bucket that never had it is answered with nothing."""
        said = self._ask(op.VERSIONING) or {}
        return BucketVersioning(
            **self._where, status=str(said.get("Status", "")), mfa_delete=said.get("MFADelete") == "Enabled"
        )

    def logging(self) -> BucketLogging:
        """Server access logging; switched off is answered with nothing."""
        said = (self._ask(op.LOGGING) or {}).get("LoggingEnabled") or {}
        return BucketLogging(
            **self._where, to=str(said.get("TargetBucket", "")), prefix=str(said.get("TargetPrefix", ""))
        )

    def lifecycle(self) -> BucketLifecycle:
        """Lifecycle rules."""
        rules = (self._ask(op.LIFECYCLE, absent="NoSuchLifecycleConfiguration") or {}).get("Rules") or ()
        running = [rule for rule in rules if rule.get("Status") == "Enabled"]
        ends = [rule for rule in running if expires(rule)]
        return BucketLifecycle(
            **self._where,
            rules=len(rules),
            enabled=len(running),
            expiring=len(ends),
            everywhere=any(not limited(rule) for rule in ends),
        )

    def object_lock(self) -> BucketObjectLock:
        """Object lock and default retention."""
        said = (
            self._part(op.OBJECT_LOCK, "ObjectLockConfiguration", absent="ObjectLockConfigurationNotFoundError") or {}
        )
        keep = (said.get("Rule") or {}).get("DefaultRetention") or {}
        days = int(keep.get("Days") or 0) + 365 * int(keep.get("Years") or 0)
        enabled = said.get("ObjectLockEnabled") == "Enabled"
        return BucketObjectLock(**self._where, enabled=enabled, mode=str(keep.get("Mode", "")), days=days)


def expires(rule: Mapping[str, Any]) -> bool:
    """Whether a lifecycle rule deletes current objects; moving them to a cheaper class, or old versions, does not."""
    said = rule.get("Expiration") or {}
    return bool(said.get("Days") or said.get("Date"))


def limited(rule: Mapping[str, Any]) -> bool:
    """Whether the rule speaks of some objects only: by prefix, tag or size."""
    said = rule.get("Filter") or {}
    return bool(rule.get("Prefix")) or any(value not in ("", None) for value in said.values())


def switches(said: dict[str, Any] | None) -> dict[str, Any]:
    """The four switches as S3 spells them. A switch that is not told is off."""
    found = said or {}
    return {
        "block_public_acls": found.get("BlockPublicAcls") is True,
        "ignore_public_acls": found.get("IgnorePublicAcls") is True,
        "block_public_policy": found.get("BlockPublicPolicy") is True,
        "restrict_public_buckets": found.get("RestrictPublicBuckets") is True,
    }


def judgeable(operation: op.Operation, document: str) -> str:
    """The policy text, when it can be judged."""
    try:
        parse(document)
    except MalformedPolicy as error:
        raise Unreadable(operation.name, f"the policy cannot be judged: {error}") from error
    return document


def _grant(one: dict[str, Any]) -> AclGrant:
    who = one.get("Grantee") or {}
    group = who.get("Type") == "Group" or "URI" in who
    name = who.get("URI") or who.get("ID") or who.get("EmailAddress") or ""
    return AclGrant(grantee=str(name), permission=str(one.get("Permission", "")), group=group)
