"""Every declared call, denied: nothing becomes PASS, what depends on it is UNKNOWN. Mechanically over the table."""

import pytest

from tests.collect.aws.conftest import refusal
from tests.collect.aws.estate import CHECKS, ROLE, account_of, findings, read
from toolkit.collect.aws import operation as op
from toolkit.core import Outcome, Unread
from toolkit.core.resource import bucket as resource_of
from toolkit.facts.cloud import (
    AccessPoint,
    AccountPublicAccessBlock,
    BucketEncryption,
    BucketLifecycle,
    BucketLogging,
    BucketObjectLock,
    BucketOwnership,
    BucketPolicy,
    BucketVersioning,
    PublicAccessPoint,
)

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

ITS_OWN = {
    op.POLICY: BucketPolicy,
    op.OWNERSHIP: BucketOwnership,
    op.ENCRYPTION: BucketEncryption,
    op.VERSIONING: BucketVersioning,
    op.LOGGING: BucketLogging,
    op.LIFECYCLE: BucketLifecycle,
    op.OBJECT_LOCK: BucketObjectLock,
    op.ACCOUNT_BLOCK: AccountPublicAccessBlock,
    op.POINT: AccessPoint,
}
"""The kind that is this one read and nothing else."""

DECIDED_BY = {
    # (denied, check, bucket): what is left to say. `plain` has no block, no policy and nothing in its ACL.
    (op.ACL, "bucket-public", "plain"): UNKNOWN,
    (op.ACL, "bucket-public-write", "plain"): UNKNOWN,
    (op.ACL, "bucket-cross-account", "plain"): UNKNOWN,
    (op.ACL, "bucket-public", "open-policy"): FAIL,  # open whatever the ACL says
    (op.ACL, "bucket-public-write", "open-policy"): UNKNOWN,
    (op.ACL, "bucket-public", "shielded"): PASS,  # the block overrides it, whatever it says
    (op.ACL, "bucket-public", "exemplary"): PASS,  # ACLs are disabled
    (op.POLICY, "bucket-public", "plain"): UNKNOWN,
    (op.POLICY, "bucket-public", "open-acl"): FAIL,
    (op.POLICY, "bucket-public", "shielded"): PASS,
    (op.POLICY, "bucket-public-write", "plain"): UNKNOWN,
    (op.POLICY, "bucket-cross-account", "plain"): UNKNOWN,
    (op.POLICY_STATUS, "bucket-public", "foreign"): UNKNOWN,
    (op.POLICY_STATUS, "bucket-public", "open-policy"): FAIL,
    (op.OWNERSHIP, "bucket-public", "open-acl"): FAIL,
    (op.BLOCK, "bucket-public", "open-policy"): UNKNOWN,
    (op.BLOCK, "bucket-public", "open-acl"): UNKNOWN,
    (op.BLOCK, "bucket-public-access-block", "plain"): UNKNOWN,
    (op.BLOCK, "bucket-public-access-block", "exemplary"): UNKNOWN,
    (op.ACCOUNT_BLOCK, "bucket-public", "open-policy"): UNKNOWN,
    (op.ACCOUNT_BLOCK, "bucket-public-access-block", "exemplary"): PASS,  # the bucket's own is enough
    (op.ACCOUNT_BLOCK, "bucket-public-access-block", "plain"): UNKNOWN,
    (op.IDENTITY, "bucket-cross-account", "foreign"): UNKNOWN,
}


def denied(operation):
    method = operation.name.split(" ")[0]

    def answer(service, called, _given):
        if (service, called) == (operation.service, method):
            raise refusal(called, "AccessDenied")

    return answer


@pytest.fixture(scope="module")
def before(moto):
    import os

    os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing")
    return findings(read(account_of(moto)))


@pytest.fixture
def after(request, moto, tap):
    operation = request.param
    tap.answer = denied(operation)
    seen = read(account_of(moto))
    method = operation.name.split(" ")[0]
    asked = sum(
        count for (service, called, _), count in tap.calls.items() if (service, called) == (operation.service, method)
    )
    return operation, seen, findings(seen), asked


EVERY = pytest.mark.parametrize("after", op.OPERATIONS, indirect=True, ids=lambda operation: operation.name)


@EVERY
def test_a_denied_call_never_makes_a_pass(before, after):
    operation, seen, judged, asked = after
    assert asked or operation is op.LOCATION  # only AWS has regions to ask for
    assert not {key for key, finding in judged.items() if finding.outcome is PASS and before[key].outcome is not PASS}
    assert {check for check, _ in judged} == {check.id for check in CHECKS}
    assert not [one for one in seen.seen if isinstance(one, Unread) and one.fault]
    if kind := ITS_OWN.get(operation):
        ids = {check.id for check in CHECKS if check.needs is kind}
        mine = [finding for finding in judged.values() if finding.check in ids]
        assert mine
        assert {finding.outcome for finding in mine} == {UNKNOWN}
        assert {finding.call for finding in mine} == {operation.name}
    for (call, check, bucket), expected in DECIDED_BY.items():
        if call is operation:
            assert judged[check, resource_of(bucket)].outcome is expected, (check, bucket)


@pytest.mark.parametrize(
    "operation", [op.LIST_POINTS, op.POINT, op.POINT_POLICY], ids=lambda operation: operation.name
)
def test_denied_access_points_are_unknown(moto, tap, operation):
    tap.answer = denied(operation)
    seen = read(account_of(moto), {PublicAccessPoint}).seen
    found = [one for one in seen if getattr(one, "kind", type(one)) is PublicAccessPoint]
    # Where its origin decides it, nobody had to read the policy.
    sure = [one for one in found if isinstance(one, PublicAccessPoint)]
    assert [one.because for one in sure] == (
        ["only reachable from vpc-0a1b2c3d"] if operation is op.POINT_POLICY else []
    )
    assert any(isinstance(one, Unread) for one in found)


def test_without_the_list_nothing_of_the_account_is_known(moto, tap):
    tap.answer = denied(op.LIST_BUCKETS)
    judged = findings(read(account_of(moto)))
    assert {finding.outcome for finding in judged.values()} <= {
        UNKNOWN,
        FAIL,
    }  # FAIL: the account's block, read before


def test_the_account_block_denied_leaves_the_buckets_under_it_unknown(moto, tap):
    tap.answer = denied(op.ACCOUNT_BLOCK)
    judged = findings(read(account_of(moto, role_arn=ROLE)))
    for check in ("bucket-public", "bucket-public-write", "bucket-public-access-block"):
        finding = judged[check, "bucket:under-account"]
        assert (finding.outcome, finding.call) == (UNKNOWN, op.ACCOUNT_BLOCK.name)


def test_denied_on_one_bucket_costs_that_bucket(moto, tap):
    def answer(_service, called, given):
        if called == "GetBucketVersioning" and given["Bucket"] == "plain":
            raise refusal(called, "AccessDenied")

    tap.answer = answer
    found = [one for one in read(account_of(moto), {BucketVersioning}).seen if getattr(one, "kind", None)]
    assert [(one.resource, one.call) for one in found] == [("bucket:plain", "GetBucketVersioning")]
    assert "AccessDenied" in found[0].reason


@pytest.mark.parametrize("policy", ["{", "[]", '{"Statement": "x"}', "\x00\xff", "{" * 5000])
def test_a_malformed_policy_costs_its_bucket(moto, tap, policy):
    def answer(_service, called, given):
        return {"Policy": policy} if called == "GetBucketPolicy" and given["Bucket"] == "plain" else None

    tap.answer = answer
    judged = findings(read(account_of(moto)))
    for check in ("bucket-public", "bucket-public-write", "bucket-cross-account", "bucket-tls-only"):
        finding = judged[check, "bucket:plain"]
        assert (finding.outcome, finding.fault) == (UNKNOWN, False)
        assert "cannot be judged" in finding.evidence
        assert judged[check, "bucket:exemplary"].outcome is PASS


def test_aws_calls_a_policy_public_that_reads_closed(moto, tap):
    tap.answer = lambda _s, called, given: (
        {"PolicyStatus": {"IsPublic": True}}
        if called == "GetBucketPolicyStatus" and given["Bucket"] == "foreign"
        else None
    )
    judged = findings(read(account_of(moto)))
    assert judged["bucket-public", "bucket:foreign"].outcome is FAIL
    assert "GetBucketPolicyStatus" in judged["bucket-public", "bucket:foreign"].evidence
    assert judged["bucket-public-write", "bucket:foreign"].outcome is UNKNOWN


def test_aws_calls_a_policy_closed_that_reads_public(moto, tap):
    """Then a block that restricts public policies would not touch it either."""
    tap.answer = lambda _s, called, _g: (
        {"PolicyStatus": {"IsPublic": False}} if called == "GetBucketPolicyStatus" else None
    )
    judged = findings(read(account_of(moto)))
    for bucket in ("open-policy", "shielded"):
        finding = judged["bucket-public", resource_of(bucket)]
        assert finding.outcome is FAIL
        assert "differ" in finding.evidence


def test_a_bucket_whose_region_is_kept_secret_is_unknown_and_only_that(as_aws, tap):
    def answer(_service, called, given):
        if called == "GetBucketLocation" and given["Bucket"] == "plain":
            raise refusal(called, "AccessDenied")

    tap.answer = answer
    judged = findings(read(account_of(as_aws, endpoint_url="")))
    about = [finding for (_, resource), finding in judged.items() if resource == "bucket:plain"]
    assert len(about) == sum(check.id.startswith("bucket-") for check in CHECKS)
    assert {(finding.outcome, finding.call) for finding in about} == {(UNKNOWN, "GetBucketLocation")}
    assert judged["bucket-public", "bucket:open-policy"].outcome is FAIL
