"""What the verbs of this room ask of their hands, and words they share. No library of the provider is loaded here.

A call is written `service:Operation`: the service as boto3 names it, the operation as the provider does.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from toolkit.act.verb import CannotAct, Parameter, Parameters
from toolkit.core.inventory import Account

Answer = dict[str, Any]
Tags = list[dict[str, str]]

MARK = "breachready"
"""Tag and name of what verbs create, so that it is found again after a crash, and by people."""


class Hands(Protocol):
    """Reads and changes one account. Everything raises `CannotAct`."""

    account: Account
    evidence: Path
    """Folder for what is collected; the caller hashes it."""

    def read(self, call: str, *, region: str = "", absent: Collection[str] = (), **given: Any) -> Answer | None:
        """The answer, or None where the service says one of `absent`, its codes for "there is none"."""

    def pages(self, call: str, part: str, *, region: str = "", **given: Any) -> Iterator[Any]:
        """All of `part`, page by page. Raises while it is read."""

    def change(self, call: str, *, region: str = "", **given: Any) -> Answer:
        """Make one change; never tried again when it may have been done."""


REGION = Parameter(name="region", help="The region it is in", example="eu-central-1")


def answer(found: Answer | None) -> Answer:
    """An answer where the call names no code for "there is none"."""
    return {} if found is None else found


def account_id(hands: Hands) -> str:
    """Whose credentials these are. Raises `CannotAct` where the inventory says another account."""
    call = "sts:GetCallerIdentity"
    said = str(answer(hands.read(call)).get("Account") or "")
    if not said:
        raise CannotAct(call, "the answer names no account")
    if hands.account.account_id not in ("", said):
        raise CannotAct(call, f"these credentials belong to {said}, the inventory says {hands.account.account_id}")
    return said


def right_account(hands: Hands, parameters: Parameters) -> None:
    """Raise `CannotAct` when `account` is given and is not the one these hands reach."""
    wanted = parameters.get("account", hands.account.name)
    if wanted not in (hands.account.name, hands.account.account_id):
        raise CannotAct("account", f"is {wanted}, but these credentials are those of {hands.account.name}")


def tagged(kind: str, value: str) -> Tags:
    """The `TagSpecifications` entry's tags for something this verb makes."""
    return [{"Key": f"{MARK}-{kind}", "Value": value}, {"Key": "Name", "Value": f"{MARK} {kind}"}]


def tag_of(one: Mapping[str, Any], key: str) -> str:
    """A tag's value, empty without it."""
    return next((str(tag.get("Value", "")) for tag in one.get("Tags") or () if tag.get("Key") == key), "")
