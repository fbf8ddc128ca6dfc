"""Versions that were published: kept whole, chained, signed. A published version never changes.

`<state>/library/` holds a journal like an incident's (what was published, signed and withdrawn, by whom) and the
canonical form of every version under its hash. What comes with the product was published by its makers: those
versions stand in `playbooks/releases/incidents.toml`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.playbook import Playbook
from toolkit.core.playbook.version import Signed, Version, numbers
from toolkit.library.playbooks import Shelved
from toolkit.store.journal import read, writing
from toolkit.usecase.playbook.shelf import keep, kept
from toolkit.usecase.playbook.signing import public_hex

FOLDER = "library"


def history(settings: Settings, name: str = "") -> tuple[Version, ...]:
    """Published versions of one playbook or of all, the oldest first.

    Raises `UserError` when the journal does not hold.
    """
    found: dict[tuple[str, str], Version] = {(one.id, one.version): one for one in _shipped()}
    for number, entry in enumerate(read(_folder(settings)).entries, 1):
        try:
            _fold(found, entry, settings.playbooks.signers)
        except (KeyError, ValueError) as no:
            raise UserError(
                Problem(str(_folder(settings)), "", f"line {number}: is not as this tool writes it")
            ) from no
    return tuple(
        one for one in sorted(found.values(), key=lambda one: (one.id, numbers(one.version))) if name in ("", one.id)
    )


def published_digests(settings: Settings) -> Mapping[tuple[str, str], str]:
    """The digest of each published version."""
    return {(one.id, one.version): one.digest for one in history(settings)}


def publish(settings: Settings, book: Shelved, *, by: str, note: str, at: datetime | None = None) -> Version:
    """Publish a version for good. Raises `UserError` for one that is there, or older than what is there.

    The words are on the disk before the journal says that they are published.
    """
    folder = _made(settings)
    with writing(folder) as writer:
        _newer(history(settings, book.playbook.id), book)
        keep(folder, book)
        said = {"kind": "published", **_named(book), "by": by, "note": note, "at": _stamp(at)}
        writer.append(said)
    return _of(settings, book.playbook.id, book.playbook.version)


def sign(
    settings: Settings, name: str, version: str, key: Ed25519PrivateKey, *, by: str, at: datetime | None = None
) -> Version:
    """Sign a published version; the newest where `version` is empty. Raises `UserError`."""
    found = _of(settings, name, version)
    public = public_hex(key)
    if any(one.key == public and one.holds for one in found.signatures):
        raise UserError(Problem(f"{name}@{found.version}", "", f"is signed with the key {public} already"))
    signature = key.sign(statement(found.id, found.version, found.digest)).hex()
    said = {"kind": "signed", "playbook": found.id, "version": found.version, "digest": found.digest}
    with writing(_made(settings)) as writer:
        writer.append({**said, "key": public, "signature": signature, "by": by, "at": _stamp(at)})
    return _of(settings, name, found.version)


def withdraw(
    settings: Settings, name: str, version: str, *, by: str, note: str, at: datetime | None = None
) -> Version:
    """Say that a version is not to be used any more, and why. It stays readable. Raises `UserError`."""
    found = _of(settings, name, version)
    if not note.strip():
        raise UserError(Problem("--note", "", "expected why it is not to be used any more"))
    if found.withdrawn:
        raise UserError(Problem(f"{name}@{found.version}", "", f"is withdrawn already: {found.withdrawn}"))
    said = {"kind": "withdrawn", "playbook": found.id, "version": found.version, "digest": found.digest}
    with writing(_made(settings)) as writer:
        writer.append({**said, "by": by, "note": note, "at": _stamp(at)})
    return _of(settings, name, found.version)


def words_of(settings: Settings, version: Version, books: Mapping[str, Shelved]) -> Playbook:
    """The words of a published version. Raises `UserError` when they are not kept, or are not what was published."""
    known = dict(kept(_folder(settings))) if _folder(settings).is_dir() else {}
    known |= {one.digest: one.playbook for one in books.values()}
    if version.digest not in known:
        where = f"{version.id}@{version.version}"
        raise UserError(
            Problem(where, "", "its words are not kept here: it came with another release of the product")
        )
    return known[version.digest]


def verify(settings: Settings, name: str, version: str, books: Mapping[str, Shelved]) -> Version:
    """Look at everything that vouches for a version: the chain, its words, its signatures. Raises `UserError`."""
    found = _of(settings, name, version)
    words_of(settings, found, books)
    return found


def statement(name: str, version: str, digest: str) -> bytes:
    """What a signature is over. Its first line keeps it from passing for a signature of something else."""
    return f"breachready playbook, version 1\n{name}\n{version}\n{digest}\n".encode()


def _fold(found: dict[tuple[str, str], Version], entry: Mapping[str, Any], signers: tuple[str, ...]) -> None:
    key = (str(entry["playbook"]), str(entry["version"]))
    at = datetime.fromisoformat(str(entry["at"]))
    if entry["kind"] == "published":
        found[key] = Version(
            id=key[0],
            version=key[1],
            digest=str(entry["digest"]),
            by=str(entry["by"]),
            at=at,
            note=str(entry.get("note", "")),
        )
    elif key in found and entry["kind"] == "withdrawn":
        found[key] = replace(found[key], withdrawn=str(entry["note"]))
    elif key in found and entry["kind"] == "signed":
        public = str(entry["key"])
        one = Signed(
            key=public,
            by=str(entry["by"]),
            at=at,
            holds=_holds(found[key], public, str(entry["signature"])),
            trusted=public in signers,
        )
        found[key] = replace(found[key], signatures=(*found[key].signatures, one))


def _holds(version: Version, public: str, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), statement(version.id, version.version, version.digest))
    except (ValueError, InvalidSignature):
        return False
    return True


def _newer(before: tuple[Version, ...], book: Shelved) -> None:
    ours = book.playbook
    same = next((one for one in before if one.version == ours.version), None)
    if same and same.at is None and same.digest == book.digest:
        return  # what the product brought, made one's own
    if same:
        words = "is published already" if same.digest == book.digest else "was published with other words"
        raise UserError(Problem(book.where, "version", f"{ours.version} {words}; a changed word is a new version"))
    newer = [one.version for one in before if numbers(one.version) > numbers(ours.version)]
    if newer:
        words = f"{ours.version} is older than {newer[-1]}, which is published"
        raise UserError(Problem(book.where, "version", words))


def _of(settings: Settings, name: str, version: str) -> Version:
    found = history(settings, name)
    if not found:
        raise UserError(Problem(name, "", "no version of it was published"))
    if not version:
        return next((one for one in reversed(found) if not one.withdrawn), found[-1])
    chosen = next((one for one in found if one.version == version), None)
    if chosen is None:
        known = ", ".join(one.version for one in found)
        raise UserError(Problem(f"{name}@{version}", "", f"no such version was published; there are {known}"))
    return chosen


def _shipped() -> Iterator[Version]:
    said = tomllib.loads((files("playbooks") / "releases" / "incidents.toml").read_text(encoding="utf-8"))
    for name, versions in said.items():
        for version, digest in versions.items():
            yield Version(id=name, version=version, digest=digest, by="breachready", at=None)


def _named(book: Shelved) -> dict[str, str]:
    return {"playbook": book.playbook.id, "version": book.playbook.version, "digest": book.digest}


def _stamp(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")


def _folder(settings: Settings) -> Path:
    return settings.state / FOLDER


def _made(settings: Settings) -> Path:
    folder = _folder(settings)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as no:
        raise UserError(Problem(str(folder), "", f"cannot be made: {no.strerror}")) from no
    return folder
