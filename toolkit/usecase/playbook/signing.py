"""The key that signs exported bundles and published playbooks: Ed25519, made once for a state directory.

For its owner alone. It shows that something comes from whoever holds the key, and no more: give its public half to
those who will have to check, by another way.
"""

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from toolkit.core.errors import Problem, UserError
from toolkit.store.journal import write_whole

NAME = "signing-key.pem"


def signing_key(state: Path, path: Path | None = None) -> Ed25519PrivateKey:
    """The key of the state directory, or of a file. Raises `UserError` when others can read it, or it is none."""
    place = path or state / NAME
    try:
        if path is None and not place.exists():
            _make(place)
        with place.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise UserError(Problem(str(place), "", f"others can read it; run: chmod 600 {place}"))
            key = load_pem_private_key(file.read(64 * 1024), password=None)
    except OSError as no:
        raise UserError(Problem(str(place), "", no.strerror or str(no))) from no
    except (ValueError, TypeError) as no:
        raise UserError(Problem(str(place), "", "expected an Ed25519 private key in PEM, without passphrase")) from no
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError(Problem(str(place), "", "expected an Ed25519 key"))
    return key


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half, as 64 hexadecimal digits."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _make(place: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(place, pem)
