"""TLS is enforced when everybody is refused everything without it; anything less is a gap."""

import json

import pytest

from toolkit.facts.policy import Scope, parse, tls_gaps

DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::exports", "arn:aws:s3:::exports/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def gaps(*statements):
    return tls_gaps(parse(json.dumps({"Statement": list(statements)})), Scope.bucket("exports"))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Action": "*"},
        {"Action": ["S3:*"]},
        {"Principal": {"AWS": ["*"]}},
        {"Resource": "*"},
        {"Resource": "arn:aws:s3:::exports*"},
        {"Condition": {"Bool": {"aws:SecureTransport": [False]}}},
        {"Condition": {"bool": {"AWS:securetransport": False}}},
        {"Condition": {"NumericLessThanIfExists": {"s3:TlsVersion": "1.2"}}},
        {"Condition": {"NumericLessThanIfExists": {"s3:TlsVersion": 1.2}}},
        {"Condition": {"NumericLessThanIfExists": {"s3:TlsVersion": ["1.3"]}}},
    ],
)
def test_enforced(changed):
    assert gaps({**DENY, **changed}) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"Effect": "Allow"},
        {"Principal": {"AWS": "111122223333"}},
        {"Action": "s3:PutObject"},
        {"Action": ["s3:Get*", "s3:Put*"]},
        {"Resource": "arn:aws:s3:::other/*"},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:PrincipalAccount": "1"}}},
        {"Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
        {"Condition": {"NumericGreaterThanIfExists": {"s3:TlsVersion": "1.2"}}},
        {"Condition": {"NumericLessThan": {"s3:TlsVersion": "new"}}},
        {"Condition": {}},
    ],
)
def test_not_enforced(changed):
    assert gaps({**DENY, **changed}) == ("the bucket itself", "its objects")


def test_each_half_is_told():
    assert gaps({**DENY, "Resource": "arn:aws:s3:::exports/*"}) == ("the bucket itself",)
    assert gaps({**DENY, "Resource": "arn:aws:s3:::exports"}) == ("its objects",)
    halves = [{**DENY, "Resource": one} for one in DENY["Resource"]]
    assert gaps(*halves) == ()
    assert gaps() == ("the bucket itself", "its objects")
