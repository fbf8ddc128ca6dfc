"""Conditions: comparisons in the manner of STIX patterns, joined by AND, OR, NOT and parentheses.

Checked as far as the specification goes: the grammar, and that variables exist. Which values a comparison can have is
left to whoever runs the playbook.
"""

import re
from collections.abc import Container

LONGEST = 2000
DEEPEST = 30

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>[(\[]) | (?P<close>[)\]])
    | (?P<join>(?:AND|OR)\b) | (?P<not>NOT\b) | (?P<in>IN\b)
    | (?P<op>==|!=|<>|<=|>=|=|<|>|(?:LIKE|MATCHES|ISSUBSET|ISSUPERSET)\b)
    | (?P<variable>\$?\$?__[a-zA-Z_][\w-]{0,199}?__(?::value)?)
    | (?P<path>[a-z][a-z0-9-]+:[\w.\[\]*'-]+)
    | (?P<value>(?:t|h|b)?'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true\b|false\b)
    | (?P<comma>,)
    )""",
    re.VERBOSE | re.ASCII,
)
_REFERENCE = re.compile(r"(__[a-zA-Z_][a-zA-Z0-9_-]{0,199}?__):value", re.ASCII)
_NAME = re.compile(r"__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__", re.ASCII)


class Wrong(ValueError):
    """A condition that is none; the message says where it stops making sense."""


def variable_name(text: str) -> bool:
    """Whether this is the name of a variable."""
    return bool(_NAME.fullmatch(text))


def referred(text: str) -> list[str]:
    """Names of the variables that a text refers to, as in `__name__:value`."""
    return [found[1] for found in _REFERENCE.finditer(text)]


def check(condition: str, variables: Container[str]) -> None:
    """Raises `Wrong` when this is no condition, or speaks of a variable that nobody defines."""
    if len(condition) > LONGEST:
        raise Wrong(f"is longer than {LONGEST} characters")
    for name in referred(condition):
        if name not in variables:
            raise Wrong(f"speaks of {name}, which is no variable here")
    rest = _disjunction(_tokens(condition), 0)
    if rest:
        raise Wrong(f"ends in the middle: {rest[0][1]!r} is not expected there")


Tokens = list[tuple[str, str]]


def _tokens(condition: str) -> Tokens:
    found, place = [], 0
    condition = condition.strip()
    while place < len(condition):
        match = _TOKEN.match(condition, place)
        if not match or not match.lastgroup:
            raise Wrong(f"cannot be understood from {condition[place : place + 20]!r} on")
        found.append((match.lastgroup, match[0].strip()))
        place = match.end()
    return found


def _disjunction(tokens: Tokens, depth: int) -> Tokens:
    tokens = _comparison(tokens, depth)
    while tokens and tokens[0][0] == "join":
        tokens = _comparison(tokens[1:], depth)
    return tokens


def _comparison(tokens: Tokens, depth: int) -> Tokens:
    if depth > DEEPEST:
        raise Wrong("is nested too deep")
    if tokens and tokens[0][0] == "not":
        return _comparison(tokens[1:], depth + 1)
    if tokens and tokens[0][0] == "open":
        return _closed(_disjunction(tokens[1:], depth + 1))
    tokens = _one(tokens, ("variable", "path", "value"), "something to compare")
    if tokens and tokens[0][0] == "not":
        tokens = tokens[1:]
    if tokens and tokens[0][0] == "in":
        return _listed(_one(tokens[1:], ("open",), "( after IN"))
    tokens = _one(tokens, ("op",), "a comparison such as =")
    return _one(tokens, ("variable", "path", "value"), "something to compare with")


def _listed(tokens: Tokens) -> Tokens:
    tokens = _one(tokens, ("value", "variable"), "a value")
    while tokens and tokens[0][0] == "comma":
        tokens = _one(tokens[1:], ("value", "variable"), "a value")
    return _closed(tokens)


def _closed(tokens: Tokens) -> Tokens:
    return _one(tokens, ("close",), "a closing parenthesis")


def _one(tokens: Tokens, kinds: tuple[str, ...], expected: str) -> Tokens:
    if not tokens or tokens[0][0] not in kinds:
        there = repr(tokens[0][1]) if tokens else "the end"
        raise Wrong(f"expected {expected}, not {there}")
    return tokens[1:]
