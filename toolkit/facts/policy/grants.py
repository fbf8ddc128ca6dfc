"""Who a policy lets in: strangers, and named principals of other accounts.

A stranger is anybody with no more than an AWS account of their own. An action is granted on a resource when an
Allow gives it and no Deny surely takes it back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.facts.cloud import Outsider, Use
from toolkit.facts.policy.actions import KNOWN, ON_BUCKET, ON_OBJECTS, use_of_unknown
from toolkit.facts.policy.condition import accounts, organisations, restricts, spares_no_stranger
from toolkit.facts.policy.document import Policy, Statement
from toolkit.facts.policy.glob import covers, overlap

_ARN_ACCOUNT = re.compile(r"arn:aws[\w-]*:[\w-]+::([^:]*):.*", re.DOTALL)
_ACCOUNT = re.compile(r"\d{12}")
_SOURCE_KEYS = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})
_NEVER_FOR_OTHERS = frozenset({"logging.s3.amazonaws.com"})
"""Services that act only for the owner of the bucket that sends, and cannot be made to read."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the policy is attached to: the ARN of the thing itself and the pattern of all objects in it."""

    itself: str
    objects: str

    @classmethod
    def bucket(cls, name: str) -> "Scope":
        """A bucket, in any partition."""
        return cls(f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*")

    @classmethod
    def access_point(cls, arn: str) -> "Scope":
        """An access point, by its ARN."""
        parts = arn.split(":", 2)
        neutral = f"arn:aws:{parts[2]}" if len(parts) == 3 else arn
        return cls(neutral, f"{neutral}/object/*")


@dataclass(frozen=True, slots=True)
class Grant:
    """What one statement lets everybody do: the uses with an action each for the words."""

    use: Use
    statement: str
    actions: tuple[str, ...]

    @property
    def words(self) -> str:
        """The grant as a sentence."""
        shown = ", ".join(self.actions[:4]) + (f" and {len(self.actions) - 4} more" if len(self.actions) > 4 else "")
        return f"policy statement {self.statement} lets anybody {shown}"


def public_grants(policy: Policy, scope: Scope) -> tuple[Grant, ...]:
    """Everything that strangers may do, worst use first. Adding a Deny never adds to it."""
    denies = [s for s in policy.statements if not s.allow and _denies_strangers(s)]
    found = []
    for statement in policy.statements:
        if not statement.allow or not _names_everybody(statement) or any(map(restricts, statement.conditions)):
            continue
        granted = list(_granted(statement, scope, denies))
        by_use = {use: tuple(action for action, its in granted if its is use) for use in Use}
        found += [Grant(use, statement.name, actions) for use, actions in by_use.items() if actions]
    return tuple(sorted(found, key=lambda grant: list(Use).index(grant.use)))


def outsiders(policy: Policy, scope: Scope, own: str) -> tuple[Outsider, ...]:
    """Named principals outside the account `own` to whom something is granted, in the order found.

    Where a statement names everybody or a service and limits it to accounts or organisations, these are the
    outsiders. Deleted principals (`AIDA…`), CloudFront origin identities and services that are held to a source ARN
    without an account are left out: nobody outside can use those.
    """
    denies = [s for s in policy.statements if not s.allow and not s.conditions and _denies_strangers(s)]
    found: dict[str, Outsider] = {}
    for statement in policy.statements:
        if not statement.allow or not (granted := [action for action, _ in _granted(statement, scope, denies)]):
            continue
        for account in _foreigners(statement, granted):
            if account != own:
                words = f"policy statement {statement.name} lets {account} {', '.join(granted[:4])}"
                found.setdefault(account, Outsider(account=account, words=words))
    return tuple(found.values())


def everybody(principals: tuple[tuple[str, str], ...]) -> bool:
    """Whether the list names everybody."""
    return any(kind == "AWS" and _account_of(name) == "*" for kind, name in principals)


def _names_everybody(statement: Statement) -> bool:
    return statement.not_principal or everybody(statement.principals)


def _denies_strangers(statement: Statement) -> bool:
    named = everybody(statement.principals)
    hits_all = not named if statement.not_principal else named
    return hits_all and all(map(spares_no_stranger, statement.conditions))


def _granted(statement: Statement, scope: Scope, denies: list[Statement]) -> Iterator[tuple[str, Use]]:
    """Actions that the statement gives somewhere in `scope` and that no Deny takes back everywhere."""
    for actions, where in ((ON_OBJECTS, scope.objects), (ON_BUCKET, scope.itself)):
        given = _resources(statement, where)
        if not given:
            continue
        for action, use in actions.items():
            if acts_on(statement, action) and not all(_taken_back(denies, action, place) for place in given):
                yield action, use
    yield from _unknown_actions(statement, scope, denies)


def _unknown_actions(statement: Statement, scope: Scope, denies: list[Statement]) -> Iterator[tuple[str, Use]]:
    if statement.not_action:
        return
    places = [*_resources(statement, scope.objects), *_resources(statement, scope.itself)]
    for pattern in statement.actions:
        ours = overlap(pattern, "s3:?*") and not any(covers(pattern, action) for action in KNOWN)
        if ours and places and not all(_taken_back(denies, pattern, place) for place in places):
            yield pattern, use_of_unknown(pattern)


def acts_on(statement: Statement, action: str) -> bool:
    """Whether the statement speaks about this action (or all that an action pattern can mean)."""
    return any(covers(pattern, action) for pattern in statement.actions) != statement.not_action


def reaches(statement: Statement, where: str) -> bool:
    """Whether the statement speaks about everything that `where` can match."""
    if statement.not_resource:
        return not any(overlap(pattern, where) for pattern in statement.resources)
    return any(covers(pattern, where) for pattern in statement.resources)


def _resources(statement: Statement, where: str) -> list[str]:
    """The part of `where` that an Allow speaks about, as patterns no wider than `where`."""
    if statement.not_resource:
        return [] if any(covers(pattern, where) for pattern in statement.resources) else [where]
    if any(covers(pattern, where) for pattern in statement.resources):
        return [where]
    return [pattern for pattern in statement.resources if overlap(pattern, where)]


def _taken_back(denies: list[Statement], action: str, place: str) -> bool:
    return any(_denied_action(deny, action) and reaches(deny, place) for deny in denies)


def _denied_action(deny: Statement, action: str) -> bool:
    if deny.not_action:
        return not any(overlap(pattern, action) for pattern in deny.actions)
    return any(covers(pattern, action) for pattern in deny.actions)


def _foreigners(statement: Statement, granted: list[str]) -> Iterator[str]:
    limits = _limits(statement)
    if _names_everybody(statement):
        # Everybody without a limit is public, which is another check's fault to report.
        yield from sorted(limits or ())
        return
    for kind, name in statement.principals:
        if kind == "CanonicalUser":
            yield f"canonical:{name}"
        elif kind == "Service":
            if limits is not None:
                yield from sorted(limits)
            elif not _held_to_source(statement) and not _harmless(name, granted):
                yield f"service:{name}"
        elif account := _account_of(name):
            yield account if _ACCOUNT.fullmatch(account) else f"{kind.lower()}:{name}"


def _limits(statement: Statement) -> frozenset[str] | None:
    """Accounts that the conditions leave over, or else organisations; None where they limit it to neither.

    An account is the narrower limit: of a statement that names both, the accounts are told.
    """
    for limit in (accounts, organisations):
        found = [those for those in map(limit, statement.conditions) if those is not None]
        if found:
            return frozenset.intersection(*found)
    return None


def _held_to_source(statement: Statement) -> bool:
    return any(condition.key in _SOURCE_KEYS and restricts(condition) for condition in statement.conditions)


def _harmless(service: str, granted: list[str]) -> bool:
    reads = any(KNOWN.get(action) in (Use.READ, Use.LIST) for action in granted)
    return service in _NEVER_FOR_OTHERS or not reads


def _account_of(name: str) -> str:
    """The account of a principal; `*` for everybody, empty for a principal that nobody can use."""
    if _ACCOUNT.fullmatch(name):
        return name
    if found := _ARN_ACCOUNT.fullmatch(name):
        return "*" if "*" in found[1] or "?" in found[1] else "" if found[1] == "cloudfront" else found[1]
    if set(name) == {"*"}:
        return "*"
    return "" if re.fullmatch(r"A(?:IDA|ROA|GPA|NPA)[A-Z0-9]{12,}", name) else name
