"""One read a call of S3 Control and STS: what belongs to the account rather than to a bucket."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.collect.aws import operation as op
from toolkit.collect.aws.caller import Caller
from toolkit.collect.aws.s3 import judgeable, pages, switches
from toolkit.core.resource import bucket as resource_of
from toolkit.facts.cloud import AccessPoint, AccountIdentity, AccountPublicAccessBlock, BucketPolicy

ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class ListedPoint:
    """An access point as ListAccessPoints names it."""

    name: str
    bucket: str
    region: str
    arn: str
    origin: str
    vpc: str

    @property
    def resource(self) -> str:
        """Its name in findings."""
        return f"{resource_of(self.bucket)}/access-point:{self.name}"


def identity(caller: Caller, target: str) -> AccountIdentity:
    """Whose credentials these are."""
    answer = caller.ask(op.IDENTITY) or {}
    account_id = str(caller.part(op.IDENTITY, answer, "Account"))
    return AccountIdentity(target=target, resource=ACCOUNT, account_id=account_id, arn=str(answer.get("Arn", "")))


def account_block(caller: Caller, target: str, account_id: str) -> AccountPublicAccessBlock:
    """Block Public Access of the account."""
    answer = caller.ask(op.ACCOUNT_BLOCK, absent="NoSuchPublicAccessBlockConfiguration", AccountId=account_id)
    said = None if answer is None else caller.part(op.ACCOUNT_BLOCK, answer, "PublicAccessBlockConfiguration")
    return AccountPublicAccessBlock(target=target, resource=ACCOUNT, **switches(said))


def access_points(caller: Caller, account_id: str, region: str) -> Iterator[ListedPoint]:
    """Every access point of the account in one region."""
    given = {"AccountId": account_id, "region": region}
    for answer in pages(caller, op.LIST_POINTS, "NextToken", **given):
        for one in caller.part(op.LIST_POINTS, answer, "AccessPointList"):
            name, bucket = str(one.get("Name") or ""), str(one.get("Bucket") or "")
            arn = one.get("AccessPointArn") or f"arn:aws:s3:{region}:{account_id}:accesspoint/{name}"
            vpc = str((one.get("VpcConfiguration") or {}).get("VpcId") or "")
            yield ListedPoint(name, bucket, region, str(arn), str(one.get("NetworkOrigin") or "Internet"), vpc)


def access_point(caller: Caller, target: str, account_id: str, point: ListedPoint) -> AccessPoint:
    """The access point's own block. AWS sets it when the point is made; it cannot be changed."""
    answer = caller.ask(op.POINT, region=point.region, AccountId=account_id, Name=point.name) or {}
    said = caller.part(op.POINT, answer, "PublicAccessBlockConfiguration")
    return AccessPoint(
        target=target,
        resource=point.resource,
        name=point.name,
        bucket=point.bucket,
        origin=point.origin,
        vpc=point.vpc,
        **switches(said),
    )


def access_point_policy(caller: Caller, target: str, account_id: str, point: ListedPoint) -> BucketPolicy:
    """The access point's policy, in the shape of a bucket's."""
    answer = caller.ask(
        op.POINT_POLICY, region=point.region, absent="NoSuchAccessPointPolicy", AccountId=account_id, Name=point.name
    )
    document = "" if answer is None else caller.part(op.POINT_POLICY, answer, "Policy")
    return BucketPolicy(target=target, resource=point.resource, document=judgeable(op.POINT_POLICY, document or ""))
