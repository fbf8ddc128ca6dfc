"""Trying without doing: nothing changes, every permission is asked for, and what nobody could say is not permitted.

moto has no simulation of policies, so the tap answers for it; what it is asked is held to the provider's own model.
"""

import pytest
from botocore.exceptions import ClientError

from tests.act.aws import bench as worlds
from tests.act.aws.bench import BY_ID, WORLDS
from tests.daemons.moto import ACCOUNT_ID
from toolkit.act.aws.model import faults, offers_dry_run
from toolkit.act.verb import CannotAct

pytestmark = pytest.mark.live

USER = f"arn:aws:iam::{ACCOUNT_ID}:user/ana"


def simulation(decide, arn=USER):
    """Answers for who we are and what our policies say."""

    def answered(operation, given):
        if operation == "GetCallerIdentity":
            return {"Arn": arn, "Account": ACCOUNT_ID}
        if operation != "SimulatePrincipalPolicy":
            return None
        assert faults("iam:SimulatePrincipalPolicy", given) == ""
        each = [{"EvalActionName": name, "EvalDecision": decide(name)} for name in given["ActionNames"]]
        half = len(each) // 2
        if half and "Marker" not in given:
            return {"EvaluationResults": each[:half], "IsTruncated": True, "Marker": "2"}
        return {"EvaluationResults": each[half:], "IsTruncated": False}

    return answered


def tried(bench, verb, parameters):
    return BY_ID[verb].rehearse(bench.hands(), parameters)


def undecided(rehearsed):
    return [one.call for one in rehearsed.tried if one.permitted is None]


def dry(given):
    return given.get("DryRun") is True


@pytest.mark.parametrize("name", [name for name in WORLDS if "subnet" not in name and "itself" not in name])
def test_nothing_changes_and_every_permission_is_asked_for(bench, tap, name):
    """Those two worlds need network ACLs, of which moto ignores `DryRun`: see the next test."""
    world = WORLDS[name]
    parameters = world.make(bench)
    before = world.state(bench, parameters)
    asked = []
    answers = simulation(lambda _name: "allowed")

    def watched(operation, given):
        if operation == "SimulatePrincipalPolicy":
            asked.extend(given["ActionNames"])
        return answers(operation, given)

    tap.before = watched
    found = tried(bench, world.verb, parameters)
    reads = ("Get", "List", "Describe", "Head", "Simulate")
    assert all(operation.startswith(reads) or dry(given) for operation, given in tap.calls)
    assert set(asked) == set(BY_ID[world.verb].permissions)
    assert world.state(bench, parameters) == before
    assert found.ready, [one for one in found.tried if not one.permitted]


def test_a_service_that_does_not_know_dry_run_is_not_believed(bench, tap):
    """moto makes the network ACL all the same. That it may have is said, and the rehearsal is not called good."""
    parameters = worlds.an_instance(bench, alone=True)
    tap.before = simulation(lambda _name: "allowed")
    found = tried(bench, "isolate-instance", parameters)
    assert not found.ready
    assert undecided(found) == ["ec2:CreateNetworkAcl"]


@pytest.mark.parametrize("decision", ["explicitDeny", "implicitDeny"])
def test_one_permission_that_is_missing_is_named(bench, tap, decision):
    parameters = worlds.a_user(bench)
    tap.before = simulation(lambda name: decision if name == "iam:PutUserPolicy" else "allowed")
    found = tried(bench, "deny-identity", parameters)
    assert not found.ready
    assert [(one.call, one.words) for one in found.tried if one.permitted is False] == [
        ("iam:PutUserPolicy", f"simulated: {decision}")
    ]


def test_what_the_simulation_leaves_out_is_not_permitted(bench, tap):
    parameters = worlds.a_user(bench)
    answers = simulation(lambda _name: "allowed")

    def forgetful(operation, given):
        said = answers(operation, given)
        if operation == "SimulatePrincipalPolicy":
            said["EvaluationResults"] = said["EvaluationResults"][1:]
        return said

    tap.before = forgetful
    found = tried(bench, "deny-identity", parameters)
    assert not found.ready
    assert len(undecided(found)) == 2


def test_without_a_simulation_nothing_is_permitted(bench):
    """As moto is: it has none."""
    found = tried(bench, "deny-identity", worlds.a_user(bench))
    assert not found.ready
    assert undecided(found) == sorted(BY_ID["deny-identity"].permissions)


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "InvalidParameterValue"])
def test_ec2_itself_says_no_or_something_else(bench, tap, code):
    parameters = worlds.an_instance(bench)
    answers = simulation(lambda _name: "allowed")

    def refusing(operation, given):
        if operation == "CreateSnapshots":
            assert dry(given)
            said = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
            raise ClientError(said, operation)
        return answers(operation, given)

    tap.before = refusing
    found = tried(bench, "snapshot-instance", parameters)
    first = found.tried[0]
    assert (first.call, first.permitted) == ("ec2:CreateSnapshots", False if code[0] == "U" else None)
    assert not found.ready


def test_a_session_is_simulated_as_its_role(bench, tap):
    parameters = worlds.a_role(bench)
    iam = bench.client("iam")
    iam.create_role(RoleName="responder", Path="/incident/", AssumeRolePolicyDocument=worlds.TRUST)
    arn = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/responder/ana"
    tap.before = simulation(lambda _name: "allowed", arn)
    assert tried(bench, "revoke-sessions", parameters).ready
    asked = [given["PolicySourceArn"] for name, given in tap.calls if name == "SimulatePrincipalPolicy"]
    assert set(asked) == {f"arn:aws:iam::{ACCOUNT_ID}:role/incident/responder"}


def test_root_cannot_be_simulated_and_that_is_no_yes(bench, tap):
    parameters = worlds.open_bucket(bench)
    tap.before = simulation(lambda _name: "allowed", f"arn:aws:iam::{ACCOUNT_ID}:root")
    assert not tried(bench, "block-public-access", parameters).ready


def test_a_precondition_is_said_at_once(bench):
    with pytest.raises(CannotAct, match="no user or role"):
        tried(bench, "deny-identity", {"identity": "nobody"})


def test_parameters_are_held_to_the_providers_model_without_a_network():
    assert faults("s3:PutPublicAccessBlock", {"Bucket": "a", "PublicAccessBlockConfiguration": {}}) == ""
    assert "Missing required parameter" in faults("s3:PutPublicAccessBlock", {"Bucket": "a"})
    assert "Unknown parameter" in faults(
        "iam:UpdateAccessKey", {"AccessKeyId": "A" * 16, "Status": "Inactive", "X": 1}
    )
    assert "no such call" in faults("s3:CloseBucket", {})
    assert "no such call" in faults("nothing:Close", {})
    assert offers_dry_run("ec2:LockSnapshot")
    assert not offers_dry_run("rds:ModifyDBInstance")
