"""Lines of /etc/passwd, /etc/group and /etc/shadow, as the probes derive them on the machine."""

from collections.abc import Iterator, Sequence

from toolkit.collect.trouble import Unreadable
from toolkit.facts.server import Account, GroupLine, PasswordState, ShadowLine

_STATES = {state.value: state for state in PasswordState}


def passwd(text: str) -> tuple[Account, ...]:
    """`name:class:uid:gid:home:shell` lines. No account at all is not an answer."""
    found = tuple(
        Account(
            name=name,
            uid=_number(uid, "uid"),
            gid=_number(gid, "gid"),
            home=home,
            shell=shell,
            password=_state(state),
        )
        for name, state, uid, gid, home, shell in _fields(text, 6, "/etc/passwd")
    )
    if not found:
        raise Unreadable("/etc/passwd", "holds no account")
    return found


def group(text: str, accounts: Sequence[Account]) -> tuple[GroupLine, ...]:
    """`name:gid:members` lines; an account belongs to its primary group without being listed there."""
    primary: dict[int, list[str]] = {}
    for account in accounts:
        primary.setdefault(account.gid, []).append(account.name)
    found = []
    for name, number, members in _fields(text, 3, "/etc/group"):
        gid = _number(number, "gid")
        listed = [member for member in members.split(",") if member]
        found.append(GroupLine(name=name, gid=gid, members=tuple(dict.fromkeys([*listed, *primary.get(gid, [])]))))
    if not found:
        raise Unreadable("/etc/group", "holds no group")
    return tuple(found)


def shadow(text: str) -> tuple[ShadowLine, ...]:
    """`name:class:max days` lines."""
    found = tuple(
        ShadowLine(name=name, state=_state(state), max_days=_number(days, "max days") if days.strip("-") else None)
        for name, state, days in _fields(text, 3, "/etc/shadow")
    )
    if not found:
        raise Unreadable("/etc/shadow", "holds no account")
    return found


def _fields(text: str, count: int, file: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        fields = line.split(":")
        if line.startswith(("+", "-")):
            raise Unreadable(file, "takes in accounts of a directory service (NIS), which are not read")
        if not line.strip(":") or fields[0].startswith("#"):
            continue
        if len(fields) != count:
            raise Unreadable(file, f"a line is not understood: {line[:80]!r}")
        yield fields


def _number(text: str, what: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 18:
        raise Unreadable("accounts", f"{what} {text[:40]!r} is not a number")
    return int(text)


def _state(text: str) -> PasswordState:
    return _STATES.get(text, PasswordState.OTHER)
