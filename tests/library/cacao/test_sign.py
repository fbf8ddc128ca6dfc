"""Signatures: as the specification makes them, and no change to anything that is signed goes unnoticed."""

import base64
import copy
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.x509.oid import NameOID

from tests.library.cacao.oasis import needs_schemas, wrong
from toolkit.library.cacao.export import export
from toolkit.library.cacao.keys import ALGORITHMS, Unusable, made
from toolkit.library.cacao.sign import REVOKED, _signed_text, sign, trusted, verify
from toolkit.library.cacao.validate import validate
from toolkit.library.playbooks import shipped

DOCUMENT = export(next(one.playbook for one in shipped() if one.playbook.id == "exposed-bucket")).document
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS = {
    "RS256": RSA,
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "Ed448": ed448.Ed448PrivateKey.generate(),
}
KEY = KEYS["Ed25519"]
PUBLIC = KEY.public_key()
SIGNED = sign(DOCUMENT, KEY, signee="Example", now=NOW, until=NOW + timedelta(days=30))


def good(document, key=PUBLIC, now=NOW):
    return trusted(verify(document, key, now))


def resigned(document, key=KEY, without=(), **changed):
    """Signed again by somebody who holds the key, after a change to the signature itself."""
    signature = {**document["signatures"][0], **changed}
    for name in ("value", *without):
        signature.pop(name, None)
    raw = made(key, signature["algorithm"], _signed_text(document, signature))
    return {**document, "signatures": [{**signature, "value": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}]}


def why(document, key=PUBLIC, now=NOW):
    return [one for verdict in verify(document, key, now) for one in verdict.why]


@pytest.mark.parametrize("algorithm", KEYS)
def test_every_kind_of_key_signs_and_is_checked(algorithm):
    signed = sign(DOCUMENT, KEYS[algorithm], signee="Example", now=NOW)
    assert signed["signatures"][0]["algorithm"] == algorithm
    assert good(signed, KEYS[algorithm].public_key())
    assert validate(signed) == ()
    others = [key for name, key in KEYS.items() if name != algorithm]
    assert not any(good(signed, key.public_key()) for key in others)


@pytest.mark.parametrize("algorithm", [name for name in ALGORITHMS if name[:2] in ("RS", "PS")])
def test_every_algorithm_of_rsa_is_checked(algorithm):
    document = sign(DOCUMENT, RSA, signee="Example", now=NOW)
    assert good(resigned(document, RSA, algorithm=algorithm), RSA.public_key())
    assert good(resigned(document, RSA, algorithm=algorithm, hash_algorithm="sha-512"), RSA.public_key())


@needs_schemas
def test_what_is_signed_is_valid_for_oasis():
    assert not wrong(SIGNED)


def test_it_is_the_hexadecimal_text_of_the_hash_that_is_signed():
    """By hand, as section 10 tells it, and with another call of the library than ours."""
    signed = sign(DOCUMENT, RSA, signee="Example", now=NOW)
    value = signed["signatures"][0].pop("value")
    text = hashlib.sha256(rfc8785.dumps(signed)).hexdigest()
    assert "=" not in value
    raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    digest = RSA.public_key().recover_data_from_signature(raw, padding.PKCS1v15(), hashes.SHA256())
    assert digest == hashlib.sha256(text.encode("ascii")).digest()


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from leaves(one, (*path, index))
    else:
        yield path


def changed(value):
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}x"


def test_a_change_to_any_value_is_noticed():
    count = 0
    for path in leaves(SIGNED):
        document = copy.deepcopy(SIGNED)
        place = document
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = changed(place[path[-1]])
        assert not good(document), path
        count += 1
    assert count > 400


def test_something_added_or_taken_away_is_noticed():
    for key in SIGNED:
        assert not good({name: one for name, one in SIGNED.items() if name != key}), key
    assert not good({**SIGNED, "revoked": False})
    for key in SIGNED["signatures"][0]:
        one = {name: value for name, value in SIGNED["signatures"][0].items() if name != key}
        assert not good({**SIGNED, "signatures": [one]}), key


def test_order_of_keys_and_spaces_do_not_count():
    assert good(json.loads(json.dumps(SIGNED, sort_keys=True, indent=3)))


def test_a_second_signature_does_not_hurt_the_first():
    twice = sign(SIGNED, KEYS["ES256"], signee="Second", now=NOW)
    assert good(twice)
    assert good(twice, KEYS["ES256"].public_key())
    assert validate(twice) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"algorithm": "HS256"}, "'HS256', which is not known"),
        ({"algorithm": "none"}, "'none', which is not known"),
        ({"algorithm": ["Ed25519"]}, "which is not known"),
        ({"algorithm": "XMSS-SHA2_10_256"}, "which is not known"),
        ({"algorithm": "RS256"}, "for which the key given is not fit"),
        ({"hash_algorithm": "md5"}, "'md5', which is not known"),
        ({"hash_algorithm": {}}, "which is not known"),
        ({"type": "jws"}, "is not of the type jss"),
        ({"related_to": "playbook--x"}, "is of another playbook"),
        ({"related_version": "2020-01-01T00:00:00.000Z"}, "is of another version"),
        ({"signature": {}}, "is countersigned"),
        ({"thumbprint": "x"}, "expected exactly one of"),
        ({"public_key": "AAAA"}, "is made with another key"),
        ({"public_key": None}, "is made with another key"),
        ({"valid_from": "yesterday"}, "has no time as valid_from"),
        ({"valid_until": 5}, "has no time as valid_until"),
        ({"value": ""}, "has no value in base64url"),
        ({"value": "a=b="}, "has no value in base64url"),
        ({"value": 5}, "has no value in base64url"),
        ({"value": "A"}, "canonical form"),
        ({"value": "AAAA"}, "does not fit"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(change, says):
    document = {**SIGNED, "signatures": [{**SIGNED["signatures"][0], **change}]}
    assert any(says in one for one in why(document)), why(document)
    assert not good(document)


@pytest.mark.parametrize("there", [None, [], {}, "x", [5], [None], [{}]])
def test_no_signature_is_no_trust(there):
    assert not good({**SIGNED, "signatures": there})
    assert not good(DOCUMENT)


def test_time_is_looked_at():
    assert good(SIGNED, now=NOW + timedelta(days=29))
    assert why(SIGNED, now=NOW + timedelta(days=30)) == ["is not valid any more"]
    assert why(SIGNED, now=NOW - timedelta(seconds=1)) == ["is not valid yet"]
    since = resigned(SIGNED, without=["valid_from"], created="2027-01-01T00:00:00.000Z")
    assert why(since) == ["is not valid yet"]


def test_a_revoked_signature_takes_back_the_other_ones_of_the_same_key():
    revoked = resigned(SIGNED, revoked=True)
    assert why(revoked) == [REVOKED]
    assert not good(revoked)
    both = {**SIGNED, "signatures": [*SIGNED["signatures"], *revoked["signatures"]]}
    assert not good(both)


def test_somebody_else_cannot_revoke():
    forged = {**SIGNED["signatures"][0], "revoked": True}
    assert good({**SIGNED, "signatures": [*SIGNED["signatures"], forged]})


def certificate(key, name, issuer=None, issuer_key=None, days=30):
    def called(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    built = (
        x509.CertificateBuilder()
        .subject_name(called(name))
        .issuer_name(called(issuer or name))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(NOW + timedelta(days=days))
        .sign(issuer_key or key, None)
    )
    return base64.b64encode(built.public_bytes(serialization.Encoding.DER)).decode()


def with_chain(chain):
    return resigned(SIGNED, without=["public_key"], public_cert_chain=chain)


def test_certificates():
    root = ed25519.Ed25519PrivateKey.generate()
    other = ed25519.Ed25519PrivateKey.generate()
    leaf = certificate(KEY, "leaf", "root", root)
    assert good(with_chain([leaf, certificate(root, "root")]))
    for chain, says in (
        ([certificate(other, "leaf")], "of another key"),
        ([leaf, certificate(other, "root")], "did not issue"),
        (["AAAA"], "cannot be read"),
        (["***"], "cannot be read"),
        ([], "brings no certificate"),
        ("x", "brings no certificate"),
        ([certificate(KEY, "leaf", days=-1)], "not valid now"),
    ):
        assert any(says in one for one in why(with_chain(chain))), (says, why(with_chain(chain)))


def test_nothing_is_fetched_and_no_key_at_all_is_refused():
    assert good(resigned(SIGNED, without=["public_key"], cert_url="https://example.test/key"))
    assert not good(resigned(SIGNED, without=["public_key"], cert_url=""))
    assert why(resigned(SIGNED, without=["public_key"]))[0].startswith("expected exactly one of")


def test_keys_that_are_too_weak():
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    with pytest.raises(Unusable):
        sign(DOCUMENT, weak, signee="x", now=NOW)
    with pytest.raises(Unusable):
        sign(DOCUMENT, ec.generate_private_key(ec.SECP256K1()), signee="x", now=NOW)
