"""The verifier's own Ed25519: the vectors of RFC 8032, agreement with a library, and what must be refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from toolkit.usecase.incident.verifier import ORDER, signed_by
from toolkit.usecase.playbook.signing import public_hex

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
"""RFC 8032 section 7.1, tests 1 to 3: public key, message, signature."""


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert signed_by(key, signature, message)
    assert not signed_by(key, signature, message + b"x")


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=300), flip=st.integers(0, 511))
def test_it_agrees_with_a_library_and_refuses_one_bit_more(seed, message, flip):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = bytes.fromhex(public_hex(private)), private.sign(message)
    assert signed_by(key, signature, message)
    wrong = bytearray(signature)
    wrong[flip // 8] ^= 1 << flip % 8
    assert not signed_by(key, bytes(wrong), message)


def test_a_signature_has_one_form():
    """S plus the order is the same number to the curve, and must not be another signature (RFC 8032 §5.1.7)."""
    key, message, signature = map(bytes.fromhex, VECTORS[1])
    more = int.from_bytes(signature[32:], "little") + ORDER
    assert not signed_by(key, signature[:32] + more.to_bytes(32, "little"), message)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_keys_and_signatures_of_another_length_are_none(length):
    key, message, signature = map(bytes.fromhex, VECTORS[0])
    assert not signed_by(bytes(length), signature, message)
    assert not signed_by(key, bytes(length), message)


def test_what_is_no_point_is_no_key():
    _, message, signature = map(bytes.fromhex, VECTORS[0])
    assert not signed_by(b"\xff" * 32, signature, message)
    assert not signed_by(b"\x02" + bytes(31), signature, message)
