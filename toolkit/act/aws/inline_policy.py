"""One inline policy of a user or role: read, put, taken away. Both ways of shutting an identity out are one."""

import json
from typing import Any
from urllib.parse import unquote

from toolkit.act.aws.identity import GONE, Identity
from toolkit.act.aws.reach import Hands
from toolkit.act.verb import CannotAct

Document = dict[str, Any]


def read(hands: Hands, who: Identity, name: str) -> Document | None:
    """The policy of that name, or None."""
    call = f"iam:Get{who.kind}Policy"
    found = hands.read(call, absent=GONE, **who.named, PolicyName=name)
    if found is None:
        return None
    said = found.get("PolicyDocument")
    try:
        document = json.loads(unquote(said)) if isinstance(said, str) else said
    except ValueError as error:
        raise CannotAct(call, "the policy is no JSON") from error
    if not isinstance(document, dict):
        raise CannotAct(call, "the answer has no policy")
    return document


def put(hands: Hands, who: Identity, name: str, document: Document) -> None:
    """Put it, in place of one of the same name."""
    text = json.dumps(document, separators=(",", ":"))
    hands.change(f"iam:Put{who.kind}Policy", **who.named, PolicyName=name, PolicyDocument=text)


def put_back(hands: Hands, who: Identity, name: str, was: Document | None) -> None:
    """As it was: the former one, or none."""
    if was is not None:
        put(hands, who, name, was)
    elif read(hands, who, name) is not None:
        hands.change(f"iam:Delete{who.kind}Policy", **who.named, PolicyName=name)
