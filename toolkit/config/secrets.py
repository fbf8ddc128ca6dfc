"""Where secrets are: `env:NAME`, `file:PATH`, `keyring:NAME`. Read when needed, never kept, never shown."""

import os
import stat
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.core.inventory import SecretRef

FILE_LIMIT = 64 * 1024


def resolve(reference: SecretRef) -> str:
    """The secret behind a reference, without a trailing newline.

    Raises `UserError` naming the reference (never the secret) when it cannot be had, and when a file
    can be read by anybody but its owner.
    """
    kind, _, name = reference.partition(":")
    match kind:
        case "env":
            return _from_environment(reference, name)
        case "file":
            return _from_file(reference, Path(name).expanduser())
        case "keyring":
            return _from_keyring(reference, name)
    raise UserError(Problem(reference.partition(":")[0], "", "expected env:NAME, file:PATH or keyring:NAME"))


def _from_environment(reference: str, name: str) -> str:
    if not os.environ.get(name):
        raise UserError(Problem(reference, "", f"the environment variable {name} is not set"))
    return os.environ[name]


def _from_file(reference: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            if stat.S_IMODE(about.st_mode) & 0o077:
                raise UserError(Problem(reference, "", f"others can read {path}; run: chmod 600 {path}"))
            if about.st_uid not in (0, os.geteuid()):
                raise UserError(Problem(reference, "", f"{path} belongs to another user"))
            return file.read(FILE_LIMIT).decode().rstrip("\r\n")
    except OSError as error:
        raise UserError(Problem(reference, "", error.strerror or str(error))) from error
    except UnicodeDecodeError as error:
        raise UserError(Problem(reference, "", "is not UTF-8 text")) from error


def _from_keyring(reference: str, name: str) -> str:
    try:
        import keyring  # noqa: PLC0415  optional, and slow to import
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError as error:
        message = "keyrings need the extra: pip install 'breachready[keyring]'"
        raise UserError(Problem(reference, "", message)) from error
    try:
        found = keyring.get_password("breachready", name)
    except KeyringError as error:
        raise UserError(Problem(reference, "", f"the keyring refused: {error}")) from error
    if found is None:
        raise UserError(Problem(reference, "", f"no such entry; run: keyring set breachready {name}"))
    return str(found)
