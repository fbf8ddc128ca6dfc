"""Buckets of every kind, in moto, and how to read and judge them."""

import json
from datetime import UTC, datetime

from checks.cloud import access, account, protection
from tests.daemons.moto import ACCOUNT_ID
from toolkit.collect.aws import KINDS, CloudSettings, jobs
from toolkit.collect.runner import collect
from toolkit.core import Check, CloudPolicy, Outcome
from toolkit.core.inventory import Account
from toolkit.evaluate import evaluate

CHECKS = [one for module in (access, account, protection) for one in vars(module).values() if isinstance(one, Check)]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALL_ON = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
OTHER_ACCOUNT = "222222222222"
ROLE = f"arn:aws:iam::{OTHER_ACCOUNT}:role/reader"


def open_policy(name, **changed):
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": {**statement, **changed}})


def tls_policy(name):
    return open_policy(
        name,
        Effect="Deny",
        Action="s3:*",
        Resource=[f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        Condition={"Bool": {"aws:SecureTransport": "false"}},
    )


def build(moto):
    s3, control = moto.client(), moto.client("s3control")
    for name in ("plain", "open-policy", "shielded", "foreign", "logs", "points"):
        s3.create_bucket(Bucket=name)
    s3.create_bucket(Bucket="open-acl", ACL="public-read")
    _anybody_may_do_all(s3, "open-write")
    s3.create_bucket(Bucket="ireland", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for name in ("open-policy", "shielded"):
        s3.put_bucket_policy(Bucket=name, Policy=open_policy(name))
    s3.put_public_access_block(Bucket="shielded", PublicAccessBlockConfiguration=ALL_ON)
    s3.put_bucket_policy(Bucket="foreign", Policy=open_policy("foreign", Principal={"AWS": "444455556666"}))
    _exemplary(s3)
    for name, more in (("open", {}), ("inside", {"VpcConfiguration": {"VpcId": "vpc-0a1b2c3d"}})):
        off = dict.fromkeys(ALL_ON, False)
        control.create_access_point(
            AccountId=ACCOUNT_ID, Name=name, Bucket="points", PublicAccessBlockConfiguration=off, **more
        )
        resource = f"arn:aws:s3:us-east-1:{ACCOUNT_ID}:accesspoint/{name}/object/*"
        control.put_access_point_policy(AccountId=ACCOUNT_ID, Name=name, Policy=open_policy(name, Resource=resource))
    _other_account(moto)


def _anybody_may_do_all(s3, name):
    s3.create_bucket(Bucket=name)
    anybody = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}
    grants = [{"Grantee": anybody, "Permission": "FULL_CONTROL"}]
    owner = s3.get_bucket_acl(Bucket=name)["Owner"]
    s3.put_bucket_acl(Bucket=name, AccessControlPolicy={"Owner": owner, "Grants": grants})


def _exemplary(s3):
    s3.create_bucket(Bucket="exemplary", ObjectLockEnabledForBucket=True, ObjectOwnership="BucketOwnerEnforced")
    s3.put_bucket_policy(Bucket="exemplary", Policy=tls_policy("exemplary"))
    s3.put_public_access_block(Bucket="exemplary", PublicAccessBlockConfiguration=ALL_ON)
    s3.put_bucket_versioning(Bucket="exemplary", VersioningConfiguration={"Status": "Enabled"})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "1a2b"}}
    s3.put_bucket_encryption(Bucket="exemplary", ServerSideEncryptionConfiguration={"Rules": [rule]})
    expire = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 90}}
    s3.put_bucket_lifecycle_configuration(Bucket="exemplary", LifecycleConfiguration={"Rules": [expire]})
    s3.put_object_lock_configuration(
        Bucket="exemplary",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 35}},
        },
    )
    group = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}
    owner = s3.get_bucket_acl(Bucket="logs")["Owner"]
    grants = [{"Grantee": group, "Permission": permission} for permission in ("WRITE", "READ_ACP")]
    s3.put_bucket_acl(Bucket="logs", AccessControlPolicy={"Owner": owner, "Grants": grants})
    s3.put_bucket_logging(
        Bucket="exemplary", BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": "x/"}}
    )


def _other_account(moto):
    """An account with the block on for all of it, and a bucket with an open policy and ACL."""
    import boto3
    from botocore.config import Config

    from toolkit.collect.aws.transport import one_address

    given = moto.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="estate")["Credentials"]
    keys = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
        "region_name": "us-east-1",
        "endpoint_url": moto.url,
    }
    s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}), **keys)
    _anybody_may_do_all(s3, "under-account")
    s3.put_bucket_policy(Bucket="under-account", Policy=open_policy("under-account"))
    control = boto3.client("s3control", **keys)
    one_address(control)
    control.put_public_access_block(AccountId=OTHER_ACCOUNT, PublicAccessBlockConfiguration=ALL_ON)


def account_of(moto, **changed):
    return Account(**{"name": "main", "endpoint_url": moto.url, "region": "us-east-1", **changed})


def read(account, wanted=KINDS, *, seconds=60.0, secret=lambda reference: reference, workers=4):
    """Everything seen of one account, as the runner hands it on."""
    settings = CloudSettings(seconds=seconds, secret=secret, workers=workers)
    (collected,) = collect(jobs([account], frozenset(wanted), settings))
    return collected


def findings(collected, policy=None):
    """(check, resource) to finding."""
    judged = evaluate(
        collected.target,
        collected.seen,
        CHECKS,
        observed_at=NOW,
        policy_for=lambda _target, _kind: policy or CloudPolicy(),
    )
    return {(finding.check, finding.resource): finding for finding in judged}


def outcomes(collected, policy=None):
    return {key: finding.outcome for key, finding in findings(collected, policy).items()}


__all__ = ["ACCOUNT_ID", "CHECKS", "Outcome", "account_of", "build", "findings", "outcomes", "read"]
