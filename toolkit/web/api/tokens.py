"""Tokens: made once, shown once, kept as a digest; scopes and an end for each."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User

from toolkit.core.errors import Problem, UserError
from toolkit.web.models import Token
from toolkit.web.roles import May, rights

MARK = "brk_"
LONGEST = 366
"""Days."""
FEED = "feed"
"""A token for the address of a calendar or a table: it opens feeds alone, and no call."""

SCOPES = (May.SEE, May.SCAN, May.SEE_INCIDENTS, May.RESPOND)
"""What a program may be allowed. Approving, sending, containing and accounts are for people."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose a token is and what it may."""

    user: User
    scopes: frozenset[str]


def make(owner: User, name: str, scopes: Iterable[str], days: int, *, may: frozenset[May], now: datetime) -> str:
    """A new token. Raises `UserError`."""
    wanted = sorted(set(scopes))
    if not name.strip() or len(name) > 80:
        raise UserError(Problem("name", "", "expected what it is for, at most 80 letters"))
    if not 1 <= days <= LONGEST:
        raise UserError(Problem("days", "", f"expected 1 to {LONGEST}"))
    allowed = {one.value for one in SCOPES if one in may} | {FEED}
    if not wanted or not set(wanted) <= allowed:
        raise UserError(Problem("scope", "", f"expected one or more of {', '.join(sorted(allowed))}"))
    if FEED in wanted and len(wanted) > 1:
        raise UserError(Problem("scope", "", "the token of a feed opens feeds alone: it stands in an address"))
    said = MARK + secrets.token_urlsafe(32)
    Token.objects.create(
        owner=owner, name=name.strip(), digest=_digest(said), scopes=json.dumps(wanted), made_at=now,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    return said


def bearer(said: str) -> Bearer | None:
    """Who comes with this token; None for one that is wrong, over, or of somebody who is out."""
    if not said.startswith(MARK) or len(said) > 200:
        return None
    now = datetime.now(UTC)
    found = Token.objects.select_related("owner").filter(digest=_digest(said), expires_at__gt=now).first()
    if found is None or not found.owner.is_active:
        return None
    if found.used_at is None or now - found.used_at > timedelta(minutes=5):
        Token.objects.filter(pk=found.pk).update(used_at=now)
    return Bearer(found.owner, frozenset(json.loads(found.scopes)))


def feeds(said: str, needs: May) -> bool:
    """Whether this token of an address opens a feed that shows what `needs` may see."""
    found = bearer(said)
    if found is None or FEED not in found.scopes:
        return False
    return needs in rights(found.user.groups.values_list("name", flat=True))


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()
