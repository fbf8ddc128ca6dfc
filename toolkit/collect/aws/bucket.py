"""Everything that is wanted of one bucket: each needed call once, then the joined facts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from toolkit.collect.aws import operation as op
from toolkit.collect.aws.caller import Caller
from toolkit.collect.aws.look import Look, look
from toolkit.collect.aws.s3 import BucketReads
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Fact, Seen, Unread
from toolkit.facts.cloud import (
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
    PublicRead,
    PublicWrite,
)
from toolkit.facts.exposure import Access, effective_block, outside_access, public_read, public_write, switches

T = TypeVar("T")

JOINED: frozenset[type[Fact]] = frozenset({PublicAccessBlock, PublicRead, PublicWrite, OutsideAccess})


@dataclass(frozen=True, slots=True)
class Owner:
    """What the account's own reads say to every bucket's. No block is a service without one."""

    wanted: frozenset[type[Fact]]
    identity: AccountIdentity | Unread
    block: AccountPublicAccessBlock | Unread | None


@dataclass(frozen=True, slots=True)
class BucketSeen:
    """What was seen of a bucket; its region and its own block matter to the access points that lead to it."""

    name: str
    region: str
    seen: tuple[Seen, ...]
    block: PublicAccessBlock | Unread | None = None


def read_bucket(caller: Caller, bucket: Bucket, owner: Owner) -> BucketSeen:
    """All that is wanted of one bucket. Never raises for what the service says."""
    try:
        reads = BucketReads(caller, bucket)
    except Unreadable as no:
        lost = Unread(kind=Bucket, target=bucket.target, resource=bucket.resource, reason=no.reason, call=no.call)
        kinds = op.BUCKET_KINDS & owner.wanted - {Bucket}
        return BucketSeen(bucket.name, "", tuple(replace(lost, kind=kind) for kind in kinds), lost)
    return _BucketReading(bucket, owner, reads).result()


class _BucketReading:
    def __init__(self, bucket: Bucket, owner: Owner, reads: BucketReads) -> None:
        self._bucket = bucket
        self._owner = owner
        self._reads = reads
        self._needed = op.needed(owner.wanted)

    def result(self) -> BucketSeen:
        return BucketSeen(self._bucket.name, self._reads.region, tuple(self._all()), self._own_block)

    def _all(self) -> Iterator[Seen]:
        reads = self._reads
        policy = self._look(op.POLICY, BucketPolicy, reads.policy)
        acl = self._look(op.ACL, BucketAcl, reads.acl)
        ownership = self._look(op.OWNERSHIP, BucketOwnership, reads.ownership)
        block = self._look(op.BLOCK, PublicAccessBlock, reads.block)
        self._own_block = block.block if block else None
        own_reads: tuple[tuple[op.Operation, type[Fact], Callable[[], Seen]], ...] = (
            (op.ENCRYPTION, BucketEncryption, reads.encryption),
            (op.VERSIONING, BucketVersioning, reads.versioning),
            (op.LOGGING, BucketLogging, reads.logging),
            (op.LIFECYCLE, BucketLifecycle, reads.lifecycle),
            (op.OBJECT_LOCK, BucketObjectLock, reads.object_lock),
        )
        looks: list[tuple[type[Fact], Look[Any] | None]] = [
            (BucketPolicy, policy), (BucketAcl, acl), (BucketOwnership, ownership),
            *((kind, self._look(operation, kind, read)) for operation, kind, read in own_reads),
        ]  # fmt: skip
        yield from (found.seen for kind, found in looks if found and kind in self._owner.wanted)
        if self._owner.wanted & JOINED:
            yield from self._joined(policy, acl, ownership, block)

    def _look(self, operation: op.Operation, kind: type[Fact], read: Callable[[], T]) -> Look[T] | None:
        """None when nothing that is wanted needs the call."""
        if operation not in self._needed:
            return None
        return look(kind, self._bucket.target, self._bucket.resource, read)

    def _joined(
        self,
        policy: Look[BucketPolicy] | None,
        acl: Look[BucketAcl] | None,
        ownership: Look[BucketOwnership] | None,
        block: Look[PublicAccessBlock] | None,
    ) -> Iterator[Seen]:
        wanted, target, resource, name = (
            self._owner.wanted,
            self._bucket.target,
            self._bucket.resource,
            self._bucket.name,
        )
        found = switches(self._own_block, self._owner.block)
        if PublicAccessBlock in wanted and block:
            # Here a service without the call is unread: it cannot be said to have the block on, nor be told to.
            yield effective_block(target, resource, switches(block.seen, self._owner.block))
        if policy is None or acl is None:
            return
        access = Access(
            policy=policy.seen,
            acl=acl.seen,
            ownership=ownership.block if ownership else None,
            switches=found,
            said_public=self._second_opinion(policy.seen),
        )
        if PublicRead in wanted:
            yield public_read(target, name, resource, access)
        if PublicWrite in wanted:
            yield public_write(target, name, resource, access)
        if OutsideAccess in wanted:
            yield outside_access(target, name, resource, access, self._owner.identity)

    def _second_opinion(self, policy: BucketPolicy | Unread) -> bool | Unread | None:
        """Asked where there is a policy to have an opinion of."""
        if isinstance(policy, BucketPolicy) and not policy.document:
            return None
        status = self._look(op.POLICY_STATUS, PublicRead, self._reads.policy_is_public)
        return status.block if status else None
