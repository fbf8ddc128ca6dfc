"""A rotation, which cannot be put back: two people, one token, and current only when the service says so."""

import json

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.act.aws.bench import BY_ID, REGION
from tests.act.ledger import Stop
from toolkit.act.perform import Ending, perform, rollback
from toolkit.core.errors import UserError

pytestmark = pytest.mark.live

PARAMETERS = {"secret": "shop/database", "region": REGION}
VERB = "rotate-secret"


@pytest.fixture
def secret(bench):
    """moto rotates at once, without a function, where a rotation rule is set."""
    manager = bench.client("secretsmanager")
    manager.create_secret(Name="shop/database", SecretString="not-a-secret-1")
    manager.rotate_secret(SecretId="shop/database", RotationRules={"AutomaticallyAfterDays": 30})
    return manager


def versions(manager):
    return {
        version: sorted(stages)
        for version, stages in manager.describe_secret(SecretId="shop/database")["VersionIdsToStages"].items()
    }


def test_it_takes_two(bench, secret, tap):
    before = versions(secret)
    with pytest.raises(UserError, match="second person"):
        perform(bench.act(VERB, PARAMETERS), execute=True)
    assert tap.calls == []
    assert versions(secret) == before


def test_rotated_once_and_read_back(bench, secret, tap):
    before = versions(secret)
    done = bench.do(VERB, PARAMETERS)
    assert done.ending is Ending.DONE
    token = done.captured["token"]
    assert token not in before
    assert "AWSCURRENT" in versions(secret)[token]
    assert bench.do(VERB, PARAMETERS).ending is Ending.ALREADY
    assert tap.names().count("RotateSecret") == 1
    with pytest.raises(UserError, match="cannot be undone"):
        rollback(bench.act(VERB, PARAMETERS), execute=True)


@pytest.mark.parametrize("lost", [ReadTimeoutError(endpoint_url="https://service.example"), Stop()])
def test_a_lost_answer_or_a_crash_rotates_once(bench, secret, tap, lost):
    def lose(operation, _given):
        if operation == "RotateSecret":
            raise lost

    tap.after = lose
    try:
        assert bench.do(VERB, PARAMETERS).ending is Ending.DONE
    except Stop:
        tap.after = None
        assert bench.do(VERB, PARAMETERS).ending is Ending.DONE
    assert tap.names().count("RotateSecret") == 1


def test_begun_and_not_finished_is_no_success(bench, secret, tap):
    def pending(operation, _given):
        if operation == "DescribeSecret" and "RotateSecret" in tap.names():
            return {"VersionIdsToStages": {token(tap): ["AWSPENDING"], "old": ["AWSCURRENT"]}}
        return None

    tap.before = pending
    assert bench.do(VERB, PARAMETERS).ending is Ending.UNVERIFIED
    tap.before = None
    assert bench.do(VERB, PARAMETERS).ending is Ending.DONE
    assert tap.names().count("RotateSecret") == 1


def token(tap):
    return next(given["ClientRequestToken"] for name, given in tap.calls if name == "RotateSecret")


@pytest.mark.parametrize("stages", [{}, {"other": ["AWSCURRENT"]}])
def test_a_rotation_that_failed_is_a_failure(bench, secret, tap, stages):
    tap.before = lambda operation, _given: (
        {"VersionIdsToStages": stages} if operation == "DescribeSecret" and "RotateSecret" in tap.names() else None
    )
    assert bench.do(VERB, PARAMETERS).ending is Ending.FAILED


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({}, "no rotation is set up"),
        ({"RotationEnabled": True, "DeletedDate": 1}, "marked as deleted"),
        ({"RotationEnabled": True, "VersionIdsToStages": {"a": ["AWSPENDING"]}}, "not finished"),
    ],
)
def test_what_cannot_be_rotated_is_refused(bench, tap, about, words):
    tap.before = lambda operation, _given: about if operation == "DescribeSecret" else None
    done = bench.do(VERB, PARAMETERS)
    assert (done.ending, words in done.words) == (Ending.REFUSED, True)
    assert "RotateSecret" not in tap.names()


def test_the_value_is_never_read_or_kept(bench, secret, tap):
    bench.do(VERB, PARAMETERS)
    assert not {"GetSecretValue", "BatchGetSecretValue"} & set(tap.names())
    assert "not-a-secret" not in json.dumps(bench.ledger.lines)
    assert not any("GetSecretValue" in action for action in BY_ID[VERB].permissions)


def test_that_the_old_value_may_live_on_is_said(bench, secret):
    said = " ".join(bench.plan(VERB, PARAMETERS).plan.warnings)
    assert "AWSPREVIOUS" in said
    assert "two users" in said
