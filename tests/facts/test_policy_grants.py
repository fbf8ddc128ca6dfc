"""Who a policy lets in: spellings do not matter, values of conditions do."""

import json

import pytest

from toolkit.facts.cloud import Use
from toolkit.facts.policy import MalformedPolicy, Scope, outsiders, parse, public_grants

BUCKET = Scope.bucket("exports")
OBJECTS = "arn:aws:s3:::exports/*"
BOTH = ["arn:aws:s3:::exports", OBJECTS]
OPEN = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": OBJECTS}
VPCE = "vpce-0123456789abcdef0"


def policy(*statements):
    return parse(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


def uses(*statements):
    return {grant.use for grant in public_grants(policy(*statements), BUCKET)}


def deny(**changed):
    return {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": BOTH, **changed}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {Use.READ}),
        ({"Action": "S3:getOBJECT"}, {Use.READ}),
        ({"Action": ["s3:Get*"]}, {Use.READ, Use.SETTINGS}),
        ({"Action": "s3:G?tObject"}, {Use.READ}),
        ({"Action": "*", "Resource": "*"}, set(Use)),
        ({"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::exports"}, {Use.LIST}),
        ({"Action": "s3:ListBucket"}, set()),  # an action on buckets, a resource of objects
        ({"Action": "s3:PutObjectAcl"}, {Use.WRITE}),
        ({"Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::exports"}, {Use.WRITE}),
        ({"Action": "s3:PutObject*"}, {Use.WRITE}),
        ({"Action": "s3:SomethingNew"}, {Use.WRITE}),
        ({"Action": "s3:GetSomethingNew"}, {Use.READ}),
        ({"Action": "sqs:*"}, set()),
        ({"Principal": {"AWS": "*"}}, {Use.READ}),
        ({"Principal": {"AWS": ["arn:aws:iam::111122223333:root", "*"]}}, {Use.READ}),
        ({"Principal": {"AWS": "arn:aws:iam::*:root"}}, {Use.READ}),
        ({"Principal": {"AWS": "111122223333"}}, set()),
        ({"Principal": {"Service": "logging.s3.amazonaws.com"}}, set()),
        ({"Resource": "arn:aws:s3:::exports/public/*"}, {Use.READ}),
        ({"Resource": "arn:aws:s3:::ex*"}, {Use.READ}),
        ({"Resource": "arn:aws-cn:s3:::exports/*"}, {Use.READ}),
        ({"Resource": "arn:aws:s3:::other/*"}, set()),
    ],
)
def test_what_one_allow_gives_to_everybody(changed, expected):
    assert uses({**OPEN, **changed}) == expected


@pytest.mark.parametrize("instead", ["Principal", "Action", "Resource"])
def test_not_elements_are_read_as_everything_else(instead):
    others = {"Principal": {"AWS": "111122223333"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::other/*"}
    statement = {**OPEN, f"Not{instead}": others[instead]}
    del statement[instead]
    assert Use.READ in uses(statement)


@pytest.mark.parametrize(
    ("condition", "restricts"),
    [
        ({"StringEquals": {"aws:PrincipalAccount": "111122223333"}}, True),
        ({"stringequals": {"AWS:principalaccount": ["111122223333", "444455556666"]}}, True),
        ({"StringLike": {"aws:PrincipalAccount": "*"}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": ["111122223333", "*"]}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": []}}, False),
        ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, True),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, False),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}}, True),
        ({"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}}, False),
        ({"StringEquals": {"aws:SourceVpce": VPCE}}, True),
        ({"StringLike": {"aws:SourceVpc": "vpc-*"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "*"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}, False),
        ({"StringEquals": {"aws:ResourceAccount": "111122223333"}}, False),
        ({"StringEquals": {"aws:Referer": "https://example.org/"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/team": "a"}}, False),
        ({"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}, False),
        ({"Bool": {"aws:SecureTransport": True}}, False),
        ({"Null": {"aws:PrincipalOrgID": "false"}}, False),
        ({"NoSuchOperator": {"aws:PrincipalAccount": "111122223333"}}, False),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, True),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.7"}}, True),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, False),
        ({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}, False),
        ({"IpAddress": {"aws:SourceIp": "8.0.0.0/7"}}, False),
        ({"IpAddress": {"aws:SourceIp": ["8.0.0.0/8", "9.0.0.0/8"]}}, False),
        ({"IpAddress": {"aws:SourceIp": ["8.0.0.0/8"]}}, True),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "172.16.0.0/12", "203.0.113.0/24"]}}, True),
        ({"IpAddress": {"aws:SourceIp": "::/0"}}, False),
        ({"IpAddress": {"aws:SourceIp": "2000::/3"}}, False),
        ({"IpAddress": {"aws:SourceIp": "2001:db8::/48"}}, True),
        ({"IpAddress": {"aws:SourceIp": "no address"}}, False),
        ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, False),
        # One line that restricts is enough, one that does not takes nothing away.
        ({"StringEquals": {"aws:SourceVpce": VPCE}, "Bool": {"aws:SecureTransport": "true"}}, True),
    ],
)
def test_an_allow_is_restricted_by_the_values_of_its_condition(condition, restricts):
    assert uses({**OPEN, "Condition": condition}) == (set() if restricts else {Use.READ})


@pytest.mark.parametrize(
    ("denied", "protects"),
    [
        (deny(), True),
        (deny(Action="*", Resource="*"), True),
        (deny(Action="S3:GETobject"), True),
        (deny(Action="s3:PutObject"), False),
        (deny(Resource="arn:aws:s3:::exports"), False),
        (deny(Resource="arn:aws:s3:::exports/public/*"), False),
        (deny(Principal={"AWS": "111122223333"}), False),
        (deny(Condition={"StringNotEquals": {"aws:SourceVpce": VPCE}}), True),
        (deny(Condition={"StringNotEqualsIfExists": {"aws:SourceVpce": VPCE}}), True),
        (deny(Condition={"StringNotLike": {"aws:PrincipalOrgID": "*"}}), False),
        (deny(Condition={"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), True),
        (deny(Condition={"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}), False),
        (deny(Condition={"Bool": {"aws:SecureTransport": "false"}}), False),
        (deny(Condition={"ForAnyValue:StringNotEquals": {"aws:SourceVpce": VPCE}}), False),
        (deny(Condition={"Unknown": {"aws:SourceVpce": VPCE}}), False),
        (
            deny(Condition={"StringNotEquals": {"aws:SourceVpce": VPCE}, "Bool": {"aws:SecureTransport": "false"}}),
            False,
        ),
    ],
)
def test_a_deny_counts_only_when_no_stranger_gets_around_it(denied, protects):
    assert uses(OPEN, denied) == (set() if protects else {Use.READ})


def test_a_deny_of_everybody_but_one_protects():
    denied = deny()
    del denied["Principal"]
    assert uses(OPEN, {**denied, "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:root"}}) == set()
    assert uses(OPEN, {**denied, "NotPrincipal": "*"}) == {Use.READ}


def test_a_deny_of_every_other_action_or_resource():
    denied = deny()
    del denied["Action"]
    assert uses(OPEN, {**denied, "NotAction": "s3:GetObject"}) == {Use.READ}
    assert uses(OPEN, {**denied, "NotAction": "s3:ListBucket"}) == set()
    denied = deny()
    del denied["Resource"]
    assert uses(OPEN, {**denied, "NotResource": "arn:aws:s3:::exports/public/*"}) == {Use.READ}
    assert uses(OPEN, {**denied, "NotResource": "arn:aws:s3:::exports"}) == set()


ORG = "o-a1b2c3d4e5"
FOR_LOGS = {"Principal": {"Service": "cloudtrail.amazonaws.com"}}


def named(*statements, own="111122223333"):
    return [outsider.account for outsider in outsiders(policy(*statements), BUCKET, own)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"Principal": {"AWS": "arn:aws:iam::111122223333:root"}}, []),
        ({"Principal": {"AWS": "444455556666"}}, ["444455556666"]),
        (
            {"Principal": {"AWS": ["arn:aws:iam::444455556666:role/etl", "arn:aws:iam::111122223333:root"]}},
            ["444455556666"],
        ),
        ({"Principal": {"CanonicalUser": "79a5"}}, ["canonical:79a5"]),
        ({"Principal": {"AWS": "AIDAJQABLZS4A3QDU576Q"}}, []),
        ({"Principal": {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}}, []),
        ({"Principal": {"Service": "cloudfront.amazonaws.com"}}, ["service:cloudfront.amazonaws.com"]),
        (
            {
                "Principal": {"Service": "cloudfront.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/E1"}},
            },
            [],
        ),
        ({"Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject"}, []),
        (
            {"Condition": {"StringEquals": {"aws:PrincipalAccount": ["444455556666", "111122223333"]}}},
            ["444455556666"],
        ),
        ({"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/*"}}}, ["444455556666"]),
        ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}, ["o-a1b2c3d4e5"]),
        (
            {"Condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/*"}}},
            ["o-a1b2c3d4e5"],
        ),
        (
            {"Condition": {"StringEquals": {"aws:PrincipalOrgID": ORG, "aws:PrincipalAccount": "444455556666"}}},
            ["444455556666"],
        ),
        ({"Principal": {"AWS": "444455556666"}, "Action": "sqs:*"}, []),
        ({**FOR_LOGS, "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}, []),
        ({**FOR_LOGS, "Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}}, ["444455556666"]),
        ({**FOR_LOGS, "Condition": {"StringEquals": {"aws:SourceOrgID": ORG}}}, [ORG]),
    ],
)
def test_who_else_is_named(changed, expected):
    assert named({**OPEN, **changed}) == expected


def test_a_deny_of_everybody_also_stops_other_accounts():
    foreign = {**OPEN, "Principal": {"AWS": "444455556666"}}
    assert named(foreign, deny()) == []
    assert named(foreign, deny(Condition={"StringNotEquals": {"aws:SourceVpce": VPCE}})) == ["444455556666"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        '"Statement"',
        "{}",
        '{"Statement": 1}',
        '{"Statement": ["a"]}',
        "[" * 60_000,
        '{"Statement": [], "Statement": []}',
        "x" * 100_000,
        json.dumps({"Statement": {**OPEN, "Effect": "Maybe"}}),
        json.dumps({"Statement": {**OPEN, "NotAction": "s3:Put*"}}),
        json.dumps({"Statement": {**OPEN, "Action": 7}}),
        json.dumps({"Statement": {**OPEN, "Action": "s3:" + "*a" * 2000}}),
        json.dumps({"Statement": {**OPEN, "Principal": {"Martian": "*"}}}),
        json.dumps({"Statement": {**OPEN, "Principal": {}}}),
        json.dumps({"Statement": {**OPEN, "Condition": {"Bool": "x"}}}),
        json.dumps({"Statement": {**OPEN, "Condition": {"Bool": {"a": {}}}}}),
        json.dumps({"Statement": {**OPEN, "Surprise": 1}}),
        json.dumps({"Statement": {"Effect": "Allow", "Action": "*"}}),
    ],
)
def test_what_cannot_be_judged_is_refused(text):
    with pytest.raises(MalformedPolicy):
        parse(text)


def test_no_policy_grants_nothing():
    assert public_grants(parse(""), BUCKET) == ()
