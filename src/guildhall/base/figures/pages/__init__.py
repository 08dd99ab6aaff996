"""Pages of figures: for those who may read them in their places, and for everybody."""

from __future__ import annotations

from guildhall.base.figures.pages.inside import (
    detail,
    export,
    index,
    publish,
    rows,
    snapshot,
    take,
)
from guildhall.base.figures.pages.public import public_data, public_detail, public_index

__all__ = [
    "detail",
    "export",
    "index",
    "public_data",
    "public_detail",
    "public_index",
    "publish",
    "rows",
    "snapshot",
    "take",
]
