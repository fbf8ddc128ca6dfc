"""Signatures as section 10 of CACAO 2.0 has them (`jss`), which is not JWS.

The playbook with this one signature, its `value` left out, in RFC 8785 form, is hashed; the hash as lower-case
hexadecimal *text* is signed; the signature goes in as base64url without padding. So `RS256` hashes twice.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import rfc8785
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from toolkit.library.cacao.ids import named_id
from toolkit.library.cacao.keys import ALGORITHMS, Private, Public, body, fits, holds, made, usual
from toolkit.library.cacao.kinds import moment, prefix_of
from toolkit.library.cacao.validate import KEYS_OF_SIGNATURE

HASHES = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
Said = Mapping[str, Any]
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be said of one signature. Good only when `why` is empty."""

    id: str
    signee: str
    why: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Made with the trusted key over this very playbook, and valid now."""
        return not self.why


def sign(
    document: Said, key: Private, *, signee: str, now: datetime, until: datetime | None = None
) -> dict[str, Any]:
    """The document with one more signature; times are aware. Raises `Unusable` for a key that cannot sign."""
    algorithm = usual(key)
    public, when = body(key.public_key()), _written(now)
    whole = _with_summary(document)
    signature = {
        "type": "jss",
        "id": named_id("jss", str(document["id"]), str(document["modified"]), public, when),
        "created": when,
        "modified": when,
        "signee": signee,
        "valid_from": when,
        **({"valid_until": _written(until)} if until else {}),
        "related_to": document["id"],
        "related_version": document["modified"],
        "hash_algorithm": "sha-256",
        "algorithm": algorithm,
        "public_key": public,
    }
    value = made(key, algorithm, _signed_text(whole, signature))
    signed = {**signature, "value": base64.urlsafe_b64encode(value).rstrip(b"=").decode()}
    return {**whole, "signatures": [*document.get("signatures", ()), signed]}


def verify(document: Said, key: Public, now: datetime) -> tuple[Verdict, ...]:
    """What is to be said of each signature, with `key` as the one that is trusted. None at all: an empty tuple."""
    signatures = document.get("signatures")
    if not isinstance(signatures, list):
        return ()
    return tuple(_verdict(document, one, key, now) for one in signatures)


def trusted(verdicts: tuple[Verdict, ...]) -> bool:
    """Whether somebody trusted stands behind the document: one good signature, and none revoked by its own signee."""
    return any(one.good for one in verdicts) and not any(REVOKED in one.why for one in verdicts)


REVOKED = "is revoked by who made it"


def _verdict(document: Said, signature: Any, key: Public, now: datetime) -> Verdict:
    if not isinstance(signature, dict):
        return Verdict(id="", signee="", why=("is no signature object",))
    told = {name: str(signature.get(name, "")) for name in ("id", "signee")}
    why = [*_unfit(document, signature, key), *_untimely(signature, now)]
    if not why:
        why += _forged(document, signature, key)
    if not why and signature.get("revoked", False) is not False:
        why.append(REVOKED)
    return Verdict(**told, why=tuple(why))


def _unfit(document: Said, signature: Said, key: Public) -> list[str]:
    """Everything but time and the cryptography itself."""
    algorithm, digest = signature.get("algorithm"), signature.get("hash_algorithm")
    sources = [name for name in KEYS_OF_SIGNATURE if name in signature]
    so = {
        "is not of the type jss": signature.get("type") == "jss" and prefix_of(signature.get("id")) == "jss",
        "is of another playbook": signature.get("related_to") == document.get("id"),
        "is of another version": signature.get("related_version") == document.get("modified"),
        f"is made with {str(algorithm)[:30]!r}, which is not known here": algorithm in ALGORITHMS,
        f"hashes with {str(digest)[:30]!r}, which is not known here": isinstance(digest, str) and digest in HASHES,
        "is countersigned, which cannot be checked here": "signature" not in signature,
        f"expected exactly one of {', '.join(KEYS_OF_SIGNATURE)}": len(sources) == 1,
    }
    why = [says for says, fine in so.items() if not fine]
    if algorithm in ALGORITHMS and not fits(key, algorithm):
        why.append(f"is made with {algorithm}, for which the key given is not fit")
    return why if len(sources) != 1 else [*why, *_other_key(signature, sources[0], key)]


def _other_key(signature: Said, source: str, key: Public) -> list[str]:
    """A key that the signature brings along proves nothing by itself; it must be the trusted one."""
    held = signature[source]
    if source == "public_key":
        told = "".join(held.split()) if isinstance(held, str) else None
        return [] if told == body(key) else ["is made with another key than the one given"]
    if source == "public_cert_chain":
        return _certificates(held, key)
    if not isinstance(held, str) or not held:
        return [f"says {source} without a value"]
    return []  # nothing is fetched: the key given must verify it


def _certificates(chain: Any, key: Public) -> list[str]:
    if not isinstance(chain, list) or not chain or not all(isinstance(one, str) for one in chain):
        return ["brings no certificate"]
    try:
        found = [
            x509.load_der_x509_certificate(base64.b64decode("".join(one.split()), validate=True)) for one in chain
        ]
        public = found[0].public_key()
        for one, issuer in pairwise(found):
            one.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return ["brings a certificate that cannot be read, or that the next one did not issue"]
    if not isinstance(public, Public) or body(public) != body(key):
        return ["brings a certificate of another key than the one given"]
    return []


def _untimely(signature: Said, now: datetime) -> list[str]:
    times = [name for name in ("created", "modified", "valid_from", "valid_until") if name in signature]
    why = [f"has no time as {name}" for name in times if moment(signature[name]) is None]
    since = moment(signature.get("valid_from")) or moment(signature.get("created"))
    until = moment(signature.get("valid_until"))
    if since is None or now < since:
        why.append("is not valid yet")
    if until is not None and now >= until:
        why.append("is not valid any more")
    if signature.get("public_cert_chain") and not why:
        why += _expired(signature["public_cert_chain"], now)
    return why


def _expired(chain: Any, now: datetime) -> list[str]:
    try:
        found = [
            x509.load_der_x509_certificate(base64.b64decode("".join(one.split()), validate=True)) for one in chain
        ]
    except (ValueError, TypeError, AttributeError):
        return []  # said already
    fine = all(one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in found)
    return [] if fine else ["brings a certificate that is not valid now"]


def _forged(document: Said, signature: Said, key: Public) -> list[str]:
    text = signature.get("value")
    try:
        if not isinstance(text, str) or not _BASE64URL.fullmatch(text):
            return ["has no value in base64url without padding"]
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
            return ["has a value that is not the shortest form of base64url"]
        signed = _signed_text(document, {name: value for name, value in signature.items() if name != "value"})
    except (binascii.Error, rfc8785.CanonicalizationError):
        return ["or the playbook has no canonical form"]
    fine = holds(key, signature["algorithm"], raw, signed)
    return [] if fine else ["does not fit: the playbook or the signature was changed, or another key made it"]


def _signed_text(document: Said, signature: Said) -> bytes:
    alone = {**document, "signatures": [signature]}
    return HASHES[signature["hash_algorithm"]](rfc8785.dumps(alone)).hexdigest().encode()


def _with_summary(document: Said) -> dict[str, Any]:
    summary = document.get("playbook_processing_summary")
    told = {"playbook_processing_summary": {**summary, "digital_signatures": True}} if summary else {}
    return {**document, **told}


def _written(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
