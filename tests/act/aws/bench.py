"""An account in moto, worlds for each verb in it, and how each verb is walked there."""

import json
from dataclasses import dataclass
from functools import cache

from botocore.exceptions import ClientError

from tests.act.ledger import Memory
from tests.daemons.moto import ACCOUNT_ID
from toolkit.act.approval import Approval, Asked
from toolkit.act.aws import VERBS, reach
from toolkit.act.perform import Act, perform, rollback
from toolkit.core.inventory import Account

REGION = "us-east-1"
DIGEST = "sha256:" + "cd" * 32
BY_ID = {verb.id: verb for verb in VERBS}
IMAGE = "ami-0123456789abcdef0"
OTHERS = ["222222222222", "333333333333"]
TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
})  # fmt: skip


class Bench:
    """One account and a ledger of its own."""

    def __init__(self, server, evidence):
        self.server = server
        self.evidence = evidence
        self.ledger = Memory()

    def client(self, service, region=REGION):
        return _client(self.server, service, region)

    def hands(self, **changed):
        given = {"name": "production", "endpoint_url": self.server.url, "region": REGION, **changed}
        found = _hands(tuple(sorted(given.items())))
        found.evidence = self.evidence
        return found

    def act(self, verb, parameters):
        asked = Asked(by="ana", playbook=DIGEST)
        return Act(verb=BY_ID[verb], hands=self.hands(), parameters=parameters, asked=asked, ledger=self.ledger)

    def do(self, verb, parameters):
        approval = Approval(by="ben", playbook=DIGEST, verb=verb, parameters=parameters)
        return perform(self.act(verb, parameters), execute=True, approval=approval)

    def plan(self, verb, parameters):
        return perform(self.act(verb, parameters))

    def undo(self, verb, parameters):
        return rollback(self.act(verb, parameters), execute=True)


# Making clients costs most of a test's time, and they keep nothing of the account.
@cache
def _hands(given):
    return reach(Account(**dict(given)), lambda reference: reference, None)


_CLIENTS = {}


def _client(server, service, region):
    key = (server.url, service, region)
    if key not in _CLIENTS:
        _CLIENTS[key] = server.client(service, region)
    return _CLIENTS[key]


@dataclass(frozen=True)
class World:
    """A place to act in: makes it, reads it by other means than the verb, and says whether it is contained."""

    verb: str
    make: object
    state: object
    contained: object


def _or_none(call, **given):
    try:
        return call(**given)
    except ClientError as error:
        return error.response["Error"]["Code"]


def open_bucket(bench):
    bench.client("s3").create_bucket(Bucket="exports")
    half = {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": False,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": False,
    }
    bench.client("s3").put_public_access_block(Bucket="exports", PublicAccessBlockConfiguration=half)
    return {"bucket": "exports", "account": "production"}


def plain_bucket(bench):
    bench.client("s3").create_bucket(Bucket="exports")
    return {"bucket": "exports"}


def bucket_block(bench, parameters):
    found = _or_none(bench.client("s3").get_public_access_block, Bucket=parameters["bucket"])
    return found if isinstance(found, str) else found["PublicAccessBlockConfiguration"]


def account_block(bench, _parameters):
    found = _or_none(bench.client("s3control").get_public_access_block, AccountId=ACCOUNT_ID)
    return found if isinstance(found, str) else found["PublicAccessBlockConfiguration"]


def all_on(state):
    return isinstance(state, dict) and len(state) == 4 and all(state.values())


def user_with_keys(bench):
    iam = bench.client("iam")
    iam.create_user(UserName="backup", Path="/jobs/")
    keys = [iam.create_access_key(UserName="backup")["AccessKey"]["AccessKeyId"] for _ in range(2)]
    return {"identity": "backup", "key": keys[0]}


def keys_of(bench, parameters):
    listed = bench.client("iam").list_access_keys(UserName="backup")["AccessKeyMetadata"]
    return {one["AccessKeyId"] == parameters["key"]: one["Status"] for one in listed}


def a_user(bench):
    bench.client("iam").create_user(UserName="backup")
    return {"identity": f"arn:aws:iam::{ACCOUNT_ID}:user/backup"}


def a_role(bench):
    iam = bench.client("iam")
    iam.create_role(RoleName="web", Path="/apps/", AssumeRolePolicyDocument=TRUST)
    mine = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="web", PolicyName="mine", PolicyDocument=json.dumps(mine))
    return {"identity": "role/web"}


def policies_of(kind, name):
    def state(bench, _parameters):
        iam = bench.client("iam")
        named = {f"{kind.capitalize()}Name": name}
        names = getattr(iam, f"list_{kind}_policies")(**named)["PolicyNames"]
        read = getattr(iam, f"get_{kind}_policy")
        return {one: read(**named, PolicyName=one)["PolicyDocument"] for one in names}

    return state


def denies(state):
    return any(
        statement["Effect"] == "Deny" and statement["Action"] == "*" and statement["Resource"] == "*"
        for policy in state.values()
        for statement in policy["Statement"]
    )


def refuses_old_sessions(state):
    conditions = [one.get("Condition") for policy in state.values() for one in policy["Statement"]]
    return denies(state) and any(one and "aws:TokenIssueTime" in one.get("DateLessThan", {}) for one in conditions)


def _interface(ec2, subnet, groups):
    made = ec2.create_network_interface(SubnetId=subnet, Groups=groups)
    return made["NetworkInterface"]["NetworkInterfaceId"]


def _machine(ec2, subnet, groups):
    """On an interface made before: moto mixes groups given to the machine itself into those of every interface."""
    first = [{"DeviceIndex": 0, "NetworkInterfaceId": _interface(ec2, subnet, groups)}]
    made = ec2.run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1, NetworkInterfaces=first)
    return made["Instances"][0]["InstanceId"]


def an_instance(bench, interfaces=2, alone=False):
    ec2 = bench.client("ec2")
    network = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=network, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    groups = [
        ec2.create_security_group(GroupName=name, Description=name, VpcId=network)["GroupId"]
        for name in ("web", "ssh")
    ]
    name = _machine(ec2, subnet, groups)
    for index in range(1, interfaces):
        extra = _interface(ec2, subnet, groups[:1])
        ec2.attach_network_interface(NetworkInterfaceId=extra, InstanceId=name, DeviceIndex=index)
    if not alone:
        _machine(ec2, subnet, groups)
    return {"instance": name, "region": REGION}


def network_of(bench, parameters):
    """Groups by interface, ACL by subnet, and every group and ACL there is."""
    ec2 = bench.client("ec2")
    wanted = [{"Name": "attachment.instance-id", "Values": [parameters["instance"]]}]
    each = ec2.describe_network_interfaces(Filters=wanted)["NetworkInterfaces"]
    acls = ec2.describe_network_acls()["NetworkAcls"]
    return {
        "groups": {one["NetworkInterfaceId"]: sorted(group["GroupId"] for group in one["Groups"]) for one in each},
        "links": {link["SubnetId"]: acl["NetworkAclId"] for acl in acls for link in acl["Associations"]},
        "subnets": sorted({one["SubnetId"] for one in each}),
        "rules": {
            group["GroupId"]: (group["IpPermissions"], group["IpPermissionsEgress"])
            for group in ec2.describe_security_groups()["SecurityGroups"]
        },
        "entries": {acl["NetworkAclId"]: [entry["RuleAction"] for entry in acl["Entries"]] for acl in acls},
    }


def isolated(state):
    each = [state["rules"][group] for groups in state["groups"].values() for group in groups]
    return all(len(groups) == 1 for groups in state["groups"].values()) and all(rules == ([], []) for rules in each)


def cut(state):
    return isolated(state) and all("allow" not in state["entries"][state["links"][one]] for one in state["subnets"])


def snapshots_of(bench, parameters):
    ec2 = bench.client("ec2")
    about = ec2.describe_instances(InstanceIds=[parameters["instance"]])["Reservations"][0]["Instances"][0]
    volumes = [one["Ebs"]["VolumeId"] for one in about["BlockDeviceMappings"]]
    each = ec2.describe_snapshots(Filters=[{"Name": "volume-id", "Values": volumes}])["Snapshots"]
    return sorted((one["SnapshotId"], one["VolumeId"]) for one in each)


def a_database(bench):
    rds = bench.client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="customers", DBInstanceClass="db.t3.micro", Engine="postgres", AllocatedStorage=20,
        MasterUsername="owner", MasterUserPassword="not-a-secret-1", PubliclyAccessible=True,
    )  # fmt: skip
    for name in ("monthly", "weekly"):
        rds.create_db_snapshot(DBInstanceIdentifier="customers", DBSnapshotIdentifier=name)
    rds.modify_db_snapshot_attribute(
        DBSnapshotIdentifier="monthly", AttributeName="restore", ValuesToAdd=["all", *OTHERS]
    )
    return {"database": "customers", "region": REGION}


def database_state(bench, _parameters):
    rds = bench.client("rds")
    public = rds.describe_db_instances(DBInstanceIdentifier="customers")["DBInstances"][0]["PubliclyAccessible"]
    return {"public": public, **{name: database_shares(bench, {"snapshot": name}) for name in ("monthly", "weekly")}}


def database_shares(bench, parameters):
    said = bench.client("rds").describe_db_snapshot_attributes(DBSnapshotIdentifier=parameters["snapshot"])
    each = said["DBSnapshotAttributesResult"]["DBSnapshotAttributes"]
    return sorted(value for one in each for value in one["AttributeValues"] if one["AttributeName"] == "restore")


def database_snapshot(bench):
    a_database(bench)
    return {"snapshot": "monthly", "region": REGION}


def a_cluster(bench):
    rds = bench.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier="shop",
        Engine="aurora-postgresql",
        MasterUsername="owner",
        MasterUserPassword="not-a-secret-1",
    )
    for name in ("shop-1", "shop-2"):
        rds.create_db_instance(
            DBInstanceIdentifier=name, DBInstanceClass="db.t3.medium", Engine="aurora-postgresql",
            DBClusterIdentifier="shop", PubliclyAccessible=name == "shop-2",
        )  # fmt: skip
    rds.create_db_cluster_snapshot(DBClusterIdentifier="shop", DBClusterSnapshotIdentifier="yearly")
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="yearly", AttributeName="restore", ValuesToAdd=["all", *OTHERS]
    )
    return {"database": "shop", "region": REGION}


def cluster_state(bench, _parameters):
    rds = bench.client("rds")
    public = {
        one["DBInstanceIdentifier"]: one["PubliclyAccessible"] for one in rds.describe_db_instances()["DBInstances"]
    }
    said = rds.describe_db_cluster_snapshot_attributes(DBClusterSnapshotIdentifier="yearly")
    each = said["DBClusterSnapshotAttributesResult"]["DBClusterSnapshotAttributes"]
    return {"public": public, "shares": sorted(value for one in each for value in one["AttributeValues"])}


def cluster_snapshot(bench):
    a_cluster(bench)
    return {"snapshot": "yearly", "region": REGION}


def cluster_shares(bench, parameters):
    return cluster_state(bench, parameters)["shares"]


def disk_snapshot(bench):
    ec2 = bench.client("ec2")
    volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8)["VolumeId"]
    name = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    share = {"SnapshotId": name, "Attribute": "createVolumePermission", "OperationType": "add"}
    ec2.modify_snapshot_attribute(**share, GroupNames=["all"])
    ec2.modify_snapshot_attribute(**share, UserIds=OTHERS)
    return {"snapshot": name, "region": REGION}


def disk_shares(bench, parameters):
    said = bench.client("ec2").describe_snapshot_attribute(
        SnapshotId=parameters["snapshot"], Attribute="createVolumePermission"
    )
    return sorted(one.get("Group") or one.get("UserId") for one in said["CreateVolumePermissions"])


def an_object(bench):
    s3 = bench.client("s3")
    s3.create_bucket(Bucket="logs", ObjectLockEnabledForBucket=True)
    for key in ("incident/access.log", "incident/error.log"):
        s3.put_object(Bucket="logs", Key=key, Body=b"line")
    return {"bucket": "logs", "key": "incident/access.log"}


def holds(bench, _parameters):
    s3 = bench.client("s3")
    found = {}
    for one in s3.list_object_versions(Bucket="logs")["Versions"]:
        place = {"Bucket": "logs", "Key": one["Key"], "VersionId": one["VersionId"]}
        said = _or_none(s3.get_object_legal_hold, **place)
        held = said.get("LegalHold", {}) if isinstance(said, dict) else {}
        found[one["Key"], one["VersionId"]] = held.get("Status", "OFF")
    return found


def a_dying_key(bench):
    kms = bench.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=10)
    return {"key": key, "region": REGION}


def key_state(bench, parameters):
    about = bench.client("kms").describe_key(KeyId=parameters["key"])["KeyMetadata"]
    doomed = about.get("DeletionDate")
    return about["KeyState"], doomed and doomed.date()


WORLDS = {
    "a bucket half open": World("block-public-access", open_bucket, bucket_block, all_on),
    "a bucket never closed": World("block-public-access", plain_bucket, bucket_block, all_on),
    "an account": World(
        "block-account-public-access", lambda _bench: {"account": "production"}, account_block, all_on
    ),
    "a key": World(
        "deactivate-key", user_with_keys, keys_of, lambda state: state == {True: "Inactive", False: "Active"}
    ),
    "a user": World("deny-identity", a_user, policies_of("user", "backup"), denies),
    "a role": World("deny-identity", a_role, policies_of("role", "web"), denies),
    "sessions": World("revoke-sessions", a_role, policies_of("role", "web"), refuses_old_sessions),
    "an instance among others": World("isolate-instance", an_instance, network_of, isolated),
    "an instance by itself": World("isolate-instance", lambda bench: an_instance(bench, alone=True), network_of, cut),
    "an instance and its subnet": World(
        "isolate-instance", lambda bench: {**an_instance(bench), "cut": "subnet"}, network_of, cut
    ),
    "disks": World("snapshot-instance", an_instance, snapshots_of, lambda state: len(state) == 1),
    "a database": World(
        "close-database",
        a_database,
        database_state,
        lambda state: state == {"public": False, "monthly": [], "weekly": []},
    ),
    "a cluster": World(
        "close-database",
        a_cluster,
        cluster_state,
        lambda state: not any(state["public"].values()) and not state["shares"],
    ),
    "a disk's snapshot": World("unshare-snapshot", disk_snapshot, disk_shares, lambda state: state == []),
    "a database's snapshot": World("unshare-snapshot", database_snapshot, database_shares, lambda state: state == []),
    "a cluster's snapshot": World("unshare-snapshot", cluster_snapshot, cluster_shares, lambda state: state == []),
    "an object": World("hold-object", an_object, holds, lambda state: sorted(state.values()) == ["OFF", "ON"]),
    "a dying key": World("keep-kms-key", a_dying_key, key_state, lambda state: state == ("Enabled", None)),
}
