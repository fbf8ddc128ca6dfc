"""`stat -c '%a|%U|%G|%n'` and the lines that the walk over homes prints: text to values."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Seen, Unread
from toolkit.facts.server import AuthorizedKeys, PrivateKey


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of stat."""

    mode: int
    owner: str
    group: str
    path: str


def stat(text: str) -> dict[str, Entry]:
    """By path. Raises `Unreadable` for a line that is none: a file that is not seen could be the loose one."""
    found = {}
    for line in text.splitlines():
        if line:
            entry = _entry(line.split("|", 3))
            found[entry.path] = entry
    return found


def _entry(fields: list[str]) -> Entry:
    if len(fields) != 4 or not fields[3].startswith("/"):
        raise Unreadable("stat", f"a line is not understood: {'|'.join(fields)[:120]!r}")
    return Entry(_mode(fields[0]), fields[1], fields[2], fields[3])


def _mode(text: str) -> int:
    if not (1 <= len(text) <= 4 and all(digit in "01234567" for digit in text)):
        raise Unreadable("stat", f"{text[:20]!r} is not a mode")
    return int(text, 8)


def loose_parents(path: str, found: Mapping[str, Entry]) -> tuple[str, ...]:
    """The directories above `path` that somebody but root can write to. Raises `Unreadable` when one was not seen."""
    loose = []
    while path != "/":
        path = posixpath.dirname(path)
        above = found.get(path)
        if above is None:
            raise Unreadable("stat", f"{path}, above it, was not seen")
        group_writes = above.mode & 0o020 and above.group != "root"
        if above.mode & 0o002 or group_writes or above.owner != "root":
            loose.append(f"{above.mode:04o} {above.owner}:{above.group} {path}")
    return tuple(loose)


def troubles(stderr: str) -> tuple[str, ...]:
    """Lines that tell of something that could not be looked at: refused, broken, gone stale, a circle of links.

    Only that a name is not there is an answer; every other error hides what may be there.
    """
    answers = ("No such file or directory", "Not a directory")
    return tuple(line for line in stderr.splitlines() if line.strip() and not line.endswith(answers))


def quoted(line: str) -> str:
    """The path that an error line of stat names in quotes, or nothing."""
    parts = line.split("'")
    return parts[1] if len(parts) >= 3 else ""


def user_keys(text: str, target: str) -> Iterator[Seen]:
    """One directory after the other, each with its files.

    `D|account|mode|owner|group|path` is ~/.ssh, `A` its authorized_keys, `T` a kind of key in there, `K` a private
    key, `X` a name that cannot be printed, `U` a directory or file that could not be read. A directory without an
    authorized_keys is told all the same: who may write to it may put one there.
    """
    mode, keeper = 0, ""
    lines = [line for line in text.splitlines() if line]
    for number, line in enumerate(lines):
        tag, _, rest = line.partition("|")
        if tag == "D":
            account, bits, keeper, group, path = _fields(rest, 5)
            mode = _mode(bits)
            if not _has_keys(lines[number + 1 :]):
                yield AuthorizedKeys(
                    target=target,
                    resource=f"file:{path}/authorized_keys",
                    path=f"{path}/authorized_keys (not there)",
                    mode=0o600,
                    owner=account,
                    group=group,
                    account=account,
                    directory_mode=mode,
                    directory_owner=keeper,
                )
        elif tag == "A":
            account, bits, owner, group, path = _fields(rest, 5)
            yield AuthorizedKeys(
                target=target,
                resource=f"file:{path}",
                path=path,
                mode=_mode(bits),
                owner=owner,
                group=group,
                account=account,
                directory_mode=mode,
                directory_owner=keeper,
                key_types=tuple(sorted(_types(lines[number + 1 :]))),
            )
        elif tag == "K":
            account, bits, owner, group, kept, path = _fields(rest, 6)
            yield PrivateKey(
                target=target,
                resource=f"file:{path}",
                path=path,
                mode=_mode(bits),
                owner=owner,
                group=group,
                account=account,
                encrypted=kept == "encrypted",
            )
        elif tag == "X":
            reason = f"a file name of {rest} has control characters"
            yield Unread(kind=PrivateKey, target=target, resource=f"~{rest}/.ssh", reason=reason, call="read ~/.ssh")
        elif tag == "U":
            _, path = _fields(rest, 2)
            for kind in (AuthorizedKeys, PrivateKey):
                reason = "could not be read, not even as root (a squashed or restricted root)"
                yield Unread(kind=kind, target=target, resource=f"file:{path}", reason=reason, call="read ~/.ssh")
        elif tag != "T":
            raise Unreadable("read ~/.ssh", f"a line is not understood: {line[:120]!r}")


def _has_keys(lines: list[str]) -> bool:
    """Whether an authorized_keys follows, before the next directory."""
    for line in lines:
        if line.startswith("D|"):
            return False
        if line.startswith("A|"):
            return True
    return False


def _types(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("T|"):
            return
        yield line[2:]


def _fields(text: str, count: int) -> list[str]:
    fields = text.split("|", count - 1)
    if len(fields) != count:
        raise Unreadable("read ~/.ssh", f"a line is not understood: {text[:120]!r}")
    return fields
