"""Rules on the provider's operations that a step names: they exist, and do what the step believes.

`pitfalls` holds errors that published playbooks made and that no schema can see.
"""

import re
import shlex
from collections.abc import Iterator

from toolkit.core.playbook import Action, Playbook
from toolkit.library.lint.kinds import Around, Call, Fault, at
from toolkit.library.lint.said import commands
from toolkit.library.lint.ways import Ways

AS_TYPED = {"s3api": "s3"}
"""Services that the command line calls otherwise than boto3 does."""
HIGH_LEVEL = frozenset({("s3", "ls"), ("s3", "cp"), ("s3", "mv"), ("s3", "rm"), ("s3", "sync"), ("s3", "presign")})
"""Commands of the command line that are no operations."""
EVERYWHERE = frozenset(
    {
        "region",
        "profile",
        "output",
        "query",
        "endpoint-url",
        "no-sign-request",
        "no-cli-pager",
        "no-paginate",
        "max-items",
    }
    | {"page-size", "starting-token", "cli-input-json", "generate-cli-skeleton", "debug", "no-verify-ssl", "color"}
)
FLAGS = ("--no-sign-request", "--no-cli-pager", "--no-paginate", "--debug", "--no-verify-ssl")


def operations(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """Operations and their parameters are in the provider's own model; so are those in commands to type."""
    for step in (one for one in playbook.step if isinstance(one, Action)):
        for number, one in enumerate(step.operations):
            where = at(step.id, f"operations[{number}]")
            call = around.call(one.service, one.operation)
            if call is None:
                yield Fault(rule="", where=where, says=f"there is no operation {one.service}:{one.operation}")
                continue
            for name in one.parameters:
                if name not in call.members:
                    yield Fault(rule="", where=where, says=f"{one.operation} has no parameter {name}")
        for key, text in commands(step):
            yield from (Fault(rule="", where=at(step.id, key), says=says) for says in _typed(text, around))


def _typed(text: str, around: Around) -> Iterator[str]:
    """What is wrong with the `aws` commands of a line."""
    for service, action, given in aws_commands(text):
        if (service, action) in HIGH_LEVEL or action.startswith("wait"):
            continue
        name = AS_TYPED.get(service, service)
        call = around.call(name, _camel(action, name, around))
        if call is None:
            yield f"there is no command `aws {service} {action}`"
            continue
        spelt = {_kebab(one) for one in call.members}
        yield from (
            f"`aws {service} {action}` has no option --{one}"
            for one in given
            if one not in spelt and one.removeprefix("no-") not in spelt and one not in EVERYWHERE
        )
        missing = {_kebab(one) for one in call.required} - set(given)
        if missing and "cli-input-json" not in given:
            yield f"`aws {service} {action}` needs --{', --'.join(sorted(missing))}"


def aws_commands(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Service, command and options of every `aws` in a line."""
    for part in re.split(r"\n|;|&&|\|\|?", text.replace("\\\n", " ")):
        try:
            words = shlex.split(part, comments=True)
        except ValueError:
            words = part.split()
        if "aws" in words[:3]:
            rest = words[words.index("aws") + 1 :]
            options = tuple(one[2:].partition("=")[0] for one in rest if one.startswith("--"))
            while rest and rest[0].startswith("--"):  # options of every command may stand before it
                rest = rest[1 if "=" in rest[0] or rest[0] in FLAGS else 2 :]
            if len(rest) > 1:
                yield rest[0], rest[1], options


_KEBAB = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _kebab(name: str) -> str:
    """`DBInstanceIdentifier` as the command line spells it: `db-instance-identifier`."""
    return "-".join(_KEBAB.split(name)).lower()


def _camel(action: str, service: str, around: Around) -> str:
    """The operation of a command. Acronyms are not to be guessed: `DescribeDBInstances`, `GetSAMLProvider`."""
    plain = "".join(word.capitalize() for word in action.split("-"))
    if around.call(service, plain):
        return plain
    for short in ("Db", "Ip", "Kms", "Mfa", "Saml", "Ssh", "Dns", "Acl", "Vpc", "Id", "Ami"):
        other = re.sub(rf"{short}(?![a-z])", short.upper(), plain)
        if other != plain and around.call(service, other):
            return other
    return plain


def pitfalls(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """Calls that exist and do not do what they seem to: a new group lets everything out, a hold holds one object."""
    steps = [one for one in playbook.step if isinstance(one, Action)]
    called = {one.operation for step in steps for one in step.operations}
    for step in steps:
        ours = {one.operation for one in step.operations}
        if "CreateSecurityGroup" in ours and "RevokeSecurityGroupEgress" not in called:
            says = "a new security group lets everything out: name RevokeSecurityGroupEgress, too"
            yield Fault(rule="", where=at(step.id, "operations"), says=says)
        if _swaps_groups(step) and not called & {"CreateNetworkAclEntry", "ReplaceNetworkAclAssociation"}:
            says = "what is connected stays so when groups change: cut it at the subnet's ACL (CreateNetworkAclEntry)"
            yield Fault(rule="", where=at(step.id, "operations"), says=says)
        for key, text in commands(step):
            if re.search(r"put-object-legal-hold\b.*--key[ =]\"?'?[^\s\"']*/[\"']?(\s|$)", text):
                says = "a legal hold is for one object version, never for a prefix: nothing under it would be held"
                yield Fault(rule="", where=at(step.id, key), says=says)
            if re.search(r"\b(delete-access-key|iam delete-user)\b", text) and "DeleteAccessKey" not in ours:
                says = "a key that is deleted cannot be looked at any more: make it inactive first"
                yield Fault(rule="", where=at(step.id, key), says=says, warning=True)


def _swaps_groups(step: Action) -> bool:
    return any(
        one.operation in ("ModifyInstanceAttribute", "ModifyNetworkInterfaceAttribute") and "Groups" in one.parameters
        for one in step.operations
    )


__all__ = ["Call", "aws_commands", "operations", "pitfalls"]
