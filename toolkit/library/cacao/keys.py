"""The signature algorithms of CACAO 2.0 that can be had here, and the keys they want.

The names are those of RFC 7518 (an ES signature is r and s after each other, not DER) and of EdDSA. HS is not
recommended by the specification, XMSS and LMS are not to be had: none of them is accepted.
"""

import base64
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

Public = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey

SMALLEST_RSA = 2048
_HASH: Mapping[str, hashes.HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_CURVE: Mapping[str, str] = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1"}
RSA = tuple(f"{kind}{bits}" for kind in ("RS", "PS") for bits in _HASH)
ALGORITHMS = (*RSA, *_CURVE, "Ed25519", "Ed448")


class Unusable(ValueError):
    """A key that cannot be used for this; the message says why."""


def fits(key: Public | Private, algorithm: str) -> bool:
    """Whether the key is of the kind that the algorithm wants, and strong enough."""
    match key:
        case rsa.RSAPublicKey() | rsa.RSAPrivateKey():
            return algorithm in RSA and key.key_size >= SMALLEST_RSA
        case ec.EllipticCurvePublicKey() | ec.EllipticCurvePrivateKey():
            return _CURVE.get(algorithm) == key.curve.name
        case ed25519.Ed25519PublicKey() | ed25519.Ed25519PrivateKey():
            return algorithm == "Ed25519"
    return algorithm == "Ed448"


def usual(key: Private) -> str:
    """The algorithm to sign with. Raises `Unusable` for a key that none wants."""
    found = next((name for name in ALGORITHMS if fits(key, name)), None)
    if found is None:
        raise Unusable(
            f"expected an RSA key of {SMALLEST_RSA} bits or more, a key on P-256, P-384 or P-521, or EdDSA"
        )
    return found


def made(key: Private, algorithm: str, signed: bytes) -> bytes:
    """The signature over these bytes."""
    match key:
        case rsa.RSAPrivateKey():
            return key.sign(signed, _padding(algorithm), _HASH[algorithm[2:]])
        case ec.EllipticCurvePrivateKey():
            r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(_HASH[algorithm[2:]])))
            size = (key.curve.key_size + 7) // 8
            return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    return key.sign(signed)


def holds(key: Public, algorithm: str, signature: bytes, signed: bytes) -> bool:
    """Whether the signature over these bytes is this key's."""
    try:
        match key:
            case rsa.RSAPublicKey():
                key.verify(signature, signed, _padding(algorithm), _HASH[algorithm[2:]])
            case ec.EllipticCurvePublicKey():
                size = (key.curve.key_size + 7) // 8
                if len(signature) != 2 * size:
                    return False
                r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
                key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(_HASH[algorithm[2:]]))
            case _:
                key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def body(key: Public) -> str:
    """The PEM body of a public key: what `public_key` holds."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(key.public_bytes(serialization.Encoding.DER, form)).decode()


def _padding(algorithm: str) -> padding.AsymmetricPadding:
    if algorithm.startswith("RS"):
        return padding.PKCS1v15()
    digest = _HASH[algorithm[2:]]
    return padding.PSS(mgf=padding.MGF1(digest), salt_length=digest.digest_size)
