"""Errors that published playbooks have made, as regression cases: ours cannot make them again.

They are listed in the project's reference on playbooks: 3.2 (playbooks for a cloud provider), 3.3 (a privacy pack).
"""

import pytest

from tests.library.lint.books import GOOD, TELLING, broken, faults, world

OPERATIONS = 'operations = [{ service = "s3", operation = "GetBucketAcl", parameters = ["Bucket"] }]'
COMMANDS = 'commands = ["aws s3api get-bucket-acl --bucket {door}"]'


def operations(*names, parameters="[]"):
    rows = (f'{{ service = "ec2", operation = "{name}", parameters = {parameters} }}' for name in names)
    return f"operations = [{', '.join(rows)}]"


def test_a_quarantine_group_that_lets_everything_out():
    found = broken((OPERATIONS, operations("CreateSecurityGroup")))
    assert [(rule, "RevokeSecurityGroupEgress" in said) for rule, said in found] == [("pitfalls", True)]
    assert broken((OPERATIONS, operations("CreateSecurityGroup", "RevokeSecurityGroupEgress"))) == []


def test_a_change_of_groups_that_leaves_the_attacker_connected():
    swap = operations("ModifyInstanceAttribute", parameters='["InstanceId", "Groups"]')
    found = broken((OPERATIONS, swap))
    assert [(rule, "what is connected stays so" in said) for rule, said in found] == [("pitfalls", True)]
    both = swap.replace("[{", '[{ service = "ec2", operation = "CreateNetworkAclEntry" }, {')
    assert broken((OPERATIONS, both)) == []


@pytest.mark.parametrize("key", ["incidents/2026-001/", '"incidents/2026-001/"', "'incidents/'"])
def test_a_legal_hold_on_a_prefix_holds_nothing(key):
    command = f"aws s3api put-object-legal-hold --bucket x --key {key} --legal-hold Status=ON".replace('"', '\\"')
    found = broken((COMMANDS, f'commands = ["{command}"]'))
    assert [(rule, "never for a prefix" in said) for rule, said in found] == [("pitfalls", True)]


def test_options_of_the_command_line_itself_and_switches_are_known():
    command = "aws s3api get-bucket-acl --bucket x --no-expected-bucket-owner --no-cli-pager --query Owner"
    assert broken((COMMANDS, f'commands = ["{command}"]')) == []


def test_a_legal_hold_on_one_object_is_fine():
    command = "aws s3api put-object-legal-hold --bucket x --key incidents/2026-001/log.gz --legal-hold Status=ON"
    assert broken((COMMANDS, f'commands = ["{command}"]')) == []


@pytest.mark.parametrize(
    "words",
    ["California has no fixed hours under SB 446.", "File the HIPAA report each year.", "Article 33 applies.", "45 CFR 164"],
)  # fmt: skip
def test_law_in_prose_is_refused_because_it_ages(words):
    assert [rule for rule, _ in broken(("With oak.", words))] == ["no-law"]


@pytest.mark.parametrize(
    "words",
    ["We take the protection of your information seriously.", "We take security very seriously.", "Out of an abundance of caution"],
)  # fmt: skip
def test_the_sentence_that_makes_everyone_cringe(words):
    assert [rule for rule, _ in broken(("With oak.", words))] == ["plain"]


def test_a_route_to_a_playbook_that_was_never_written():
    found = broken(('playbook = "telling" }]', 'playbook = "ransomware" }]'))
    assert found == [("playbooks", "out_of_scope[0].playbook: there is no playbook 'ransomware'")]


def test_a_clock_that_starts_when_the_report_is_written():
    """The law's clock belongs to a duty, and starts with awareness; a playbook may not make one up."""
    found = broken(('does = "Send', 'within = "75 hours"\nof = "must-we"\ndoes = "Send'), text=TELLING)
    assert any(rule == "telling" and "a duty's business" in said for rule, said in found)


REVISED = """
[[step]]
id = "revised"
kind = "action"
title = "Revise the draft"
phase = "notify"
role = "lead"
does = "Write it anew."
next = "documented"
[[step]]
id = "documented"
kind = "action"
title = "File it"
phase = "notify"
role = "lead"
does = "File it."
next = "close"
"""


def test_a_revised_report_that_is_never_sent():
    never_sent = TELLING.replace("[exercise]", REVISED + "[exercise]").replace(
        '{ answer = "yes", next = "letter" },',
        '{ answer = "yes", next = "letter" },\n  { answer = "the draft is rejected", next = "revised" },',
    )
    found = faults(GOOD, world(never_sent))
    assert [rule for rule, _ in found] == ["obligations"]
    sent = never_sent.replace('next = "documented"', 'next = "letter"')
    assert "obligations" not in [rule for rule, _ in faults(GOOD, world(sent))]


def test_a_field_that_is_filled_from_nowhere():
    found = broken(("With oak.", "Write {company_name} on it."))
    assert found == [("known-in-time", "step[mend].does: {company_name} is not declared")]
