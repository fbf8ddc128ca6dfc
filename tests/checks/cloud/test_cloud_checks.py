"""What the examples of each check do not show: how bad this instance is, and what the evidence says."""

import pytest

from checks.cloud.access import cross_account, public
from checks.cloud.protection import logs_in_itself, object_lock, tls_only
from toolkit.core import CloudPolicy, Outcome, Severity
from toolkit.core.resource import bucket
from toolkit.facts.cloud import (
    BucketLogging,
    BucketObjectLock,
    BucketPolicy,
    OutsideAccess,
    Outsider,
    PublicRead,
    PublicWay,
    Use,
)


@pytest.mark.parametrize(
    ("uses", "severity"),
    [
        ([Use.READ], Severity.CRITICAL),
        ([Use.SETTINGS, Use.READ], Severity.CRITICAL),
        ([Use.LIST, Use.SETTINGS], Severity.HIGH),
        ([Use.SETTINGS], Severity.MEDIUM),
    ],
)
def test_reading_the_objects_is_the_worst(uses, severity):
    verdict = public(PublicRead(ways=tuple(PublicWay(use=use, words=f"by {use}") for use in uses)))
    assert (verdict.outcome, verdict.severity) == (Outcome.FAIL, severity)
    assert all(f"by {use}" in verdict.evidence for use in uses)


def test_only_accounts_nobody_vouched_for_are_strangers():
    found = tuple(Outsider(account=account, words=f"lets in {account}") for account in ("1", "2", "3", "4"))
    access = OutsideAccess(own="1", outsiders=found)
    verdict = cross_account(access, CloudPolicy(account_id="2", trusted_accounts=("3",)))
    assert (verdict.outcome, verdict.evidence) == (Outcome.FAIL, "lets in 4")


def test_tls_is_judged_for_the_bucket_the_policy_hangs_on():
    document = tls_only.good.document
    assert tls_only(BucketPolicy(resource=bucket("exports"), document=document)).outcome is Outcome.PASS
    assert tls_only(BucketPolicy(resource=bucket("another"), document=document)).outcome is Outcome.FAIL
    assert tls_only(BucketPolicy(resource=bucket("exports"))).outcome is Outcome.FAIL


def test_no_logs_are_not_kept_in_the_wrong_place():
    assert logs_in_itself(BucketLogging(resource=bucket("a"))).outcome is Outcome.NOT_APPLICABLE


def test_a_lock_without_retention_keeps_nothing():
    assert object_lock(BucketObjectLock(enabled=True, mode="GOVERNANCE", days=0)).outcome is Outcome.FAIL
    assert object_lock(BucketObjectLock(enabled=False, mode="GOVERNANCE", days=9)).outcome is Outcome.FAIL
