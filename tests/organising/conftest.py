"""What tests of organising share."""

from __future__ import annotations

from tests.base.conftest import places

__all__ = ["places"]
