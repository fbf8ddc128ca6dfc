"""What dnf 4 says from its cache alone, and the settings of repositories: text to values.

dnf 5 prints otherwise, which is not understood here and therefore UNKNOWN.
"""

import configparser
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from toolkit.collect.trouble import Unreadable

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})")
_CACHE = re.compile(r"(.+)-[0-9a-f]{16}")
_ADVICE = re.compile(r"\S+ +\S+/Sec\. +(\S+)")


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository that is enabled: when it was made, and when dnf last asked for it."""

    id: str
    made: datetime
    asked: datetime


def repositories(info: str, enabled: str) -> tuple[Repository, ...]:
    """From `repoinfo --enabled`, all that `repolist --enabled` names.

    Raises `Unreadable` when one is missing: where `skip_if_unavailable` is set, dnf leaves out in silence what it has
    no cache of.
    """
    found = []
    for block in re.split(r"^Repo-id *: *", info, flags=re.MULTILINE)[1:]:
        name, _, rest = block.partition("\n")
        said = dict(re.findall(r"^(Repo-updated|Repo-expire) *: *(.*)$", rest, re.MULTILINE))
        found.append(Repository(name.strip(), _time(said.get("Repo-updated")), _time(said.get("Repo-expire"))))
    lines = [line.split()[0] for line in enabled.splitlines() if line.split()]
    if lines[:1] != ["repo"] or not found:
        raise Unreadable("dnf -C repoinfo", "names no enabled repository of which there is a cache")
    if missing := [name for name in lines[1:] if name not in {one.id for one in found}]:
        raise Unreadable("dnf -C repoinfo", f"there is no cache of {', '.join(missing)[:200]}: run dnf makecache")
    return tuple(found)


def _time(text: str | None) -> datetime:
    match = _TIME.search(text or "")
    try:
        if match:
            month, *numbers = match.groups()
            day, hour, minute, second, year = map(int, numbers)
            return datetime(year, _MONTHS.index(month) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        pass
    raise Unreadable("dnf -C repoinfo", f"does not say when a repository was made and asked for: {text!r:.80}")


def advised(folders: str) -> frozenset[str]:
    """Repositories that say which updates are for security, by the folders of the cache that hold an updateinfo."""
    return frozenset(match[1] for line in folders.splitlines() if (match := _CACHE.fullmatch(line)))


def known_at(repos: Sequence[Repository], with_advice: frozenset[str]) -> datetime:
    """Up to when the machine knows what there is.

    That is when dnf last asked for the repository that it has not asked for the longest, or when the newest of those
    with advisories was made, if that is earlier: a mirror that stands still answers too.
    """
    speaking = [one for one in repos if one.id in with_advice] or repos
    asked = min(one.asked for one in repos)
    return min(asked, max(one.made for one in speaking))


def security(text: str) -> tuple[str, ...]:
    """Packages that `updateinfo list --updates --security` names."""
    found = []
    for line in text.splitlines():
        if line.strip():
            match = _ADVICE.fullmatch(line.strip())
            if match is None:
                raise Unreadable("dnf -C updateinfo list", f"a line is not understood: {line[:120]!r}")
            found.append(match[1])
    return tuple(dict.fromkeys(found))


def upgrades(text: str) -> Mapping[str, str]:
    """Every package that could be upgraded, as `name evr`, and the repository it would come from."""
    found = {}
    for line in filter(None, text.splitlines()):
        fields = line.split("|")
        if len(fields) != 4 or not all(fields):
            raise Unreadable("dnf -C repoquery --upgrades", f"a line is not understood: {line[:120]!r}")
        found[f"{fields[0]} {fields[1]}"] = fields[3]
    return found


def unchecked(text: str) -> tuple[str, ...]:
    """Enabled repositories without `gpgcheck`, from files that each begin with `F|path`; dnf.conf is the first.

    Where neither the repository nor `[main]` says, dnf 4 checks nothing.
    """
    found: list[str] = []
    default = "0"
    for block in ("\n" + text).split("\nF|")[1:]:
        path, _, body = block.partition("\n")
        file = configparser.RawConfigParser(strict=False, default_section="", allow_no_value=True)
        try:
            file.read_string(body, source=path)
        except configparser.Error as no:
            raise Unreadable("/etc/yum.repos.d", f"{path} is not understood") from no
        for name in file.sections():
            said = dict(file[name])
            if name == "main":
                default = said.get("gpgcheck") or default
            elif _yes(said.get("enabled") or "1") and not _yes(said.get("gpgcheck") or default):
                found.append(f"{path}: gpgcheck=0 for {name}")
    return tuple(found)


def _yes(text: str) -> bool:
    return text.strip().lower() in ("1", "yes", "true", "on")
