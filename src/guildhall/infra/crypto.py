"""Encryption at rest: a ring of keys, a key for every subject, sealed values, blind indexes for equality search.

A sealed value names its algorithm and key, so both can change: version byte, key id, nonce, ciphertext with tag. Each
person has a key of their own, itself sealed by the ring: destroying it erases what it sealed, in every copy and backup.
AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces; blind indexes are HMAC-SHA-256 (RFC 2104), cut to 128 bits.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from guildhall.infra.signing import KEY as SIGNING_KEY
from guildhall.kernel.errors import MessageKind, Refused, UnreadableInput

_VERSION: Final = b"\x01"  # AES-256-GCM, 4-byte key id, 12-byte nonce
_KEY: Final = 32
_NONCE: Final = 12
_ID: Final = 4
_INDEX: Final = 16
_BLOCK: Final = 64  # of SHA-256, in bytes; a key is not longer

BAD_RING: Final = MessageKind(
    "crypto.bad_ring",
    "密钥文件“{file}”不完整：需要 keys（编号和 32 字节密钥）、current、index。",
    "The key file “{file}” is not complete: it needs keys (ids and 32-byte keys), current and index.",
)
NO_SIGNING: Final = MessageKind(
    "crypto.no_signing",
    "密钥文件里没有签名密钥，不能给文件签名；请管理员运行 guildhall keys add-signing，再重启。",
    "The key file has no key to sign with. Have the administrator run guildhall keys add-signing, then restart.",
)
UNKNOWN_KEY: Final = MessageKind(
    "crypto.unknown_key",
    "密文所用的密钥 {key} 不在密钥文件中；请恢复该密钥，数据没有损坏。",
    "The value was sealed with key {key}, which is not in the key file. Restore that key; the data is unharmed.",
)
TAMPERED: Final = MessageKind(
    "crypto.tampered",
    "密文与记录不符：被改动过，或放错了记录。",
    "The sealed value does not belong to this record: it was changed or moved.",
)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id. `current` seals; all open. `index` makes blind indexes and can only change by re-indexing.

    `signing`: signs files that are handed out; None in key files that were made before there were any.
    """

    keys: Mapping[int, bytes] = field(repr=False)
    current: int
    index: bytes = field(repr=False)
    signing: bytes | None = field(default=None, repr=False)

    def signing_key(self) -> bytes:
        """The key to sign with. Raises Refused where the key file has none."""
        if self.signing is None:
            raise Refused(NO_SIGNING())
        return self.signing

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt. `context` (what the value belongs to) is not stored and must be given again to open."""
        return _VERSION + self.current.to_bytes(_ID) + _encrypt(_cipher(self.keys[self.current]), plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Decrypt. Raises UnreadableInput where the key is missing or value and context do not belong together."""
        number = int.from_bytes(sealed[1 : 1 + _ID])
        if sealed[:1] != _VERSION or number not in self.keys:
            raise UnreadableInput(UNKNOWN_KEY(key=number))
        return _decrypt(_cipher(self.keys[number]), sealed[1 + _ID :], context)

    def sealed_by(self, sealed: bytes) -> int:
        """The id of the key that sealed a value: rotation looks for those that are not `current`."""
        return int.from_bytes(sealed[1 : 1 + _ID])

    def blind(self, kind: str, value: str) -> bytes:
        """A keyed fingerprint of a value, equal for equal values of one kind, telling nothing else: 16 bytes."""
        inner, outer = _pads(self.index)
        return sha256(outer + sha256(inner + f"{kind}\x1f{value}".encode()).digest()).digest()[:_INDEX]


@cache
def _pads(key: bytes) -> tuple[bytes, bytes]:
    """HMAC's two padded keys (RFC 2104 §2): kept, a digest costs a fifth of what `hmac.digest` takes."""
    whole = key.ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in whole), bytes(byte ^ 0x5C for byte in whole)


def new_subject_key() -> bytes:
    """A key for one subject's values, to be kept sealed by the ring."""
    return secrets.token_bytes(_KEY)


#: Letters and digits that are not taken for one another when read out or typed from paper.
_READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def readable_secret() -> str:
    """A password to be printed and typed: four groups of four, `k7mw-2dpe-x9ht-4vqb`; 79 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


class SubjectKey:
    """A subject's own key, opened: seals and opens that subject's values."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: str, context: bytes) -> bytes:
        """Encrypt a text; `context` must be given again to open it."""
        return _VERSION + _encrypt(self._cipher, plain.encode(), context)

    def open(self, sealed: bytes, context: bytes) -> str:
        """Decrypt. Raises UnreadableInput where key, value and context do not belong together."""
        return _decrypt(self._cipher, sealed[1:], context).decode()


def seal_with(key: bytes, plain: str, context: bytes) -> bytes:
    """Encrypt a text with a subject's own key."""
    return SubjectKey(key).seal(plain, context)


def open_with(key: bytes, sealed: bytes, context: bytes) -> str:
    """Decrypt what `seal_with` made. Raises UnreadableInput where key, value and context do not belong together."""
    return SubjectKey(key).open(sealed, context)


@cache
def _cipher(key: bytes) -> AESGCM:
    """The cipher of a key of the ring, of which there are few and which are used all the time."""
    return AESGCM(key)


def _encrypt(cipher: AESGCM, plain: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + cipher.encrypt(nonce, plain, context)


def _decrypt(cipher: AESGCM, sealed: bytes, context: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], context)
    except InvalidTag as error:
        raise UnreadableInput(TAMPERED()) from error


def new_ring() -> dict[str, object]:
    """A fresh ring as the key file holds it."""
    return {
        "keys": {"1": base64.b64encode(secrets.token_bytes(_KEY)).decode()},
        "current": 1,
        "index": base64.b64encode(secrets.token_bytes(_KEY)).decode(),
        "signing": new_signing_key(),
    }


def new_signing_key() -> str:
    """A fresh key to sign with, as the key file holds it."""
    return base64.b64encode(secrets.token_bytes(SIGNING_KEY)).decode()


def read_ring(path: Path) -> KeyRing:
    """The ring of a key file. Raises UnreadableInput where it is not one."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in held["keys"].items()}
        signing = base64.b64decode(held["signing"], validate=True) if "signing" in held else None
        ring = KeyRing(keys, int(held["current"]), base64.b64decode(held["index"], validate=True), signing)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput(BAD_RING(file=path.name)) from error
    if ring.current not in keys or any(len(key) != _KEY for key in (*keys.values(), ring.index)):
        raise UnreadableInput(BAD_RING(file=path.name))
    if signing is not None and len(signing) != SIGNING_KEY:
        raise UnreadableInput(BAD_RING(file=path.name))
    return ring


@cache
def ring() -> KeyRing:
    """The installation's ring, from the file that the settings name."""
    return read_ring(Path(settings.GUILDHALL_KEY_FILE))
