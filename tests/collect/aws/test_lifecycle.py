"""Which lifecycle rules end the keeping of data, and of how much of it."""

import pytest

from toolkit.collect.aws.s3 import expires, limited


@pytest.mark.parametrize("said", [{"Days": 30}, {"Date": "2027-01-01"}])
def test_a_rule_that_deletes_current_objects(said):
    assert expires({"Expiration": said})


@pytest.mark.parametrize(
    "rule",
    [
        {"Transitions": [{"Days": 30, "StorageClass": "GLACIER"}]},
        {"NoncurrentVersionExpiration": {"NoncurrentDays": 30}},
        {"Expiration": {"ExpiredObjectDeleteMarker": True}},
        {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
    ],
)
def test_a_rule_that_deletes_none(rule):
    assert not expires(rule)


@pytest.mark.parametrize("rule", [{}, {"Prefix": ""}, {"Filter": {}}, {"Filter": {"Prefix": ""}}])
def test_a_rule_for_everything(rule):
    assert not limited(rule)


@pytest.mark.parametrize(
    "rule",
    [
        {"Prefix": "logs/"},
        {"Filter": {"Prefix": "logs/"}},
        {"Filter": {"Tag": {"Key": "k", "Value": "v"}}},
        {"Filter": {"And": {"Prefix": "", "ObjectSizeGreaterThan": 500}}},
        {"Filter": {"ObjectSizeGreaterThan": 0}},
    ],
)
def test_a_rule_for_some_objects_only(rule):
    assert limited(rule)
