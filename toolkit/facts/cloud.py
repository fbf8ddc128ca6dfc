"""What is read of cloud storage: AWS S3 and whatever speaks its language.

One fact a read; the last four are joined from several, once, by `toolkit.facts.exposure`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family

SWITCHES = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")
"""The four switches of S3 Block Public Access, as our fields name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountIdentity(Fact):
    """Whose credentials these are (GetCallerIdentity), or whom the inventory says they belong to."""

    family: ClassVar[Family] = Family.CLOUD

    account_id: str = ""
    arn: str = ""
    declared: bool = False
    """True when the inventory was believed because the service has no such call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket(Fact):
    """One bucket of the account (ListBuckets)."""

    family: ClassVar[Family] = Family.CLOUD

    name: str = ""
    region: str = ""
    created: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketPolicy(Fact):
    """The bucket's policy as JSON that `toolkit.facts.policy.parse` understands; empty: there is none."""

    family: ClassVar[Family] = Family.CLOUD

    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AclGrant:
    """One line of an ACL: who (a group's URI, a canonical id or an e-mail address) may do what."""

    grantee: str
    permission: str
    group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketAcl(Fact):
    """The bucket's access control list; `owner` is the owner's canonical id."""

    family: ClassVar[Family] = Family.CLOUD

    owner: str = ""
    grants: tuple[AclGrant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketOwnership(Fact):
    """Who owns new objects. `BucketOwnerEnforced` disables ACLs; without controls it is `ObjectWriter`."""

    family: ClassVar[Family] = Family.CLOUD

    object_ownership: str = "ObjectWriter"

    @property
    def acls_disabled(self) -> bool:
        """Whether ACLs have no say at all."""
        return self.object_ownership == "BucketOwnerEnforced"


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketEncryption(Fact):
    """Default encryption of new objects; an empty `algorithm` is none. `key` is the KMS key's id, if any."""

    family: ClassVar[Family] = Family.CLOUD

    algorithm: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketVersioning(Fact):
    """`Enabled`, `Suspended`, or empty for a bucket that was never versioned."""

    family: ClassVar[Family] = Family.CLOUD

    status: str = ""
    mfa_delete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketLogging(Fact):
    """Where server access logs go; an empty `to` is nowhere."""

    family: ClassVar[Family] = Family.CLOUD

    to: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketLifecycle(Fact):
    """How many lifecycle rules there are, how many are switched on, and how many of those delete current objects."""

    family: ClassVar[Family] = Family.CLOUD

    rules: int = 0
    enabled: int = 0
    expiring: int = 0
    everywhere: bool = False
    """Whether one of these is for every object, not for a prefix, tag or size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketObjectLock(Fact):
    """Object lock, and the retention that new objects get; `days` counts a year as 365."""

    family: ClassVar[Family] = Family.CLOUD

    enabled: bool = False
    mode: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPublicAccessBlock(Fact):
    """Block Public Access of the whole account. Nothing configured is all four off."""

    family: ClassVar[Family] = Family.CLOUD

    block_public_acls: bool = False
    ignore_public_acls: bool = False
    block_public_policy: bool = False
    restrict_public_buckets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPoint(Fact):
    """One access point and its own Block Public Access. `origin` is `Internet` or `VPC`."""

    family: ClassVar[Family] = Family.CLOUD

    name: str = ""
    bucket: str = ""
    origin: str = "Internet"
    vpc: str = ""
    block_public_acls: bool = False
    ignore_public_acls: bool = False
    block_public_policy: bool = False
    restrict_public_buckets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAccessBlock(Fact):
    """Block Public Access in force on a bucket: on where the bucket or the account has it on."""

    family: ClassVar[Family] = Family.CLOUD

    block_public_acls: bool = False
    ignore_public_acls: bool = False
    block_public_policy: bool = False
    restrict_public_buckets: bool = False


class Use(StrEnum):
    """What a grant lets somebody do, the worst first."""

    WRITE = "write"
    READ = "read"
    LIST = "list"
    SETTINGS = "settings"
    """Read the bucket's configuration, not what is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWay:
    """One way in for anybody: what it allows, and which policy statement or ACL line says so."""

    use: Use
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRead(Fact):
    """How anybody can read or list the bucket, with policy, ACL, ownership and blocks taken together."""

    family: ClassVar[Family] = Family.CLOUD

    ways: tuple[PublicWay, ...] = ()
    because: str = ""
    """Why there is no way, where something stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWrite(Fact):
    """How anybody can change the bucket or what is in it, everything taken together."""

    family: ClassVar[Family] = Family.CLOUD

    ways: tuple[PublicWay, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAccessPoint(Fact):
    """How anybody can use the bucket through one access point, blocks and network origin considered."""

    family: ClassVar[Family] = Family.CLOUD

    ways: tuple[PublicWay, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """Somebody outside who was let in. `account` is an account id, `canonical:ID` or `service:NAME`."""

    account: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideAccess(Fact):
    """Everybody named by policy or ACL who is not of the account `own`.

    Limits to an organisation or a VPC count as inside: whose they are cannot be told from the policy.
    """

    family: ClassVar[Family] = Family.CLOUD

    own: str = ""
    outsiders: tuple[Outsider, ...] = ()
