"""What ~/.ssh/config says of a host: the few words that decide where to connect, as whom, and through what.

Read by us because `Include` and the scope of a block must be honoured, and because a word that changes the route
and that we do not follow (`ProxyCommand`, `Match exec`) has to stop us with a reason, not be passed over.
"""

import getpass
import os
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from toolkit.collect.trouble import Unreadable

DEPTH = 8
"""How deep files may include each other; OpenSSH allows 16."""

WANTED = frozenset({"hostname", "user", "port", "identityfile", "proxyjump", "proxycommand", "hostkeyalias"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HostConfig:
    """The settings in force for one host; empty means: not said."""

    hostname: str = ""
    user: str = ""
    port: int | None = None
    identity_files: tuple[str, ...] = ()
    proxy_jump: str = ""
    host_key_alias: str = ""


def lookup(file: Path | None, host: str, user: str = "") -> HostConfig:
    """The settings for `host`, or none when there is no file. Raises `Unreadable` on what cannot be followed."""
    if file is None or not file.exists():
        return HostConfig()
    values: dict[str, list[str]] = {}
    applies: Callable[[str, list[str]], bool] = lambda word, args: _applies(word, args, host, user, file)  # noqa: E731 a name for the partial
    for word, args in _settings(file, applies, file.parent, DEPTH):
        if word in WANTED and (word == "identityfile" or word not in values):
            values.setdefault(word, []).append(" ".join(args))
    return _config(values, host, user, file)


def _config(values: dict[str, list[str]], host: str, user: str, file: Path) -> HostConfig:
    said = {word: given[0] for word, given in values.items()}
    jump = said.get("proxyjump", "")
    jump = "" if jump.lower() == "none" else jump
    if said.get("proxycommand", "none").lower() != "none" and not jump:
        raise Unreadable(
            str(file), f"ProxyCommand for {host} is not followed; use ProxyJump, or `jump` in the inventory"
        )
    port = said.get("port", "")
    if port and not (port.isdecimal() and 0 < int(port) < 65536):
        raise Unreadable(str(file), f"Port {port!r} for {host} is not a port")
    name = _expand(said.get("hostname", ""), {"h": host, "%": "%"}, file)
    user = said.get("user", "") or user
    tokens = {
        "%": "%",
        "h": name or host,
        "n": host,
        "d": str(Path.home()),
        "u": getpass.getuser(),
        "r": user,
        "p": port,
    }
    keys = tuple(str(Path(_expand(key, tokens, file)).expanduser()) for key in values.get("identityfile", []))
    return HostConfig(
        hostname=name,
        user=said.get("user", ""),
        port=int(port) if port else None,
        identity_files=tuple(key for key in keys if key.lower() != "none"),
        proxy_jump=jump,
        host_key_alias=said.get("hostkeyalias", ""),
    )


def _expand(text: str, tokens: dict[str, str], file: Path) -> str:
    out, rest = "", text
    while "%" in rest:
        before, _, rest = rest.partition("%")
        if rest[:1] not in tokens:
            raise Unreadable(str(file), f"%{rest[:1]} in {text!r} is not understood")
        out, rest = out + before + tokens[rest[0]], rest[1:]
    return out + rest


def _settings(
    file: Path, applies: Callable[[str, list[str]], bool], home: Path, depth: int
) -> Iterator[tuple[str, list[str]]]:
    """The settings that apply, in order. An included file's blocks end with it."""
    if depth == 0:
        raise Unreadable(str(file), "files include each other too deeply")
    inside = True
    for number, line in enumerate(_text(file).splitlines(), 1):
        word, args = _split(line, f"{file}:{number}")
        if word in ("host", "match"):
            inside = applies(word, args)
        elif word == "include" and inside:
            for pattern in args:
                for included in _included(pattern, home):
                    yield from _settings(included, applies, home, depth - 1)
        elif word and inside:
            yield word, args


def _text(file: Path) -> str:
    try:
        return file.read_bytes()[:1_000_000].decode("utf-8", "replace")
    except OSError as error:
        raise Unreadable(str(file), f"cannot be read: {error.strerror}") from error


def _split(line: str, where: str) -> tuple[str, list[str]]:
    text = line.strip()
    if not text or text.startswith("#"):
        return "", []
    try:
        words = shlex.split(text, comments=True)
    except ValueError as error:
        raise Unreadable(where, f"is not understood: {error}") from error
    if not words:
        return "", []
    word, equals, value = words[0].partition("=")
    args = ([value] if value else []) + words[1:] if equals else words[1:]
    if args[:1] == ["="]:
        args = args[1:]
    elif args and args[0].startswith("="):
        args[0] = args[0][1:]
    if not args:
        raise Unreadable(where, f"{word} has no value")
    return word.lower(), args


def _included(pattern: str, home: Path) -> list[Path]:
    path = Path(os.path.expanduser(pattern))  # noqa: PTH111 Path.expanduser refuses unknown users with RuntimeError
    full = path if path.is_absolute() else home / path
    return sorted(found for found in Path(full.anchor).glob(str(full.relative_to(full.anchor))) if found.is_file())


def _applies(word: str, args: list[str], host: str, user: str, file: Path) -> bool:
    if word == "host":
        return _any(args, host)
    criteria = iter(args)
    for criterion in criteria:
        name = criterion.lower()
        if name == "all":
            continue
        if name not in ("host", "originalhost", "user", "localuser"):
            raise Unreadable(str(file), f"Match {criterion} is not followed")
        subject = {"user": user or getpass.getuser(), "localuser": getpass.getuser()}.get(name, host)
        if not _any(next(criteria, "").split(","), subject):
            return False
    return True


def _any(patterns: list[str], subject: str) -> bool:
    found = False
    for pattern in patterns:
        if fnmatchcase(subject.lower(), pattern.removeprefix("!").lower()):
            if pattern.startswith("!"):
                return False
            found = True
    return found
