"""Whether everything a scan needs is in place. Looks at this machine and the configuration, at no target."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.config.secrets import resolve
from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.core.inventory import SecretRef
from toolkit.registry import Catalogue


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that was looked at."""

    what: str
    well: bool
    says: str


def examine(settings: Settings, catalogue: Catalogue) -> list[Symptom]:
    """Everything at once, the well and the unwell."""
    return [
        Symptom("Python", sys.version_info >= (3, 11), sys.version.split()[0]),
        Symptom("configuration", True, str(settings.source or "none; this machine is examined")),
        *_state(settings.state),
        *_nmap(settings),
        *_checks(catalogue),
        *_secrets(settings),
    ]


def _state(state: Path) -> Iterator[Symptom]:
    place = state if state.exists() else state.absolute().parent
    free = shutil.disk_usage(place).free // 2**20
    writable = os.access(place, os.W_OK | os.X_OK)
    words = f"{state}: {'writable' if writable else 'cannot be written'}, {free} MiB free"
    yield Symptom("state directory", writable and free > 100, words)


def _nmap(settings: Settings) -> Iterator[Symptom]:
    if settings.inventory.networks:
        path = shutil.which("nmap")
        yield Symptom("nmap", bool(path), path or "not installed; without it network exposure stays unknown")


def _checks(catalogue: Catalogue) -> Iterator[Symptom]:
    words = f"{len(catalogue.found)} found, {len(catalogue.skipped)} skipped"
    yield Symptom("checks", True, words)
    for plugin in catalogue.broken:
        yield Symptom(f"plug-in {plugin.source}", False, plugin.reason)


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
    if settings.alert.mail and settings.alert.mail.password:
        yield "alert.mail", settings.alert.mail.password
    if settings.alert.webhook:
        yield "alert.webhook", settings.alert.webhook.secret
