"""Ids that outlive a run: counted by first appearance, carried over by fingerprint, never given twice.

Clusters of this run are matched with entities of the previous one by the fingerprints that they share. An entity lives
on in the cluster that holds most of its fingerprints; where several entities meet in one cluster, the one with the most
survives and the others become its aliases; the smaller parts of a split entity get new ids.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from guildhall.kernel.errors import MessageKind, UnreadableInput
from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind

IDS_FILE = "ids.parquet"
ALIASES_FILE = "aliases.parquet"
MANIFEST_FILE = "manifest.json"
PREFIX = {Kind.ORGANISATION: "o", Kind.PERSON: "p"}

NOT_A_RESULT = MessageKind(
    "ids.not_a_result",
    "{folder} 不是以前的结果目录：缺少或无法读取 {file}。请用 --previous 指向上次 --out 的目录。",
    "{folder} is not an earlier result: {file} is missing or cannot be read. Give --previous the folder that an "
    "earlier run wrote with --out.",
)


@dataclass(frozen=True, slots=True)
class NextIds:
    """The number that the next new entity of each kind gets."""

    organisation: int = 1
    person: int = 1

    def of(self, kind: Kind) -> int:
        return self.organisation if kind is Kind.ORGANISATION else self.person


def load_previous(backend: Backend, folder: Path | None) -> NextIds:
    """Make `previous_ids` (kind, fingerprint, entity_id) and `previous_aliases` (kind, alias, entity_id, reason).

    `folder`: an earlier result, or None: both stay empty. Also makes the empty `entity_ids` and `entity_aliases` that
    `assign_ids` adds to. Raises UnreadableInput where the folder is no result.
    """
    ids = "kind VARCHAR, fingerprint VARCHAR, entity_id VARCHAR"
    aliases = "kind VARCHAR, alias VARCHAR, entity_id VARCHAR, reason VARCHAR"
    for table, its_columns in (
        ("previous_ids", ids),
        ("entity_ids", ids),
        ("previous_aliases", aliases),
        ("entity_aliases", aliases),
    ):
        backend.execute(f"CREATE OR REPLACE TABLE {table} ({its_columns})")
    if folder is None:
        return NextIds()
    for name in (IDS_FILE, ALIASES_FILE, MANIFEST_FILE):
        if not (folder / name).is_file():
            raise UnreadableInput(NOT_A_RESULT(folder=str(folder), file=name))
    try:
        counters = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))["next_ids"]
        next_ids = NextIds(int(counters[Kind.ORGANISATION.value]), int(counters[Kind.PERSON.value]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(NOT_A_RESULT(folder=str(folder), file=MANIFEST_FILE)) from error
    ids_now = _columns("kind", "fingerprint", "entity_id") | {"fingerprint": columns.current_fingerprint("fingerprint")}
    backend.append_parquet("previous_ids", folder / IDS_FILE, ids_now)
    backend.append_parquet("previous_aliases", folder / ALIASES_FILE, _columns("kind", "alias", "entity_id", "reason"))
    return next_ids


def _columns(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def write_ids(backend: Backend, folder: Path) -> None:
    """Write what the next run reads with `--previous`, beside the counters that manifest.json keeps."""
    backend.write_parquet(
        # An entity's letter sorts as its kind does
        "SELECT kind, fingerprint, entity_id FROM entity_ids ORDER BY entity_id, fingerprint",
        folder / IDS_FILE,
    )
    backend.write_parquet(
        "SELECT kind, alias, entity_id, reason FROM entity_aliases ORDER BY kind, alias", folder / ALIASES_FILE
    )


def assign_ids(backend: Backend, kind: Kind, *, clusters: str, result: str, first: int) -> int:
    """Name the clusters of a kind; returns the number for the next new entity.

    `clusters`: a table (cluster BIGINT, fingerprint VARCHAR), any number of rows a record; new ids follow the order of
    `cluster`. `result`: the table to make, (cluster BIGINT, entity_id VARCHAR). `first`: the first number that was
    never given. Adds to `entity_ids` and `entity_aliases`.
    """
    match_clusters(backend, kind, clusters=clusters, result=result, previous="previous_ids", first=first)
    backend.execute(
        f"""
        INSERT INTO entity_ids
        SELECT '{kind.value}', fingerprint, entity_id
        FROM (SELECT DISTINCT cluster, fingerprint FROM {clusters}) JOIN {result} USING (cluster)
        """
    )
    backend.execute(
        f"""
        INSERT INTO entity_aliases
        WITH merged AS (
            -- an entity that lost its cluster to another one
            SELECT c.entity_id AS alias, r.entity_id FROM id_claims c JOIN {result} r USING (cluster)
            WHERE c.entity_id <> r.entity_id
        ), older AS (
            SELECT p.alias, coalesce(m.entity_id, p.entity_id) AS entity_id, p.reason
            FROM previous_aliases p LEFT JOIN merged m ON m.alias = p.entity_id WHERE p.kind = '{kind.value}'
        )
        SELECT '{kind.value}', alias, entity_id, 'merged' FROM merged
        UNION ALL
        SELECT '{kind.value}', alias, entity_id, reason FROM older WHERE alias NOT IN (SELECT alias FROM merged)
        """
    )
    made = backend.value(f"SELECT count(*) FROM {result} WHERE cluster NOT IN (SELECT cluster FROM id_claims)")
    return first + int(made)


def match_clusters(backend: Backend, kind: Kind, *, clusters: str, result: str, previous: str, first: int) -> None:
    """Make `result` (cluster, entity_id) and `id_claims` (entity_id, cluster): where each entity lives on."""
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE id_overlaps AS
        WITH before AS (SELECT DISTINCT fingerprint, entity_id FROM {previous} WHERE kind = '{kind.value}'),
             -- before anything is sorted out among this run's rows: most runs have no earlier one
             now AS (SELECT DISTINCT cluster, fingerprint FROM {clusters} SEMI JOIN before USING (fingerprint))
        SELECT entity_id, cluster, count(*) AS shared FROM now JOIN before USING (fingerprint) GROUP BY ALL
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE id_claims AS
        SELECT entity_id, cluster, shared FROM id_overlaps
        QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY shared DESC, cluster) = 1
        """
    )
    prefix = PREFIX[kind]
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {result} AS
        WITH all_clusters AS (SELECT DISTINCT cluster FROM {clusters}),
             kept AS (
                 SELECT cluster, entity_id FROM id_claims
                 QUALIFY row_number() OVER (PARTITION BY cluster ORDER BY shared DESC, entity_id) = 1
             ),
             numbered AS (
                 SELECT cluster, {first} - 1 + row_number() OVER (ORDER BY cluster) AS number
                 FROM all_clusters WHERE cluster NOT IN (SELECT cluster FROM kept)
             )
        SELECT cluster, entity_id FROM kept
        UNION ALL
        SELECT cluster, '{prefix}' || CASE WHEN number < 10000000 THEN lpad(CAST(number AS VARCHAR), 7, '0')
                                           ELSE CAST(number AS VARCHAR) END FROM numbered
        """
    )
