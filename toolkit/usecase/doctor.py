"""Whether everything a scan needs is in place. Looks at this machine and the configuration, at no target."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.config.secrets import resolve
from toolkit.config.settings import Settings
from toolkit.config.strict import expand
from toolkit.core.errors import UserError
from toolkit.core.inventory import INTERNET, SecretRef
from toolkit.registry import Catalogue
from toolkit.store import is_there, schema_unknown_here
from toolkit.usecase.dispatch.retention import overdue
from toolkit.usecase.flaws import feeds_of
from toolkit.usecase.hosts import not_enrolled

LEAST_FREE = 100
"""MiB of disk below which a run may not be kept."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that was looked at; of what is not well, `says` ends with what to do."""

    what: str
    well: bool
    says: str


def examine(settings: Settings, catalogue: Catalogue) -> list[Symptom]:
    """Everything at once, the well and the unwell."""
    return [
        Symptom("Python", sys.version_info >= (3, 11), sys.version.split()[0]),
        Symptom("configuration", True, str(settings.source or "none; this machine is examined")),
        *_state(settings.state, settings.database.url),
        *_nmap(settings),
        *_vantage(settings),
        *_checks(catalogue),
        *_files(settings),
        *_flaws(settings),
        *_host_keys(settings),
        *_secrets(settings),
        *_recipients(settings),
    ]


def _flaws(settings: Settings) -> Iterator[Symptom]:
    try:
        feeds = feeds_of(settings)
    except UserError as error:
        yield from (
            Symptom("published flaws", well=False, says=f"{one.key} {one.expected}") for one in error.problems
        )
        return
    if feeds is None:
        yield Symptom("published flaws", well=True, says="not looked up: [flaws] names no advisories")
    elif feeds.trouble:
        yield Symptom("published flaws", well=False, says=f"{feeds.trouble.call} {feeds.trouble.reason}")
    else:
        known = ", ".join(f"{name} of {version[:10]}" for name, version in feeds.versions.items())
        yield Symptom("published flaws", well=bool(feeds.changed), says=known or "the files hold no advisory")


def _state(state: Path, url: str) -> Iterator[Symptom]:
    place = next(one for one in (state.absolute(), *state.absolute().parents) if one.exists())
    free = shutil.disk_usage(place).free // 2**20
    writable = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    words = f"{state}: {'writable' if writable else 'cannot be written'}, {free} MiB free"
    yield Symptom("state directory", writable and free > LEAST_FREE, words)
    if not state.is_dir():
        return
    mode = stat.S_IMODE(state.stat().st_mode)
    others = f"{state}: others may enter it (mode {mode:03o}); run: chmod 700 {state}"
    yield Symptom("privacy of the state", not mode & 0o077, others if mode & 0o077 else "only its owner may enter")
    if url or not is_there(state):
        return
    try:
        newer = schema_unknown_here(state)
    except UserError as no:
        yield Symptom("kept runs", False, str(no))
    else:
        words = f"were written by a newer breachready ({newer}); update this one" if newer else "can be read"
        yield Symptom("kept runs", not newer, words)


def _nmap(settings: Settings) -> Iterator[Symptom]:
    if settings.inventory.networks:
        path = shutil.which("nmap")
        yield Symptom("nmap", bool(path), path or "not installed; without it network exposure stays unknown")


def _vantage(settings: Settings) -> Iterator[Symptom]:
    """Without a scan that is known to stand on the internet, nothing is known to be closed from there."""
    declared = [network for network in settings.inventory.networks if not network.local]
    if declared and not any(network.vantage == INTERNET for network in declared):
        words = 'no [[network]] says vantage = "internet": what the internet can reach stays unknown'
        yield Symptom("sight from the internet", False, f"{words}; scan from outside and say so")


def _checks(catalogue: Catalogue) -> Iterator[Symptom]:
    words = f"{len(catalogue.found)} found, {len(catalogue.skipped)} skipped"
    yield Symptom("checks", True, words)
    for plugin in catalogue.broken:
        yield Symptom(f"plug-in {plugin.source}", False, plugin.reason)


def _files(settings: Settings) -> Iterator[Symptom]:
    """Files that are named: private keys, and authorities to trust."""
    named = [(server.name, "private key", server.key) for server in settings.inventory.servers]
    named += [(account.name, "ca_file", account.ca_file) for account in settings.inventory.accounts]
    for channel, to in (
        ("alert.mail", settings.alert.mail),
        ("alert.webhook", settings.alert.webhook),
        ("notices.mail", settings.notices.mail),
    ):
        named += [(channel, "ca_file", to.ca_file)] if to else []
    for owner, what, name in named:
        if name:
            trouble = _unreadable(expand(name, settings.source), private=what == "private key")
            yield Symptom(f"{what} of {owner}", not trouble, trouble or name)


def _unreadable(path: Path, *, private: bool) -> str:
    """What is wrong with a file, or ""."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    except OSError as no:
        return f"{path} cannot be read: {no.strerror}"
    return f"others can read {path}; run: chmod 600 {path}" if private and mode & 0o077 else ""


def _host_keys(settings: Settings) -> Iterator[Symptom]:
    if not any(not server.local for server in settings.inventory.servers):
        return
    unknown = list(not_enrolled(settings))
    words = f"not enrolled: {', '.join(unknown)}; run: breachready hosts trust {' '.join(unknown)}"
    yield Symptom("host keys", not unknown, words if unknown else "a key is known for every server")


def _secrets(settings: Settings) -> Iterator[Symptom]:
    for owner, reference in _references(settings):
        try:
            resolve(reference)
        except UserError as error:
            yield Symptom(f"secret of {owner}", False, str(error))
        else:
            yield Symptom(f"secret of {owner}", True, f"{reference.partition(':')[0]} reference can be read")


def _references(settings: Settings) -> Iterator[tuple[str, SecretRef]]:
    for server in settings.inventory.servers:
        for reference in (server.password, server.key_passphrase, server.sudo_password):
            if reference:
                yield server.name, reference
    for account in settings.inventory.accounts:
        for reference in (
            account.access_key_id,
            account.secret_access_key,
            account.session_token,
            account.external_id,
        ):
            if reference:
                yield account.name, reference
    yield from _of_telling(settings)


def _recipients(settings: Settings) -> Iterator[Symptom]:
    """Lists of people that should be gone."""
    for incident, words in overdue(settings):
        yield Symptom(f"list of people of {incident}", well=False, says=words)


def _of_telling(settings: Settings) -> Iterator[tuple[str, SecretRef]]:
    """Of mail, webhook and the list of people."""
    mail, notices = settings.alert.mail, settings.notices.mail
    named = {
        "alert.mail": mail.password if mail else None,
        "alert.webhook": settings.alert.webhook.secret if settings.alert.webhook else None,
        "notices.mail": notices.password if notices else None,
        "recipients.database": settings.recipients.database,
    }
    yield from ((owner, reference) for owner, reference in named.items() if reference)
