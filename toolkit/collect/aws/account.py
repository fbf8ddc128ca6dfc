"""Reads one account: who it is, its buckets side by side on a few threads, then its access points."""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from functools import partial
from typing import TypeVar

from toolkit.collect.aws import operation as op
from toolkit.collect.aws import s3control
from toolkit.collect.aws.bucket import Owner, read_bucket
from toolkit.collect.aws.caller import Caller
from toolkit.collect.aws.look import look
from toolkit.collect.aws.s3 import buckets as list_buckets
from toolkit.collect.aws.session import Clients
from toolkit.collect.runner import Reading
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.inventory import Account, SecretRef
from toolkit.facts.cloud import (
    AccessPoint,
    AccountIdentity,
    AccountPublicAccessBlock,
    Bucket,
    BucketPolicy,
    PublicAccessBlock,
    PublicAccessPoint,
)
from toolkit.facts.exposure import public_access_point, switches

NOBODY = "000000000000"
"""Account id to ask a service with that has no such ids; it is part of the call."""

T = TypeVar("T")


def read_account(
    account: Account,
    wanted: frozenset[type[Fact]],
    secret: Callable[[SecretRef], str],
    workers: int,
    reading: Reading,
) -> Iterator[Seen]:
    """Everything wanted of one account, as it arrives."""
    caller = Caller(Clients(account, secret, workers), reading)
    yield from _AccountReading(caller, account, wanted, workers, reading).all()


class _AccountReading:
    def __init__(
        self, caller: Caller, account: Account, wanted: frozenset[type[Fact]], workers: int, reading: Reading
    ) -> None:
        self._caller = caller
        self._target = account.name
        self._declared = account.account_id
        self._wanted = wanted
        self._needed = op.needed(wanted)
        self._workers = workers
        self._reading = reading

    def all(self) -> Iterator[Seen]:
        identity = self._identity()
        if AccountIdentity in self._wanted:
            yield identity
        block = yield from self._account_block(identity)
        buckets = list(list_buckets(self._caller, self._target))
        yield from buckets
        if not buckets:
            kinds = op.BUCKET_KINDS & (self._wanted | {Bucket})
            yield from (self._absent(kind, "ListBuckets returned no buckets") for kind in kinds)
        blocks: dict[str, PublicAccessBlock | Unread | None] = {}
        regions: set[str] = set()
        owner = Owner(self._wanted, identity, block)
        for seen in self._side_by_side([partial(read_bucket, self._caller, bucket, owner) for bucket in buckets]):
            yield from seen.seen
            blocks[seen.name] = seen.block
            regions.add(seen.region)
        if op.LIST_POINTS in self._needed:
            yield from self._access_points(identity, owner, blocks, regions - {""})

    def _identity(self) -> AccountIdentity | Unread:
        """By asking; the inventory is believed where nobody can be asked, and contradicted where one can."""
        declared = AccountIdentity(
            target=self._target, resource=s3control.ACCOUNT, account_id=self._declared, declared=True
        )
        if op.IDENTITY not in self._needed or (self._declared and self._caller.clients.compatible):
            return declared
        read = partial(s3control.identity, self._caller, self._target)
        who = look(AccountIdentity, self._target, s3control.ACCOUNT, read).seen
        if isinstance(who, AccountIdentity) and self._declared not in ("", who.account_id):
            words = f"these credentials belong to account {who.account_id}, the inventory says {self._declared}"
            raise Unreadable(op.IDENTITY.name, words)
        return who

    def _account_block(
        self, identity: AccountIdentity | Unread
    ) -> Generator[Seen, None, AccountPublicAccessBlock | Unread | None]:
        """Yields the account's block when wanted, returns what the buckets are to make of it."""
        if op.ACCOUNT_BLOCK not in self._needed:
            return None
        kind, resource, account_id = AccountPublicAccessBlock, s3control.ACCOUNT, self._account_id(identity)
        if isinstance(account_id, Unread):
            unread = replace(account_id, kind=kind)
            if kind in self._wanted:
                yield unread
            return unread
        found = look(
            kind, self._target, resource, partial(s3control.account_block, self._caller, self._target, account_id)
        )
        if kind in self._wanted:
            yield found.seen if found.offered else self._absent(kind, f"{_reason(found.seen)}", resource)
        return found.block

    def _account_id(self, identity: AccountIdentity | Unread) -> str | Unread:
        if isinstance(identity, AccountIdentity):
            return identity.account_id or NOBODY
        return NOBODY if self._caller.clients.compatible else identity

    def _access_points(
        self,
        identity: AccountIdentity | Unread,
        owner: Owner,
        blocks: dict[str, PublicAccessBlock | Unread | None],
        regions: set[str],
    ) -> Iterator[Seen]:
        account_id = self._account_id(identity)
        kinds = op.POINT_KINDS & self._wanted
        if isinstance(account_id, Unread):
            yield from (replace(account_id, kind=kind, resource="") for kind in kinds)
            return
        clients = self._caller.clients
        places = {clients.region} if clients.compatible else regions | {clients.region}
        points: list[s3control.ListedPoint] = []
        whole = True
        for region in sorted(places):
            found = look(Fact, self._target, "", partial(self._points_of, account_id, region))
            if isinstance(found.seen, Unread):
                whole = False
                yield from (self._no_points(kind, found.seen, offered=found.offered) for kind in kinds)
            else:
                points += found.seen
        if whole and not points:
            none = f"ListAccessPoints returned none in {', '.join(sorted(places))}"
            yield from (self._absent(kind, none) for kind in kinds)
        tasks = [partial(self._point, account_id, point, owner, blocks.get(point.bucket)) for point in points]
        for seen in self._side_by_side(tasks):
            yield from seen

    def _points_of(self, account_id: str, region: str) -> list[s3control.ListedPoint]:
        return list(s3control.access_points(self._caller, account_id, region))

    def _no_points(self, kind: type[Fact], why: Unread, *, offered: bool) -> Seen:
        return replace(why, kind=kind) if offered else self._absent(kind, why.reason)

    def _point(
        self,
        account_id: str,
        point: s3control.ListedPoint,
        owner: Owner,
        bucket_block: PublicAccessBlock | Unread | None,
    ) -> list[Seen]:
        where = (self._caller, self._target, account_id, point)
        about = look(AccessPoint, self._target, point.resource, partial(s3control.access_point, *where)).seen
        seen: list[Seen] = [about] if AccessPoint in self._wanted else []
        if PublicAccessPoint in self._wanted:
            if isinstance(about, Unread):
                seen.append(replace(about, kind=PublicAccessPoint))
            else:
                read = partial(s3control.access_point_policy, *where)
                policy = look(BucketPolicy, self._target, point.resource, read).seen
                seen.append(public_access_point(about, point.arn, policy, switches(about, bucket_block, owner.block)))
        return seen

    def _absent(self, kind: type[Fact], because: str, resource: str = "") -> Absent:
        return Absent(kind=kind, target=self._target, resource=resource, because=because)

    def _side_by_side(self, tasks: Iterable[Callable[[], T]]) -> Iterator[T]:
        """Results as they arrive, from a bounded pool that stops with its reader."""
        every = list(tasks)
        if not every:
            return
        pool = ThreadPoolExecutor(min(self._workers, len(every)), thread_name_prefix="bucket")
        try:
            for done, future in enumerate(as_completed([pool.submit(task) for task in every]), 1):
                self._reading.tell(done / len(every), f"{done} of {len(every)}")
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _reason(seen: AccountPublicAccessBlock | Unread) -> str:
    return seen.reason if isinstance(seen, Unread) else ""
