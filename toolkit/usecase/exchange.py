"""Playbooks out to other tools and in from others: files, keys and refusals around `toolkit.library.cacao`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.playbook import Playbook
from toolkit.library.cacao.adopt import Adopted, adopt
from toolkit.library.cacao.export import Exported, export
from toolkit.library.cacao.keys import Private, Public, Unusable
from toolkit.library.cacao.kinds import Fault
from toolkit.library.cacao.read import read
from toolkit.library.cacao.sign import Verdict, sign, trusted, verify
from toolkit.library.cacao.validate import validate
from toolkit.library.cacao.words import TLP
from toolkit.library.cacao.written import written
from toolkit.library.playbooks import read as read_own
from toolkit.usecase.playbook.finding import named
from toolkit.usecase.playbook.shelf import shelf

KEY_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import found. `verdicts` is empty when no key was given; `file` is there when it was adopted."""

    adopted: Adopted
    warnings: tuple[Fault, ...]
    verdicts: tuple[Verdict, ...]
    signed: bool
    file: Path | None


def give(settings: Settings, word: str, *, tlp: str, key: Path | None, signee: str, now: datetime) -> Exported:
    """A playbook (`word` as `named` takes it) as a document, signed where there is a key. Raises `UserError`."""
    library = [one.playbook for one in shelf(settings).values()]
    found = named(settings, word).playbook
    if tlp not in TLP:
        raise UserError(Problem("--tlp", "", f"expected one of {', '.join(TLP)}"))
    made = export(found, library, tlp=tlp)
    if key is None:
        return made
    try:
        signed = sign(made.document, private_key(key), signee=signee, now=now)
    except Unusable as no:
        raise UserError(Problem(str(key), "", str(no))) from no
    return Exported(document=signed, lost=made.lost, secrets=made.secrets)


def text(document: dict[str, Any]) -> str:
    """The document as it is written into a file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def take(settings: Settings, path: Path, *, key: Path | None, into: Path | None, now: datetime) -> Taken:
    """A document of others, read, judged, checked against the key, and with `into` written as a playbook of ours.

    Raises `UserError` with every fault; with a key also when no good signature of it is there. Nothing is run.
    """
    document = read(path)
    library = [one.playbook for one in shelf(settings).values()]
    found = validate(document, now)
    if wrong := [fault for fault in found if not fault.warning]:
        raise UserError([Problem(str(path), fault.pointer or "/", fault.says) for fault in wrong])
    verdicts = verify(document, public_key(key), now) if key else ()
    if key and not trusted(verdicts):
        raise UserError(_untrusted(path, verdicts))
    adopted = adopt(document, library, trusted=key is not None, today=now.date())
    file = _keep(adopted.playbook, into) if into else None
    return Taken(
        adopted=adopted, warnings=found, verdicts=verdicts, signed=bool(document.get("signatures")), file=file
    )  # fmt: skip


def _untrusted(path: Path, verdicts: Iterable[Verdict]) -> list[Problem]:
    told = [
        Problem(str(path), f"/signatures/{index}", why) for index, one in enumerate(verdicts) for why in one.why
    ]  # fmt: skip
    return told or [Problem(str(path), "/signatures", "has no signature, and --key wants one")]


def _keep(playbook: Playbook, folder: Path) -> Path:
    """A new file; one that is there is not overwritten: a published version never changes."""
    raw = written(playbook)
    again, wrong = read_own(raw.encode(), playbook.id)
    if again != playbook or wrong:
        raise UserError([Problem(playbook.id, "", "cannot be written as a playbook of ours"), *wrong])
    path = folder / f"{playbook.id}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(raw)
    except FileExistsError as error:
        raise UserError(Problem(str(path), "", "is there already; move it away to adopt another")) from error
    except OSError as error:
        raise UserError(Problem(str(path), "", error.strerror or str(error))) from error
    return path


def private_key(path: Path) -> Private:
    """A private key without passphrase in PEM. Raises `UserError`, which never repeats what the file holds."""
    try:
        key = load_pem_private_key(_bytes(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UserError(Problem(str(path), "", "expected a private key in PEM, without passphrase")) from error
    if not isinstance(key, Private):
        raise UserError(Problem(str(path), "", "expected an RSA, EC, Ed25519 or Ed448 key"))
    return key


def public_key(path: Path) -> Public:
    """A public key or a certificate in PEM. Raises `UserError`."""
    raw = _bytes(path)
    try:
        if b"BEGIN CERTIFICATE" in raw:
            key = x509.load_pem_x509_certificate(raw).public_key()
        else:
            key = load_pem_public_key(raw)  # type: ignore[assignment]
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UserError(Problem(str(path), "", "expected a public key or a certificate in PEM")) from error
    if not isinstance(key, Public):
        raise UserError(Problem(str(path), "", "expected an RSA, EC, Ed25519 or Ed448 key"))
    return key


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(KEY_LIMIT)
    except OSError as error:
        raise UserError(Problem(str(path), "", error.strerror or str(error))) from error
