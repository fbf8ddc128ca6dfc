"""From a real (moto) account to verdicts."""

import pytest

from tests.collect.aws.estate import ACCOUNT_ID, CHECKS, OTHER_ACCOUNT, ROLE, account_of, findings, outcomes, read
from toolkit.core import Absent, CloudPolicy, Outcome, Unread
from toolkit.facts.cloud import AccountIdentity, Bucket, PublicRead

PASS, FAIL = Outcome.PASS, Outcome.FAIL


@pytest.fixture(scope="module")
def judged(moto):
    import os

    os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing")
    return findings(read(account_of(moto)))


@pytest.mark.parametrize(
    ("check", "failing"),
    [
        ("bucket-public", {"open-policy", "open-acl", "open-write"}),
        ("bucket-public-write", {"open-write"}),
        ("bucket-cross-account", {"foreign"}),
    ],
)
def test_exactly_these_buckets_fail(judged, check, failing):
    found = {finding.resource for finding in judged.values() if finding.check == check and finding.outcome is FAIL}
    assert found == {f"bucket:{name}" for name in failing}
    assert not [f for f in judged.values() if f.check == check and f.outcome not in (PASS, FAIL)]


def test_the_exemplary_bucket_passes_everything(judged):
    about = {check: f.outcome for (check, resource), f in judged.items() if resource == "bucket:exemplary"}
    del about["bucket-mfa-delete"]  # moto does not keep it
    assert set(about.values()) == {PASS}
    assert 1 + len(about) == sum(check.id.startswith("bucket-") for check in CHECKS)


def test_the_plain_bucket_fails_what_is_not_set(judged):
    about = {check for (check, resource), f in judged.items() if resource == "bucket:plain" and f.outcome is FAIL}
    assert about >= {"bucket-public-access-block", "bucket-versioning", "bucket-access-logging", "bucket-tls-only"}


def test_access_points(judged):
    assert judged["access-point-public", "bucket:points/access-point:open"].outcome is FAIL
    inside = judged["access-point-public", "bucket:points/access-point:inside"]
    assert (inside.outcome, "vpc-0a1b2c3d" in inside.evidence) == (PASS, True)


def test_the_evidence_says_which_statement_and_grant(judged):
    assert "policy statement 1" in judged["bucket-public", "bucket:open-policy"].evidence
    assert "the ACL gives anybody" in judged["bucket-public-write", "bucket:open-write"].evidence


def test_trusted_accounts_are_not_strangers(moto):
    trusting = outcomes(read(account_of(moto)), CloudPolicy(trusted_accounts=("444455556666",)))
    assert trusting["bucket-cross-account", "bucket:foreign"] is PASS


def test_the_account_block_stands_before_every_bucket(moto):
    other = outcomes(read(account_of(moto, role_arn=ROLE)))
    assert other["account-public-access-block", "account"] is PASS
    assert other["bucket-public-access-block", "bucket:under-account"] is PASS
    assert other["bucket-public", "bucket:under-account"] is PASS
    assert other["bucket-public-write", "bucket:under-account"] is PASS


def test_every_bucket_is_a_fact_and_the_account_is_known(moto):
    seen = read(account_of(moto), {PublicRead, AccountIdentity}).seen
    assert {one.name for one in seen if isinstance(one, Bucket)} >= {"plain", "ireland", "exemplary"}
    assert [one.account_id for one in seen if isinstance(one, AccountIdentity)] == [ACCOUNT_ID]
    assert all(one.created.utcoffset().total_seconds() == 0 for one in seen if isinstance(one, Bucket))


def test_a_role_leads_to_the_other_account(moto):
    seen = read(account_of(moto, role_arn=ROLE, external_id="env:X"), {AccountIdentity}).seen
    assert [one.account_id for one in seen if isinstance(one, AccountIdentity)] == [OTHER_ACCOUNT]


def test_credentials_of_another_account_than_declared_are_not_read_with(as_aws):
    (only,) = read(account_of(as_aws, endpoint_url="", account_id="999999999999")).seen
    assert isinstance(only, Unread)
    assert "belong to account 123456789012" in only.reason


def test_an_account_without_buckets_answers_every_check(moto):
    empty = read(account_of(moto, role_arn="arn:aws:iam::333333333333:role/reader"))
    assert not [one for one in empty.seen if isinstance(one, Unread)]
    assert any(isinstance(one, Absent) and one.kind is Bucket for one in empty.seen)
    found = outcomes(empty)
    assert {check for check, _ in found} == {check.id for check in CHECKS}
    assert set(found.values()) == {Outcome.NOT_APPLICABLE, FAIL}  # FAIL: the account's own block is off


def test_facts_survive_the_facts_file(moto):
    from toolkit.core.inventory import Inventory
    from toolkit.facts import cloud
    from toolkit.facts.line import TargetFacts, end, header, lines
    from toolkit.facts.line import read as read_lines

    collected = read(account_of(moto))
    facts = TargetFacts(target=collected.target, observed_at=collected.observed_at, seen=collected.seen)
    written = [header(Inventory(), "1"), *lines(facts), end(1)]
    _, (back,) = read_lines(iter(written), "facts.jsonl", [cloud])
    assert back.seen == collected.seen
