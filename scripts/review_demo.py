"""Play the reviewer of the demonstration province, honestly: answer its review pairs from the known truth.

Run: python -m scripts.review_demo          (writes src/guildhall/province/data/demo-decisions.csv)

The registers are linked without decisions. Of the pairs of organisations that the engine leaves for a person, those
that touch a social organisation with 25 or more insured are answered, same or different, as the truth has it: an
officer begins with them, because the headline rests on them. So are the entries of civil affairs that were taken for
one organisation, because that register enters each once. Nothing else is told to the program, least of all the figures;
whether they then agree is seen in the report.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from pathlib import Path

from guildhall.cli.console import Silence
from guildhall.linkage.backends import Backend
from guildhall.linkage.backends.duckdb import duckdb_backend
from guildhall.linkage.contracts import Register
from guildhall.linkage.engine.link import link
from guildhall.linkage.readers import read_registers
from scripts.demo import REGISTERS, guildhall

DECISIONS = Path("src/guildhall/province/data/demo-decisions.csv")
COLUMNS = ("left_fingerprint", "right_fingerprint", "decision", "left", "right")
_ROWS = ("rows_units", "rows_persons", "rows_unions", "rows_members", "rows_covered")

#: Every mention's true entity. A mention that rows of two true entities share (one name for both) has none.
_TRUE_ENTITIES = """
    CREATE TABLE true_entities AS
    SELECT mention_id, min(known.entity_id) AS entity_id
    FROM org_rows JOIN all_rows USING (row_id) JOIN sources USING (source_id)
    JOIN known ON known.source = regexp_replace(sources.source, '^.*/', '') AND known.role = org_rows.role
              AND known.source_row = all_rows.source_row
    GROUP BY mention_id HAVING count(DISTINCT known.entity_id) = 1
    """

_PAIRS = """
    WITH large AS (
        SELECT entity_id FROM organisations
        WHERE facet = 'unit' AND org_kind IN ('association', 'social_service', 'foundation') AND insured_count >= 25
    )
    SELECT left_fingerprint, right_fingerprint, l.entity_id = r.entity_id AS same, lm.name, rm.name
    FROM pairs
    JOIN true_entities l ON l.mention_id = left_id JOIN true_entities r ON r.mention_id = right_id
    JOIN org_mentions lm ON lm.mention_id = left_id JOIN org_mentions rm ON rm.mention_id = right_id
    JOIN org_entities le ON le.mention_id = left_id JOIN org_entities re ON re.mention_id = right_id
    WHERE pairs.kind = 'organisation' AND outcome = 'review'
      AND (le.entity_id IN (SELECT entity_id FROM large) OR re.entity_id IN (SELECT entity_id FROM large))
    ORDER BY left_fingerprint, right_fingerprint
    """


#: Civil affairs enters an organisation once, so two different entries taken for one are worth a second look.
_ENTRIES = """
    SELECT least(l.fingerprint, r.fingerprint), greatest(l.fingerprint, r.fingerprint),
           lt.entity_id = rt.entity_id AS same, l.name, r.name
    FROM org_mentions l JOIN org_mentions r ON l.mention_id < r.mention_id
    JOIN org_entities le ON le.mention_id = l.mention_id
    JOIN org_entities re ON re.mention_id = r.mention_id AND re.entity_id = le.entity_id
    JOIN true_entities lt ON lt.mention_id = l.mention_id JOIN true_entities rt ON rt.mention_id = r.mention_id
    WHERE l.register = 'civil_affairs' AND r.register = 'civil_affairs'
    ORDER BY 1, 2
    """


def answers(backend: Backend, truth: Path) -> list[dict[str, str]]:
    """The decisions on a finished linkage, in the order of fingerprints."""
    union = " UNION ALL ".join(f"SELECT row_id, source_id, source_row FROM {table}" for table in _ROWS)
    backend.execute(f"CREATE VIEW all_rows AS {union}")
    backend.execute(f"CREATE VIEW known AS SELECT * FROM read_parquet('{truth / 'links.parquet'}')")
    backend.execute(_TRUE_ENTITIES)
    return [
        dict(zip(COLUMNS, (left, right, "同一" if same else "不同", left_name, right_name), strict=True))
        for left, right, same, left_name, right_name in (*backend.rows(_PAIRS), *backend.rows(_ENTRIES))
    ]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guildhall-review-") as scratch:
        province, work = Path(scratch) / "province", Path(scratch) / "work"
        guildhall("province", "make", "--size", "demo", "--out", province)
        inputs = {
            Register(option.removeprefix("--").replace("-", "_")): [
                str(path) for stem in stems for path in sorted(province.glob(f"{stem}*"))
            ]
            for option, stems in REGISTERS.items()
        }
        (work / "staged").mkdir(parents=True)
        sheets = read_registers(inputs, work / "staged", progress=Silence())
        with duckdb_backend(work) as backend:
            link(backend, sheets, decisions=(), previous=None, as_of=None, progress=Silence())
            decided = answers(backend, province / "truth")
        shutil.rmtree(work)
    with DECISIONS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(decided)
    same = sum(one["decision"] == "同一" for one in decided)
    print(f"{len(decided)} decisions ({same} same) written to {DECISIONS}", file=sys.stderr)


if __name__ == "__main__":
    main()
