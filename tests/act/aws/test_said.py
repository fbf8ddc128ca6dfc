"""What verbs refuse and what their plans say: errors that published playbooks make are not made here."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.act.aws import bench as worlds
from tests.act.aws.bench import BY_ID, OTHERS, REGION, TRUST
from tests.daemons.moto import ACCOUNT_ID
from toolkit.act.perform import Ending

pytestmark = pytest.mark.live


def warned(done):
    return " ".join(done.plan.warnings)


def refused(bench, verb, parameters, words):
    done = bench.do(verb, parameters)
    assert done.ending is Ending.REFUSED
    assert words in done.words
    assert bench.ledger.lines == []


def test_every_verb_says_what_it_does_not_do():
    for verb in BY_ID.values():
        assert "not" in verb.does, verb.id
        assert verb.permissions, verb.id
        assert verb.sources, verb.id


def test_only_what_cannot_be_put_back_takes_two():
    assert [verb.id for verb in BY_ID.values() if verb.irreversible] == ["rotate-secret"]


def test_the_group_lets_nothing_out_over_ipv6_either(bench, tap):
    """A new group lets everything out; in a network with IPv6 over both, which moto does not do by itself.

    moto does not take an IPv6 rule away again, either. So the request shows that it was asked to, and the failure
    that a rule which stays is seen.
    """
    parameters = worlds.an_instance(bench)

    def with_ipv6(operation, given):
        if operation == "CreateSecurityGroup":
            ec2 = bench.client("ec2")
            made = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [given["GroupName"]]}])
            everything = [{"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]
            name = made["SecurityGroups"][0]["GroupId"]
            ec2.authorize_security_group_egress(GroupId=name, IpPermissions=everything)

    tap.after = with_ipv6
    done = bench.do("isolate-instance", parameters)
    [asked] = [given["IpPermissions"] for name, given in tap.calls if name == "RevokeSecurityGroupEgress"]
    everywhere = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    assert asked == [everywhere]
    left = worlds.isolated(worlds.network_of(bench, parameters))
    assert (done.ending is Ending.DONE) == left
    assert done.ending in {Ending.DONE, Ending.FAILED}


def test_an_interface_attached_afterwards_shows(bench):
    parameters = worlds.an_instance(bench)
    bench.do("isolate-instance", parameters)
    ec2 = bench.client("ec2")
    first = ec2.describe_network_interfaces(
        Filters=[{"Name": "attachment.instance-id", "Values": [parameters["instance"]]}]
    )["NetworkInterfaces"][0]
    other = ec2.create_security_group(GroupName="late", Description="late", VpcId=first["VpcId"])["GroupId"]
    extra = worlds._interface(ec2, first["SubnetId"], [other])
    ec2.attach_network_interface(NetworkInterfaceId=extra, InstanceId=parameters["instance"], DeviceIndex=5)
    again = bench.do("isolate-instance", parameters)
    assert again.ending is Ending.DONE
    assert bench.ledger.kinds().count("promise") == 2
    assert worlds.isolated(worlds.network_of(bench, parameters))


def test_neighbours_are_named_and_spared_unless_asked(bench):
    parameters = worlds.an_instance(bench)
    ec2 = bench.client("ec2")
    every = [one for group in ec2.describe_instances()["Reservations"] for one in group["Instances"]]
    neighbour = next(one["InstanceId"] for one in every if one["InstanceId"] != parameters["instance"])
    before = worlds.network_of(bench, parameters)["links"]
    planned = bench.plan("isolate-instance", parameters)
    assert neighbour in warned(planned)
    assert "may live on" in warned(planned)
    done = bench.do("isolate-instance", parameters)
    assert "may live on" in done.words
    assert worlds.network_of(bench, parameters)["links"] == before
    asked = bench.plan("isolate-instance", {**parameters, "cut": "subnet"})
    assert neighbour in warned(asked)
    assert "cut off as well" in warned(asked)


def test_an_instance_of_an_auto_scaling_group_is_put_into_standby_first(bench):
    parameters = worlds.an_instance(bench)
    tag = [{"Key": "aws:autoscaling:groupName", "Value": "web"}]
    bench.client("ec2").create_tags(Resources=[parameters["instance"]], Tags=[{"Key": "role", "Value": "web"}])
    assert "Auto Scaling" not in warned(bench.plan("isolate-instance", parameters))
    from toolkit.act.aws.machine import autoscaling_warning

    assert "standby" in autoscaling_warning({"Tags": tag})[0]


def test_a_cut_that_is_no_cut_is_refused(bench):
    refused(bench, "isolate-instance", {**worlds.an_instance(bench), "cut": "everything"}, "expected 'subnet'")


def test_an_instance_that_ended_is_refused(bench):
    parameters = worlds.an_instance(bench)
    bench.client("ec2").terminate_instances(InstanceIds=[parameters["instance"]])
    refused(bench, "isolate-instance", parameters, "terminated")


@pytest.mark.parametrize("key", ["incident/", "incident/none.log"])
def test_a_hold_on_a_prefix_is_refused(bench, key):
    parameters = {**worlds.an_object(bench), "key": key}
    refused(bench, "hold-object", parameters, "never for a prefix")
    assert set(worlds.holds(bench, parameters).values()) == {"OFF"}


def test_the_mark_of_a_folder_is_refused(bench):
    parameters = {**worlds.an_object(bench), "key": "incident/"}
    bench.client("s3").put_object(Bucket="logs", Key="incident/", Body=b"")
    refused(bench, "hold-object", parameters, "mark of a folder")


def test_a_bucket_without_lock_is_refused(bench):
    s3 = bench.client("s3")
    s3.create_bucket(Bucket="plain")
    s3.put_object(Bucket="plain", Key="a", Body=b"")
    refused(bench, "hold-object", {"bucket": "plain", "key": "a"}, "no object lock")


def test_a_hold_stays_on_the_version_that_was_captured(bench):
    from tests.act.ledger import Stop

    parameters = worlds.an_object(bench)
    bench.ledger.stop_at = "promise"
    with pytest.raises(Stop):
        bench.do("hold-object", parameters)
    first = next(version for (key, version) in worlds.holds(bench, parameters) if key == parameters["key"])
    bench.client("s3").put_object(Bucket="logs", Key=parameters["key"], Body=b"newer")
    assert bench.do("hold-object", parameters).ending is Ending.DONE
    held = {version for (_key, version), status in worlds.holds(bench, parameters).items() if status == "ON"}
    assert held == {first}


def test_everybody_and_accounts_by_number_are_both_taken_away(bench):
    parameters = worlds.disk_snapshot(bench)
    assert worlds.disk_shares(bench, parameters) == [*OTHERS, "all"]
    planned = bench.plan("unshare-snapshot", parameters)
    assert all(one in planned.plan.changes[0].words for one in ["all", *OTHERS])
    bench.do("unshare-snapshot", parameters)
    assert worlds.disk_shares(bench, parameters) == []


def test_shared_again_between_promise_and_act_is_taken_away_too(bench):
    from tests.act.ledger import Stop

    parameters = worlds.database_snapshot(bench)
    bench.ledger.stop_at = "promise"
    with pytest.raises(Stop):
        bench.do("unshare-snapshot", parameters)
    bench.client("rds").modify_db_snapshot_attribute(
        DBSnapshotIdentifier="monthly", AttributeName="restore", ValuesToAdd=["444444444444"]
    )
    assert bench.do("unshare-snapshot", parameters).ending is Ending.DONE
    assert worlds.database_shares(bench, parameters) == []


def test_a_database_is_closed_without_bringing_on_other_changes(bench, tap):
    bench.do("close-database", worlds.a_database(bench))
    modified = [given for name, given in tap.calls if name == "ModifyDBInstance"]
    assert modified == [{"DBInstanceIdentifier": "customers", "PubliclyAccessible": False}]


def test_a_key_is_never_deleted_and_others_are_named(bench, tap):
    parameters = worlds.user_with_keys(bench)
    other = next(
        one["AccessKeyId"]
        for one in bench.client("iam").list_access_keys(UserName="backup")["AccessKeyMetadata"]
        if one["AccessKeyId"] != parameters["key"]
    )
    assert other in warned(bench.plan("deactivate-key", parameters))
    bench.do("deactivate-key", parameters)
    assert "DeleteAccessKey" not in tap.names()


def test_somebody_elses_key_is_refused(bench):
    worlds.user_with_keys(bench)
    refused(bench, "deactivate-key", {"identity": "backup", "key": "AKIAIOSFODNN7EXAMPLE"}, "has no key")


def test_old_sessions_are_refused_by_their_time_of_issue(bench):
    parameters = worlds.a_role(bench)
    begun = datetime.now(UTC).replace(microsecond=0)
    bench.do("revoke-sessions", parameters)
    policy = worlds.policies_of("role", "web")(bench, parameters)["BreachreadyRevokeSessions"]
    [statement] = policy["Statement"]
    said = statement["Condition"]["DateLessThan"]["aws:TokenIssueTime"]
    assert begun <= datetime.fromisoformat(said) <= datetime.now(UTC)


def test_a_moment_is_kept_over_a_crash_and_a_later_one_can_follow(bench):
    parameters = {**worlds.a_role(bench), "before": "2026-11-20T10:00:00+01:00"}
    assert bench.do("revoke-sessions", parameters).ending is Ending.DONE
    later = {**parameters, "before": "2026-11-21T10:00:00Z"}
    assert bench.do("revoke-sessions", later).ending is Ending.DONE
    assert bench.do("revoke-sessions", parameters).ending is Ending.ALREADY
    policy = worlds.policies_of("role", "web")(bench, parameters)["BreachreadyRevokeSessions"]
    assert policy["Statement"][0]["Condition"]["DateLessThan"]["aws:TokenIssueTime"] == "2026-11-21T10:00:00Z"
    assert bench.undo("revoke-sessions", later).ending is Ending.UNDONE
    policy = worlds.policies_of("role", "web")(bench, parameters)["BreachreadyRevokeSessions"]
    assert policy["Statement"][0]["Condition"]["DateLessThan"]["aws:TokenIssueTime"] == "2026-11-20T09:00:00Z"
    assert bench.undo("revoke-sessions", parameters).ending is Ending.UNDONE
    assert list(worlds.policies_of("role", "web")(bench, parameters)) == ["mine"]


@pytest.mark.parametrize("before", ["yesterday", "2026-11-20T10:00:00", "2999-01-01"])
def test_a_moment_that_is_none_or_still_to_come_is_refused(bench, before):
    refused(bench, "revoke-sessions", {**worlds.a_role(bench), "before": before}, "before: ")


@pytest.mark.parametrize("verb", ["deny-identity", "revoke-sessions"])
def test_nobody_shuts_themselves_out(bench, tap, verb):
    parameters = worlds.a_role(bench)
    arn = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/web/ana"
    tap.before = lambda name, _given: {"Arn": arn, "Account": ACCOUNT_ID} if name == "GetCallerIdentity" else None
    refused(bench, verb, parameters, "who is acting here")


def test_an_identity_must_be_one_and_of_this_account(bench):
    worlds.a_user(bench)
    bench.client("iam").create_role(RoleName="backup", AssumeRolePolicyDocument=TRUST)
    refused(bench, "deny-identity", {"identity": "backup"}, "both a user and a role")
    refused(bench, "deny-identity", {"identity": "nobody"}, "there is no user or role nobody")
    foreign = f"arn:aws:iam::{OTHERS[0]}:user/backup"
    refused(bench, "deny-identity", {"identity": foreign}, "not of this account")
    refused(bench, "revoke-sessions", {"identity": "user/backup"}, "there is no role")
    assert bench.do("deny-identity", {"identity": "role/backup"}).ending is Ending.DONE
    assert worlds.policies_of("user", "backup")(bench, {}) == {}


def test_roles_of_services_are_refused(bench, tap):
    role = {"Role": {"Arn": "arn:aws:iam::1:role/aws-service-role/x/R", "Path": "/aws-service-role/x.amazonaws.com/"}}
    tap.before = lambda name, _given: role if name == "GetRole" else None
    refused(bench, "revoke-sessions", {"identity": "R"}, "belongs to a service")


def test_another_account_than_these_credentials_is_refused(bench):
    refused(bench, "block-account-public-access", {"account": "staging"}, "is staging")
    parameters = worlds.open_bucket(bench)
    refused(bench, "block-public-access", {**parameters, "account": "staging"}, "is staging")


def test_credentials_of_another_account_than_declared_are_refused(bench, monkeypatch):
    declared = bench.hands(account_id=OTHERS[0])
    monkeypatch.setattr(bench, "hands", lambda: declared)
    refused(bench, "block-account-public-access", {"account": "production"}, f"belong to {ACCOUNT_ID}")


def test_a_key_not_doomed_is_left_as_it_is(bench):
    kms = bench.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    assert bench.do("keep-kms-key", {"key": key, "region": REGION}).ending is Ending.ALREADY
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"


def test_a_deletion_is_put_back_no_earlier_than_it_was(bench):
    parameters = worlds.a_dying_key(bench)
    before = bench.client("kms").describe_key(KeyId=parameters["key"])["KeyMetadata"]["DeletionDate"]
    bench.do("keep-kms-key", parameters)
    bench.undo("keep-kms-key", parameters)
    after = bench.client("kms").describe_key(KeyId=parameters["key"])["KeyMetadata"]["DeletionDate"]
    assert timedelta(0) <= after - before < timedelta(days=1)
