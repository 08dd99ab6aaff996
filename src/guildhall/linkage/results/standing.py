"""The rule of coverage as SQL, in one place for all who ask it of columns; tests hold it equal to rules.coverage."""

from __future__ import annotations

from typing import Final

from guildhall.linkage.rules.coverage import Relation, UnionType

_LIVE: Final = f"u.active AND coalesce(u.union_type, '') <> '{UnionType.FEDERATION}'"
#: Twins of coverage_of over one row of union_units `r` with its union `u`: true where that union gives the unit this.
OWN: Final = f"({_LIVE} AND r.relation = '{Relation.OWN}' AND coalesce(u.union_type, '') <> '{UnionType.JOINT}')"
JOINT: Final = f"({_LIVE} AND r.relation = '{Relation.COVERED}')"
SEATED: Final = f"(u.active AND r.relation = '{Relation.HOST}')"
COVERS: Final = f"({OWN} OR {JOINT})"
