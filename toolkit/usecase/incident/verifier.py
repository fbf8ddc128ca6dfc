"""Checks a bundle of breachready offline, with Python 3.9 or newer and nothing else: `python3 -I verify.py`.

It reads; it changes nothing and asks no network. It stands whole in every bundle, so that the one who is shown a
bundle can read what judges it. The signature is verified by the few lines below (RFC 8032, Ed25519) and not by a
library, so that the answer does not depend on what happens to be installed; all it works on is public, so its timing
can tell nobody anything. With `--key`, the public key that you were told of by another way is asked for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

Point = Any
"""Four integers: a point in extended coordinates."""

GENESIS = "0" * 64
CHUNK = 1 << 20

# --- Ed25519, verification only (RFC 8032 section 5.1) -------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(a: Point, b: Point) -> Point:
    """The sum of two points in extended coordinates."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def _times(number: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _add(total, point)
        point = _add(point, point)
        number >>= 1
    return total


def _same(a: Point, b: Point) -> bool:
    return not ((a[0] * b[2] - b[0] * a[2]) % P or (a[1] * b[2] - b[1] * a[2]) % P)


def _point(raw: bytes) -> Point:
    """The point of 32 bytes, or None where there is none."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = _point(BASE_Y.to_bytes(32, "little"))


def signed_by(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this Ed25519 signature over the message is that key's."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return _same(_times(s, BASE), _add(r, _times(k, key)))


# --- The bundle ----------------------------------------------------------------------------------------------------


def chain(raw: bytes) -> tuple[list[str], int, str, list[dict[str, Any]]]:
    """Faults of a journal, each with its line; how many lines hold; the hash of the last of them; its entries."""
    entries: list[dict[str, Any]] = []
    before = GENESIS
    lines = raw.split(b"\n")
    cut = f"journal.jsonl line {len(lines)}: was cut while it was being written"
    faults = [cut] if lines.pop() else []
    for number, line in enumerate(lines, 1):
        why = _broken(line, number, before)
        if why:
            return [f"journal.jsonl line {number}: {why}"], number - 1, before, entries
        entries.append(json.loads(line))
        before = hashlib.sha256(line).hexdigest()
    return faults, len(lines), before, entries


def _broken(line: bytes, number: int, before: str) -> str:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(entry, dict):
        return "is no JSON object"
    if entry.get("n") != number:
        return f"says it is line {entry.get('n')!r}: lines were removed, added or moved"
    if entry.get("prev") != before:
        return "does not follow the line before it: one of the two was changed"
    if json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() != line:
        return "is not as it was written: spacing, order or a repeated key was changed"
    return ""


def _hash(path: pathlib.Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(CHUNK), b""):
            digest.update(piece)
    return digest.hexdigest()


def _files(folder: pathlib.Path) -> Iterator[tuple[str, pathlib.Path]]:
    """Every file of the bundle, by its path in it; a link is named as what it is and not followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix(), path


def signature_faults(folder: pathlib.Path, expected: str) -> tuple[list[str], str]:
    """What is wrong with the head's signature, and the key that made it."""
    try:
        head = (folder / "head.json").read_bytes()
        public = bytes.fromhex((folder / "head.key").read_text(encoding="ascii").strip())
        signature = bytes.fromhex((folder / "head.sig").read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        return [f"head: cannot be read: {error}"], ""
    if not signed_by(public, signature, head):
        return ["head.sig: is not the signature of head.json by head.key: one of the three was changed"], public.hex()
    if expected and expected.lower() != public.hex():
        return ["head.key: is another key than the one you asked for"], public.hex()
    return [], public.hex()


def file_faults(folder: pathlib.Path, named: dict[str, str]) -> Iterator[str]:
    """Files that are not what the head says, are gone, or were added."""
    found = dict(_files(folder))
    free = {"head.json", "head.sig", "head.key"}
    for name, digest in sorted(named.items()):
        path = found.pop(name, None)
        if path is None:
            yield f"{name}: is missing"
        elif path.is_symlink():
            yield f"{name}: is a link and no file"
        elif _hash(path) != digest:
            yield f"{name}: was changed: its SHA-256 is not the one in the head"
    for name in sorted(set(found) - free):
        yield f"{name}: was added: the head does not name it"


def evidence_faults(folder: pathlib.Path, entries: list[dict[str, Any]]) -> Iterator[str]:
    """Evidence, playbooks and notices that are not what the journal says was collected, pinned or approved."""
    for entry in entries:
        kind, data = entry.get("kind"), entry.get("data", {})
        if kind == "collected":
            item, path = f"{data.get('item')} {data.get('file')}", folder / str(data.get("file"))
            if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
                yield f"{item}: is missing"
            elif _hash(path) != data.get("sha256"):
                yield f"{item}: is not what line {entry['n']} says was collected"
        if kind in ("opened", "pinned", "merged", "upgraded"):
            for digest in filter(None, [data.get("digest"), *dict(data.get("pinned") or {}).values()]):
                name = str(digest).replace("sha256:", "")
                path = folder / "playbooks" / f"{name}.json"
                if not path.is_file() or _hash(path) != name:
                    yield f"playbooks/{name}.json: is not there as line {entry['n']} pinned it"
        if kind in ("notice-drafted", "notice-asked", "notice-approved", "notice-exported"):
            name = str(data.get("template") or data.get("digest")).replace("sha256:", "")
            path = folder / "notices" / f"{name}.json"
            if not path.is_file() or _hash(path) != name:
                yield f"notices/{name}.json: is not there as line {entry['n']} says"


def faults(folder: pathlib.Path, expected: str = "") -> tuple[list[str], list[str]]:
    """Everything that is wrong with a bundle, and what is right with it, in words."""
    wrong, key = signature_faults(folder, expected)
    told = [f"signed by the key {key}"] if key and not wrong else []
    try:
        head = json.loads((folder / "head.json").read_bytes())
        raw = (folder / "journal.jsonl").read_bytes()
        files = dict(head["files"])
        count, last = int(head["n"]), str(head["hash"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return [*wrong, f"head.json or journal.jsonl cannot be read: {error!r}"], told
    broken, good, before, entries = chain(raw)
    wrong += broken
    if not broken and (good, before) != (count, last):
        wrong.append(
            f"journal.jsonl line {min(good, count) + (good != count)}: the journal ends at line {good}, the head "
            f"says line {count}: lines were cut off, added or replaced"
        )
    wrong += file_faults(folder, files)
    wrong += evidence_faults(folder, entries)
    told.append(f"journal: {good} of {count} lines hold")
    told.append(f"files: {len(files)} named by the head")
    return wrong, told


def main(words: list[str] | None = None) -> int:
    """The command; 0 when everything holds, 1 when something does not."""
    parser = argparse.ArgumentParser(description="Check a bundle of breachready offline.")
    parser.add_argument("folder", nargs="?", default=str(pathlib.Path(__file__).resolve().parent))
    parser.add_argument("--key", default="", help="the public key you expect, 64 hexadecimal digits")
    given = parser.parse_args(words)
    wrong, told = faults(pathlib.Path(given.folder), given.key)
    for line in told:
        sys.stdout.write(ascii(line)[1:-1] + "\n")
    for line in wrong:
        sys.stdout.write("WRONG " + ascii(line)[1:-1] + "\n")
    if not given.key:
        sys.stdout.write("Compare the key with one you were told of by another way: who can write can sign anew.\n")
    sys.stdout.write("does not hold\n" if wrong else "everything holds\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
