"""Commands to type are read as a shell would."""

import pytest

from toolkit.act.aws.model import parameters
from toolkit.library.lint.calls import _camel, _kebab, aws_commands
from toolkit.library.lint.kinds import Around, Call


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aws s3api get-bucket-acl --bucket x", [("s3api", "get-bucket-acl", ("bucket",))]),
        ("aws --region eu-west-1 ec2 stop-instances --instance-ids=i-1", [("ec2", "stop-instances", ("region", "instance-ids"))]),
        ("curl x | aws s3 cp - s3://b/k; aws iam list-users", [("s3", "cp", ()), ("iam", "list-users", ())]),
        ("sudo aws iam list-users && aws sts get-caller-identity", [("iam", "list-users", ()), ("sts", "get-caller-identity", ())]),
        ("echo it's aws", []),
        ("journalctl -u sshd", []),
    ],
)  # fmt: skip
def test_commands_in_a_line(text, found):
    assert list(aws_commands(text)) == found


def around():
    def call(service, operation):
        known = parameters(service, operation)
        return Call(required=known[0], members=known[1]) if known else None

    return Around(playbooks={}, verbs={}, today=None, call=call)


@pytest.mark.parametrize(
    ("service", "action", "operation"),
    [
        ("rds", "describe-db-instances", "DescribeDBInstances"),
        ("iam", "deactivate-mfa-device", "DeactivateMFADevice"),
        ("rds", "modify-db-snapshot-attribute", "ModifyDBSnapshotAttribute"),
        ("iam", "list-saml-providers", "ListSAMLProviders"),
        ("ec2", "describe-vpcs", "DescribeVpcs"),
        ("s3", "put-bucket-acl", "PutBucketAcl"),
    ],
)
def test_an_operation_of_the_real_model_by_its_command(service, action, operation):
    assert _camel(action, service, around()) == operation


@pytest.mark.parametrize(
    ("name", "spelt"),
    [("DBInstanceIdentifier", "db-instance-identifier"), ("Bucket", "bucket"), ("InstanceIds", "instance-ids")],
)
def test_parameters_as_the_command_line_spells_them(name, spelt):
    assert _kebab(name) == spelt


def test_there_is_no_such_operation_or_service():
    assert parameters("s3", "GetBucketDoor") is None
    assert parameters("s4", "GetBucketAcl") is None
