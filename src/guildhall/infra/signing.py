"""Signatures on files that leave the house: whoever has the public key can tell that a file is ours and unaltered.

Ed25519 (RFC 8032): 32-byte keys, 64-byte signatures; written down in base64.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: Bytes of a signing key and of a public key.
KEY: Final = 32


def public_of(signing: bytes) -> str:
    """The public key of a signing key."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()).decode()


def sign(signing: bytes, content: bytes) -> str:
    """The signature of a content; the same content and key give the same one."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(signing).sign(content)).decode()


def holds(public: str, signature: str, content: bytes) -> bool:
    """Whether a signature is that of the content by the holder of a key; what is no key or signature does not hold."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
