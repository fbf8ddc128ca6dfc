"""What a refusal means for a change: not done, perhaps done, or to be asked again."""

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from toolkit.act.aws import reach
from toolkit.act.aws.hands import ATTEMPTS
from toolkit.act.verb import CannotAct
from toolkit.core.inventory import Account, SecretRef

URL = "https://service.example"


def said(code, status):
    told = {"Error": {"Code": code, "Message": "words"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(told, "operation")


@pytest.fixture
def hands(tmp_path):
    return reach(Account(name="production", region="us-east-1"), lambda reference: reference, tmp_path)


def always(tap, error):
    def raised(_operation, _given):
        raise error

    tap.before = raised


def change(hands):
    return hands.change("iam:UpdateAccessKey", AccessKeyId="A" * 16, Status="Inactive")


@pytest.mark.parametrize(
    ("error", "maybe", "times"),
    [
        (said("AccessDenied", 403), False, 1),
        (said("NoSuchEntity", 404), False, 1),
        (said("NotImplemented", 501), False, 1),
        (said("InternalFailure", 500), True, 1),
        (said("ServiceUnavailable", 503), True, 1),
        (said("Throttling", 400), False, ATTEMPTS),
        (ReadTimeoutError(endpoint_url=URL), True, 1),
        (ConnectionClosedError(endpoint_url=URL), True, 1),
        (ResponseParserError("not XML"), True, 1),
        (ConnectTimeoutError(endpoint_url=URL), False, 1),
        (EndpointConnectionError(endpoint_url=URL), False, 1),
    ],
)
def test_a_change_is_tried_again_only_when_it_cannot_have_been_made(hands, tap, error, maybe, times):
    always(tap, error)
    with pytest.raises(CannotAct) as no:
        change(hands)
    assert (no.value.maybe, len(tap.calls)) == (maybe, times)
    assert no.value.call == "iam:UpdateAccessKey"


@pytest.mark.parametrize("code", ["Throttling", "InternalFailure", "ServiceUnavailable"])
def test_a_read_is_tried_again(hands, tap, code):
    def first_two(_operation, _given):
        if len(tap.calls) <= 2:
            raise said(code, 500)
        return {"UserName": "ana"}

    tap.before = first_two
    assert hands.read("iam:GetUser") == {"UserName": "ana"}
    assert len(tap.calls) == 3


def test_only_the_named_code_is_absence(hands, tap):
    always(tap, said("NoSuchEntity", 404))
    assert hands.read("iam:GetUser", absent=("NoSuchEntity",)) is None
    always(tap, said("AccessDenied", 403))
    with pytest.raises(CannotAct):
        hands.read("iam:GetUser", absent=("NoSuchEntity",))


def test_pages_end_where_the_service_says_and_a_page_without_its_part_is_none(hands, tap):
    answers = [{"AccessKeyMetadata": [1], "IsTruncated": True, "Marker": "x"}, {"AccessKeyMetadata": [2]}]
    tap.before = lambda _operation, _given: answers[len(tap.calls) - 1]
    assert list(hands.pages("iam:ListAccessKeys", "AccessKeyMetadata")) == [1, 2]
    assert tap.calls[1][1] == {"Marker": "x"}
    tap.before = lambda _operation, _given: {}
    with pytest.raises(CannotAct, match="no AccessKeyMetadata"):
        list(hands.pages("iam:ListAccessKeys", "AccessKeyMetadata"))


def test_pages_without_end_are_ended(hands, tap, monkeypatch):
    monkeypatch.setattr("toolkit.act.aws.hands.MOST_PAGES", 3)
    tap.before = lambda _operation, _given: {"AccessKeyMetadata": [1], "IsTruncated": True, "Marker": "x"}
    with pytest.raises(CannotAct, match="more than 3 pages"):
        list(hands.pages("iam:ListAccessKeys", "AccessKeyMetadata"))


def test_wrong_parameters_never_leave(hands):
    with pytest.raises(CannotAct) as no:
        hands.change("iam:UpdateAccessKey", Status="Inactive")
    assert not no.value.maybe


def test_a_secret_that_cannot_be_had_is_said(tmp_path):
    account = Account(name="production", profile="none-such", session_token=SecretRef("env:NONE"))
    with pytest.raises(CannotAct, match="credentials"):
        reach(account, lambda reference: reference, tmp_path)
