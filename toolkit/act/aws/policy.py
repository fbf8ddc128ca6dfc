"""The IAM policy for the responder's role: a statement a verb, so that one that is not wanted can be left out."""

from collections.abc import Iterable
from typing import Any

from toolkit.act.verb import Verb


def policy(verbs: Iterable[Verb]) -> dict[str, Any]:
    """What the verbs call, and nothing else. IAM's simulation stands apart: only rehearsals need it."""
    each = [(_sid(verb.id), sorted(verb.permissions)) for verb in verbs]
    each.append(("Rehearse", ["iam:GetRole", "iam:SimulatePrincipalPolicy"]))
    statements = [{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"} for sid, actions in each]
    return {"Version": "2012-10-17", "Statement": statements}


def _sid(id: str) -> str:
    return "".join(word.capitalize() for word in id.split("-"))
