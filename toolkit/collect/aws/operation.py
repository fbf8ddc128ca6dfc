"""Every call that may be made to a cloud account, declared once: what it needs and what it feeds.

The plan of a run, the least-privilege policy and the mechanical denial tests all come from this table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from toolkit.core.fact import Fact
from toolkit.facts.cloud import (
    AccessPoint,
    AccountIdentity,
    AccountPublicAccessBlock,
    Bucket,
    BucketAcl,
    BucketEncryption,
    BucketLifecycle,
    BucketLogging,
    BucketObjectLock,
    BucketOwnership,
    BucketPolicy,
    BucketVersioning,
    OutsideAccess,
    PublicAccessBlock,
    PublicAccessPoint,
    PublicRead,
    PublicWrite,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One API operation. `feeds` are the facts that cannot be had, or not be whole, without it."""

    name: str
    method: str
    service: str
    feeds: frozenset[type[Fact]]
    actions: tuple[str, ...] = ()
    """IAM actions; GetCallerIdentity needs none."""
    aws_only: bool = False
    """Not part of the S3 API that other services copy; asked for there all the same, and seldom answered."""


ACL_READERS = frozenset({PublicRead, PublicWrite, OutsideAccess})
BLOCKED = frozenset({PublicAccessBlock, PublicRead, PublicWrite, PublicAccessPoint})
BUCKET_KINDS: frozenset[type[Fact]] = frozenset({
    Bucket, BucketPolicy, BucketAcl, BucketOwnership, BucketEncryption, BucketVersioning, BucketLogging,
    BucketLifecycle, BucketObjectLock, PublicAccessBlock, PublicRead, PublicWrite, OutsideAccess,
})  # fmt: skip
"""Kinds with one fact a bucket."""
POINT_KINDS: frozenset[type[Fact]] = frozenset({AccessPoint, PublicAccessPoint})
"""Kinds with one fact an access point."""
ACCOUNT_KINDS: frozenset[type[Fact]] = frozenset({AccountIdentity, AccountPublicAccessBlock})
KINDS = BUCKET_KINDS | POINT_KINDS | ACCOUNT_KINDS


def _s3(name: str, method: str, action: str, *feeds: type[Fact]) -> Operation:
    return Operation(name, method, "s3", frozenset(feeds), (f"s3:{action}",))


LIST_BUCKETS = Operation("ListBuckets", "list_buckets", "s3", BUCKET_KINDS | POINT_KINDS, ("s3:ListAllMyBuckets",))
LOCATION = Operation(
    "GetBucketLocation", "get_bucket_location", "s3", BUCKET_KINDS | POINT_KINDS, ("s3:GetBucketLocation",)
)
IDENTITY = Operation(
    "GetCallerIdentity",
    "get_caller_identity",
    "sts",
    frozenset({AccountIdentity, AccountPublicAccessBlock, OutsideAccess}) | BLOCKED | POINT_KINDS,
    aws_only=True,
)
ACL = _s3("GetBucketAcl", "get_bucket_acl", "GetBucketAcl", BucketAcl, *ACL_READERS)
POLICY = _s3("GetBucketPolicy", "get_bucket_policy", "GetBucketPolicy", BucketPolicy, *ACL_READERS)
POLICY_STATUS = _s3(
    "GetBucketPolicyStatus", "get_bucket_policy_status", "GetBucketPolicyStatus", PublicRead, PublicWrite
)
OWNERSHIP = _s3(
    "GetBucketOwnershipControls",
    "get_bucket_ownership_controls",
    "GetBucketOwnershipControls",
    BucketOwnership,
    *ACL_READERS,
)
BLOCK = _s3("GetPublicAccessBlock", "get_public_access_block", "GetBucketPublicAccessBlock", *BLOCKED)
ENCRYPTION = _s3("GetBucketEncryption", "get_bucket_encryption", "GetEncryptionConfiguration", BucketEncryption)
VERSIONING = _s3("GetBucketVersioning", "get_bucket_versioning", "GetBucketVersioning", BucketVersioning)
LOGGING = _s3("GetBucketLogging", "get_bucket_logging", "GetBucketLogging", BucketLogging)
LIFECYCLE = _s3(
    "GetBucketLifecycleConfiguration",
    "get_bucket_lifecycle_configuration",
    "GetLifecycleConfiguration",
    BucketLifecycle,
)
OBJECT_LOCK = _s3(
    "GetObjectLockConfiguration",
    "get_object_lock_configuration",
    "GetBucketObjectLockConfiguration",
    BucketObjectLock,
)
ACCOUNT_BLOCK = Operation(
    "GetPublicAccessBlock (account)",
    "get_public_access_block",
    "s3control",
    BLOCKED | {AccountPublicAccessBlock},
    ("s3:GetAccountPublicAccessBlock",),
    aws_only=True,
)
LIST_POINTS = Operation(
    "ListAccessPoints", "list_access_points", "s3control", POINT_KINDS, ("s3:ListAccessPoints",), aws_only=True
)
POINT = Operation(
    "GetAccessPoint", "get_access_point", "s3control", POINT_KINDS, ("s3:GetAccessPoint",), aws_only=True
)
POINT_POLICY = Operation(
    "GetAccessPointPolicy",
    "get_access_point_policy",
    "s3control",
    frozenset({PublicAccessPoint}),
    ("s3:GetAccessPointPolicy",),
    aws_only=True,
)

OPERATIONS: tuple[Operation, ...] = (
    LIST_BUCKETS, LOCATION, IDENTITY, ACL, POLICY, POLICY_STATUS, OWNERSHIP, BLOCK, ENCRYPTION, VERSIONING, LOGGING,
    LIFECYCLE, OBJECT_LOCK, ACCOUNT_BLOCK, LIST_POINTS, POINT, POINT_POLICY,
)  # fmt: skip


def needed(wanted: Iterable[type[Fact]]) -> frozenset[Operation]:
    """The operations without which these kinds of fact cannot be had. Buckets are always listed."""
    kinds = frozenset(wanted) | {Bucket}
    return frozenset(operation for operation in OPERATIONS if operation.feeds & kinds)


def privileges(wanted: Iterable[type[Fact]]) -> dict[str, Any]:
    """An IAM policy that allows what reading these kinds of fact needs, and nothing else."""
    actions = sorted({action for operation in needed(wanted) for action in operation.actions})
    statement = {"Sid": "BreachreadyReads", "Effect": "Allow", "Action": actions, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}
