"""What a server keeps of a run beside the result: written only where the request says so (docs/formats.md).

disagreements.parquet comes from `disagreements`, which has them at hand.

The files stand in the result folder like the others and change by addition like them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from guildhall.kernel.errors import Message
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Role
from guildhall.linkage.results.coverage import ALL, UnitCounts, coverage_rows
from guildhall.linkage.results.review import Pair, review_pairs

#: Columns of a unit's row as a register has it, by the rows that name the unit.
_UNIT: Final = (
    "name", "credit_code", "former_name", "org_type", "legal_representative", "address", "district", "industry",
    "phone", "status", "registered_on", "closed_on", "supervisor", "unit_number", "month", "insured_count",
)  # fmt: skip
_UNION: Final = {
    "name": "unit_name", "credit_code": "unit_credit_code", "address": "unit_address", "district": "district",
    "industry": "industry", "employee_count": "employee_count", "member_count": "member_count",
    "union_name": "union_name", "union_type": "union_type", "leader": "leader", "status": "status",
}  # fmt: skip
_COVERED: Final = {
    "name": "unit_name", "credit_code": "unit_credit_code", "district": "district",
    "employee_count": "employee_count", "member_count": "member_count", "union_name": "union_name",
}  # fmt: skip


def write_kept(backend: Backend, folder: Path, automatic: UnitCounts | None, as_of: date | None) -> None:
    """naming.parquet, headcounts.parquet, pairs.jsonl, automatic.json. `automatic` None: there is no coverage."""
    write_naming(backend, folder)
    write_headcounts(backend, folder, as_of)
    with (folder / "pairs.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in _pairs(backend))
    rates = [] if automatic is None or as_of is None else coverage_rows(backend, automatic, as_of)
    whole = [asdict(row) for row in rates if row.org_kind == ALL and row.industry == ALL]
    (folder / "automatic.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_naming(backend: Backend, folder: Path) -> int:
    """naming.parquet: each way in which a register of units or unions names a unit, by its newest row; its rows."""
    parts = [
        _named("rows_units", Role.SUBJECT, {column: column for column in _UNIT}, "month"),
        _named("rows_unions", Role.EMPLOYER, _UNION, "NULL"),
        _named("rows_covered", Role.COVERED_EMPLOYER, _COVERED, "NULL"),
    ]
    return backend.write_parquet(
        f"""
        SELECT e.entity_id, m.register, e.method, s.source, n.sheet_row, n.rows, n.named
        FROM ({" UNION ALL ".join(parts)}) n JOIN org_entities e USING (mention_id)
        JOIN org_mentions m USING (mention_id) JOIN sources s USING (source_id) ORDER BY e.entity_id, n.row_id
        """,
        folder / "naming.parquet",
    )


def _named(table: str, role: Role, fields: dict[str, str], month: str) -> str:
    held = ", ".join(f"'{shown}': CAST(r.{column} AS VARCHAR)" for shown, column in fields.items())
    return f"""
        SELECT x.mention_id, r.row_id, r.source_id, r.sheet_row, count(*) OVER each AS rows,
               CAST(to_json({{{held}}}) AS VARCHAR) AS named
        FROM {table} r JOIN org_rows x ON x.row_id = r.row_id AND x.role = '{role}'
        WINDOW each AS (PARTITION BY x.mention_id)
        QUALIFY row_number() OVER (PARTITION BY x.mention_id ORDER BY {month} DESC NULLS LAST, r.row_id DESC) = 1
    """


def write_headcounts(backend: Backend, folder: Path, as_of: date | None) -> int:
    """headcounts.parquet: of each unit, its headcount in the newest month before the cut-off's; when it registered."""
    month = as_of.strftime("%Y-%m") if as_of else "9999-12"
    return backend.write_parquet(
        f"""
        WITH units AS (
            SELECT e.entity_id, r.month, r.insured_count, r.registered_on
            FROM rows_units r JOIN org_rows x ON x.row_id = r.row_id AND x.role = '{Role.SUBJECT}'
            JOIN org_entities e USING (mention_id)
        ), earlier AS (
            SELECT entity_id, month, max(insured_count) AS insured FROM units
            WHERE month < '{month}' AND insured_count IS NOT NULL GROUP BY entity_id, month
            QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY month DESC) = 1
        ), registered AS (
            SELECT entity_id, min(registered_on) AS registered_on FROM units
            WHERE registered_on IS NOT NULL GROUP BY entity_id
        )
        SELECT entity_id, e.month AS earlier_month, e.insured AS earlier_insured, g.registered_on
        FROM earlier e FULL JOIN registered g USING (entity_id) ORDER BY entity_id
        """,
        folder / "headcounts.parquet",
    )


def _pairs(backend: Backend) -> Iterator[dict[str, object]]:
    for pair in review_pairs(backend, unmask=False):
        yield _pair(pair)


def _pair(pair: Pair) -> dict[str, object]:
    return {
        "kind": pair.kind.value,
        "left_fingerprint": pair.left_fingerprint,
        "right_fingerprint": pair.right_fingerprint,
        "probability": pair.probability,
        "evidence": [_code(message) for message in pair.evidence],
        "effect": _code(pair.effect),
        "left": dict(pair.left),
        "right": dict(pair.right),
        "left_where": list(pair.left_place),
        "right_where": list(pair.right_place),
        "agree": sorted(pair.agree),
    }


def _code(message: Message) -> dict[str, object]:
    return {"code": message.code, "params": dict(message.params)}
