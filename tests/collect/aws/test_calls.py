"""Only what is wanted is asked for, once; and what asking for it takes."""

import pytest

from tests.collect.aws.estate import account_of, read
from toolkit.collect.aws import KINDS, OPERATIONS, privileges
from toolkit.core.fact import Absent, Unread
from toolkit.facts.cloud import (
    AccountIdentity,
    AccountPublicAccessBlock,
    Bucket,
    BucketVersioning,
    PublicAccessBlock,
    PublicRead,
)

BUCKETS = 10
WITH_POLICY = 4


def names(tap):
    found = {}
    for (_service, name, _given), count in tap.calls.items():
        found[name] = found.get(name, 0) + count
    return found


@pytest.mark.parametrize(
    ("wanted", "calls"),
    [
        (set(), {"ListBuckets": 1}),
        ({Bucket}, {"ListBuckets": 1}),
        ({AccountIdentity}, {"ListBuckets": 1, "GetCallerIdentity": 1}),
        ({BucketVersioning}, {"ListBuckets": 1, "GetBucketVersioning": BUCKETS}),
        ({PublicAccessBlock}, {"ListBuckets": 1, "GetCallerIdentity": 1, "GetPublicAccessBlock": BUCKETS + 1}),
        ({AccountPublicAccessBlock}, {"ListBuckets": 1, "GetCallerIdentity": 1, "GetPublicAccessBlock": 1}),
        (
            {PublicRead},
            {
                "ListBuckets": 1,
                "GetCallerIdentity": 1,
                "GetPublicAccessBlock": BUCKETS + 1,
                "GetBucketPolicy": BUCKETS,
                "GetBucketPolicyStatus": WITH_POLICY,
                "GetBucketAcl": BUCKETS,
                "GetBucketOwnershipControls": BUCKETS,
            },
        ),
    ],
)
def test_what_is_wanted_decides_what_is_asked(moto, tap, wanted, calls):
    read(account_of(moto), wanted)
    assert names(tap) == calls


def test_no_call_is_made_twice(moto, tap):
    read(account_of(moto))
    assert set(tap.calls.values()) == {1}
    assert sum(tap.calls.values()) == 4 + BUCKETS * 9 + WITH_POLICY + 2 * 2


def test_the_declared_account_of_another_service_is_believed(moto, tap):
    seen = read(account_of(moto, account_id="ours"), {AccountIdentity}).seen
    assert [(one.account_id, one.declared) for one in seen if isinstance(one, AccountIdentity)] == [("ours", True)]
    assert "GetCallerIdentity" not in names(tap)


def test_every_kind_is_fed_and_every_operation_feeds():
    assert {kind for operation in OPERATIONS for kind in operation.feeds} == KINDS
    assert all(operation.actions or operation.name == "GetCallerIdentity" for operation in OPERATIONS)


def test_every_wanted_kind_is_answered(moto):
    seen = read(account_of(moto)).seen
    assert {one.kind if isinstance(one, Absent | Unread) else type(one) for one in seen} == KINDS


def test_the_least_privilege_is_what_is_asked_for():
    statement = privileges({BucketVersioning})["Statement"][0]
    assert statement["Action"] == ["s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListAllMyBuckets"]
    every = privileges(KINDS)["Statement"][0]["Action"]
    assert not [action for action in every if not action.startswith(("s3:Get", "s3:List"))]
    assert not {"s3:GetObject", "s3:ListBucket"} & set(every)


def test_all_pages_are_read(as_aws, tap, monkeypatch):
    buckets = [f"page-{number}" for number in range(7)]

    def answer(_service, called, given):
        if called != "ListBuckets":
            return {"Status": "Enabled"}
        assert given["MaxBuckets"] == 3
        start = int(given.get("ContinuationToken", 0))
        page = [{"Name": name, "BucketRegion": "eu-west-1"} for name in buckets[start : start + 3]]
        return {"Buckets": page, **({"ContinuationToken": str(start + 3)} if start + 3 < len(buckets) else {})}

    monkeypatch.setattr("toolkit.collect.aws.s3.PAGE", 3)
    tap.answer = answer
    seen = read(account_of(as_aws, endpoint_url=""), {BucketVersioning}).seen
    assert [one.name for one in seen if isinstance(one, Bucket)] == buckets
    assert sum(isinstance(one, BucketVersioning) for one in seen) == len(buckets)


def test_pages_that_go_round_in_circles_end(moto, tap):
    tap.answer = lambda _s, _c, _g: {"Buckets": [], "ContinuationToken": "again"}
    (only,) = [one for one in read(account_of(moto), {BucketVersioning}).seen if isinstance(one, Unread)]
    assert "do not end" in only.reason


def test_on_aws_every_bucket_is_asked_in_its_own_region(as_aws, tap):
    seen = read(account_of(as_aws, endpoint_url=""))
    assert not [one for one in seen.seen if isinstance(one, Unread)]
    assert any("ireland" in host and "eu-west-1" in host for host in as_aws.hosts)
    assert names(tap)["GetBucketLocation"] == BUCKETS  # moto's list does not tell the region, AWS's does
    assert names(tap)["ListAccessPoints"] == 2
