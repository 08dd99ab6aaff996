"""Blind indexes are what RFC 2104 says, so that those that are kept are found for ever."""

from __future__ import annotations

import hmac
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from guildhall.infra.crypto import KeyRing


@given(st.binary(min_size=32, max_size=32), st.text(max_size=20), st.text(max_size=80))
def test_a_blind_index_is_a_digest_with_a_key(key: bytes, kind: str, value: str) -> None:
    kept = KeyRing({1: bytes(32)}, 1, key).blind(kind, value)
    assert kept == hmac.digest(key, f"{kind}\x1f{value}".encode(), sha256)[:16]
