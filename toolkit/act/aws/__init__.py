"""Containment in AWS accounts. The verbs load no library of the provider; the hands that `reach` makes do."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from toolkit.act.aws import (
    access_key,
    database,
    deny,
    hold,
    isolate,
    kms,
    public_access,
    secret,
    sessions,
    snapshot,
    trail,
    unshare,
)
from toolkit.act.aws.policy import policy
from toolkit.act.aws.reach import Hands
from toolkit.act.aws.rehearse import rehearsed, simulated
from toolkit.act.verb import Verb
from toolkit.core.inventory import Account, SecretRef

__all__ = ["TARGETS", "VERBS", "permitted", "policy", "reach"]

TARGETS = "accounts"
"""What of the inventory these verbs act on."""
permitted = simulated

_ROOMS = (
    public_access, access_key, deny, sessions, isolate, snapshot, database, unshare, hold, trail, secret, kms,
)  # fmt: skip

VERBS: tuple[Verb, ...] = tuple(
    replace(verb, rehearse=partial(rehearsed, verb)) for room in _ROOMS for verb in room.VERBS
)


def reach(account: Account, secret: Callable[[SecretRef], str], evidence: Path) -> Hands:
    """Hands for one account. `evidence`: folder for what is collected. Raises `CannotAct` without credentials."""
    from toolkit.act.aws.hands import AwsHands  # noqa: PLC0415  boto3 takes a quarter second to import

    return AwsHands(account, secret, evidence)
