"""The responder's policy permits what the verbs call and nothing else; listing verbs loads no library."""

import json
import subprocess
import sys

import pytest

from tests.act.aws.bench import BY_ID, WORLDS
from toolkit.act.aws import VERBS, policy
from toolkit.act.verbs import verbs

POLICY_LIMIT = 6144
"""Characters of a managed policy, without white space."""

ACTIONS = {
    ("s3", "GetPublicAccessBlock"): {"s3:GetBucketPublicAccessBlock"},
    ("s3", "PutPublicAccessBlock"): {"s3:PutBucketPublicAccessBlock"},
    ("s3", "DeletePublicAccessBlock"): {"s3:PutBucketPublicAccessBlock"},
    ("s3control", "GetPublicAccessBlock"): {"s3:GetAccountPublicAccessBlock"},
    ("s3control", "PutPublicAccessBlock"): {"s3:PutAccountPublicAccessBlock"},
    ("s3control", "DeletePublicAccessBlock"): {"s3:PutAccountPublicAccessBlock"},
    ("s3", "GetObjectLockConfiguration"): {"s3:GetBucketObjectLockConfiguration"},
    ("s3", "HeadObject"): {"s3:GetObject"},
    ("ec2", "CreateSecurityGroup"): {"ec2:CreateSecurityGroup", "ec2:CreateTags"},
    ("ec2", "CreateNetworkAcl"): {"ec2:CreateNetworkAcl", "ec2:CreateTags"},
    ("ec2", "CreateSnapshots"): {"ec2:CreateSnapshots", "ec2:CreateTags"},
}
"""What IAM calls a call, where it is not the call's own name (Service Authorization Reference)."""

UNSEEN = {
    "isolate-instance": {"ec2:RevokeSecurityGroupIngress"},
    "snapshot-instance": {"ec2:DescribeLockedSnapshots", "ec2:LockSnapshot", "ec2:UnlockSnapshot"},
    "hold-object": {"s3:GetObjectVersion"},
}
"""Needed where moto does not lead: a group somebody put a rule into, locks, a version that is named."""


def needed(service, operation):
    return ACTIONS.get((service, operation), {f"{service}:{operation}"})


@pytest.mark.live
@pytest.mark.parametrize("verb", sorted({world.verb for world in WORLDS.values()}))
def test_a_verb_asks_for_what_it_calls_and_for_nothing_else(bench, calls, verb):
    for name, world in WORLDS.items():
        if world.verb == verb:
            parameters = world.make(bench)
            assert bench.do(verb, parameters).success, name
            assert bench.undo(verb, parameters).success, name
            bench.server.reset()
            bench.ledger.lines.clear()
    called = {action for service, operation in calls for action in needed(service, operation)}
    assert called | UNSEEN.get(verb, set()) == set(BY_ID[verb].permissions)


@pytest.fixture
def calls(monkeypatch):
    """Service and operation of each call of the verbs' own clients."""
    from botocore.client import BaseClient

    made, real = set(), BaseClient._make_api_call

    def noted(client, operation, given):
        if "breachready" in (client.meta.config.user_agent_extra or ""):
            made.add((client.meta.service_model.service_name.replace("-", ""), operation))
        return real(client, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    return made


def test_the_policy_has_a_statement_a_verb_and_fits_into_one():
    said = policy(VERBS)
    names = [statement["Sid"] for statement in said["Statement"]]
    assert len(set(names)) == len(VERBS) + 1
    assert all(name.isalnum() for name in names)
    assert len(json.dumps(said, separators=(",", ":"))) <= POLICY_LIMIT
    actions = {action for statement in said["Statement"] for action in statement["Action"]}
    assert not any("*" in action for action in actions)
    assert not {"iam:DeleteAccessKey", "secretsmanager:GetSecretValue", "s3:PutBucketPolicy"} & actions
    assert actions - {"iam:SimulatePrincipalPolicy", "iam:GetRole"} <= {
        one for verb in VERBS for one in verb.permissions
    }


def test_ids_are_those_that_playbooks_name():
    assert set(BY_ID) == {
        "block-public-access", "block-account-public-access", "deactivate-key", "deny-identity", "revoke-sessions",
        "isolate-instance", "snapshot-instance", "close-database", "unshare-snapshot", "hold-object", "export-trail",
        "rotate-secret", "keep-kms-key",
    }  # fmt: skip
    assert set(BY_ID) <= set(verbs())


def test_listing_verbs_loads_no_library_of_a_provider():
    heavy = "{'boto3', 'botocore', 'paramiko'} & set(sys.modules)"
    words = f"import sys; from toolkit.act.verbs import verbs; verbs(); print({heavy})"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
