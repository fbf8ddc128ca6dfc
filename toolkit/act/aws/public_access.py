"""Block Public Access of a bucket, and of a whole account: all four switches on, none ever off."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from toolkit.act.aws.reach import Hands, account_id, right_account
from toolkit.act.verb import Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
NONE = ("NoSuchPublicAccessBlockConfiguration",)

Where = Callable[[Hands, Parameters], dict[str, str]]


class _Block:
    """The same act at two places: `service` has the three calls, `where` names the bucket or account to them."""

    def __init__(self, service: str, where: Where, noun: str, warnings: tuple[str, ...]) -> None:
        self._service = service
        self._where = where
        self._noun = noun
        self._warnings = warnings

    def plan(self, hands: Hands, parameters: Parameters) -> Plan:
        where = self._where(hands, parameters)
        off = _off(self._switches(hands, where))
        if not off:
            return Plan(changes=(), because=f"all four switches of the {self._noun} are on")
        change = Change(
            call=f"{self._service}:PutPublicAccessBlock",
            resource=f"{self._noun}:{next(iter(where.values()))}",
            words=f"switch on {', '.join(off)}; what is on stays on",
        )
        return Plan(changes=(change,), warnings=self._warnings)

    def capture(self, hands: Hands, parameters: Parameters) -> Captured:
        return {"was": self._switches(hands, self._where(hands, parameters))}

    def act(self, hands: Hands, parameters: Parameters, _captured: Captured) -> None:
        on = dict.fromkeys(SWITCHES, True)
        where = self._where(hands, parameters)
        hands.change(f"{self._service}:PutPublicAccessBlock", **where, PublicAccessBlockConfiguration=on)

    def verify(self, hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
        off = _off(self._switches(hands, self._where(hands, parameters)))
        words = f"still off: {', '.join(off)}" if off else f"all four switches of the {self._noun} are on"
        return Verified(so=not off, words=words)

    def rollback(self, hands: Hands, parameters: Parameters, captured: Captured) -> None:
        where, was = self._where(hands, parameters), captured["was"]
        if was is None:
            hands.change(f"{self._service}:DeletePublicAccessBlock", **where)
        else:
            hands.change(f"{self._service}:PutPublicAccessBlock", **where, PublicAccessBlockConfiguration=was)

    def _switches(self, hands: Hands, where: dict[str, str]) -> dict[str, bool] | None:
        """None: no block was ever set, which is all four off."""
        found = hands.read(f"{self._service}:GetPublicAccessBlock", absent=NONE, **where)
        if found is None:
            return None
        said: dict[str, Any] = found.get("PublicAccessBlockConfiguration") or {}
        return {name: said.get(name) is True for name in SWITCHES}


def _off(said: dict[str, bool] | None) -> list[str]:
    return [name for name in SWITCHES if not (said or {}).get(name)]


def _bucket(hands: Hands, parameters: Parameters) -> dict[str, str]:
    right_account(hands, parameters)
    return {"Bucket": parameters["bucket"]}


def _account(hands: Hands, parameters: Parameters) -> dict[str, str]:
    right_account(hands, parameters)
    return {"AccountId": account_id(hands)}


_BUCKET = _Block(
    "s3",
    _bucket,
    "bucket",
    (
        "Whoever reads the bucket without signing in, a website or a partner, cannot any more.",
        "Where the policy is public, other accounts that it names lose access as well.",
        "Accounts that a policy names one by one keep their access; so do presigned addresses until they expire.",
    ),
)
_ACCOUNT = _Block(
    "s3control",
    _account,
    "account",
    (
        "Every bucket and access point of the account in every region is closed to the public at once, websites too.",
        "Accounts that a policy names one by one keep their access; so do presigned addresses until they expire.",
    ),
)

ACCOUNT_PARAMETER = Parameter(name="account", help="The account as the inventory calls it", example="production")

BLOCK_BUCKET = Verb(
    id="block-public-access",
    title="Close a bucket to the public",
    does="Switches on all four parts of Block Public Access of the bucket. Does not touch policy or ACL, does not "
    "end access of accounts named in the policy, nor presigned addresses, and takes back nothing that was "
    "read.",
    parameters=(
        Parameter(name="bucket", help="Name of the bucket", example="example-exports"),
        replace(ACCOUNT_PARAMETER, optional=True),
    ),
    permissions=("s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
    rehearsal=Rehearsal.PERMISSION,
    plan=_BUCKET.plan,
    capture=_BUCKET.capture,
    act=_BUCKET.act,
    verify=_BUCKET.verify,
    rollback=_BUCKET.rollback,
    sources=("Amazon S3 User Guide, Blocking public access to your Amazon S3 storage",),
)

BLOCK_ACCOUNT = Verb(
    id="block-account-public-access",
    title="Close every bucket of an account to the public",
    does="Switches on all four parts of Block Public Access of the account, over every bucket and access point. "
    "Does not touch any policy or ACL, does not end access of accounts named in policies, nor presigned "
    "addresses.",
    parameters=(ACCOUNT_PARAMETER,),
    permissions=("s3:GetAccountPublicAccessBlock", "s3:PutAccountPublicAccessBlock", "sts:GetCallerIdentity"),
    rehearsal=Rehearsal.PERMISSION,
    plan=_ACCOUNT.plan,
    capture=_ACCOUNT.capture,
    act=_ACCOUNT.act,
    verify=_ACCOUNT.verify,
    rollback=_ACCOUNT.rollback,
    sources=("Amazon S3 User Guide, Blocking public access to your Amazon S3 storage",),
)

VERBS = (BLOCK_BUCKET, BLOCK_ACCOUNT)
