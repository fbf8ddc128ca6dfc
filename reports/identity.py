"""Names for findings that outside text cannot shape: safe as anchors, stable from run to run."""

import hashlib

Key = tuple[str, str, str]


def fingerprint(key: Key) -> str:
    """SHA-256 of a finding's key, in hex; the same finding has the same one in every run and format."""
    said = "\x1f".join(key).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()


def anchor(key: Key) -> str:
    """A short name for a place in a page."""
    return f"f-{fingerprint(key)[:16]}"
