"""Why rows stand together: what a finished result says about one entity, read from its own files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from guildhall.kernel.errors import Catalogue, Message, MessageKind, UsageError
from guildhall.linkage.contracts import Kind, Method
from guildhall.linkage.engine.organisations.evidence import CATALOGUE as ORGANISATION_EVIDENCE
from guildhall.linkage.engine.persons.evidence import CATALOGUE as PERSON_EVIDENCE
from guildhall.linkage.workspace import is_earlier_result

NOT_A_RESULT = MessageKind(
    "why.not_a_result",
    "“{folder}”不是一次运行的结果文件夹。",
    "“{folder}” is not the folder of a result.",
)
NOT_FOUND = MessageKind(
    "why.not_found",
    "结果里没有“{what}”。请给编号（如 o0000001、p0000001），或“文件:行号”（行号从标题行以下第一行数起）。",
    "The result has no “{what}”. Give an id (o0000001, p0000001) or “file:row”, rows counted from the first below "
    "the heading.",
)
METHODS = {
    Method.EXACT_CODE: MessageKind("why.exact_code", "信用代码相同", "the credit code is the same"),
    Method.EXACT_ID: MessageKind("why.exact_id", "社保单位编号相同", "the unit number of the insurance is the same"),
    Method.PROBABILISTIC: MessageKind("why.probabilistic", "按证据的分量连上", "linked by the weight of evidence"),
    Method.DECISION: MessageKind("why.decision", "审核人员的决定", "a reviewer's decision"),
    Method.SINGLETON: MessageKind("why.singleton", "只有这一行，没有连上别的", "one row, linked with no other"),
}
#: What holds people by a number is their document.
SAME_DOCUMENT = MessageKind("why.same_document", "证件号码相同", "the ID number is the same")
OUTCOMES = {
    "linked": MessageKind("why.linked", "连上", "linked"),
    "review": MessageKind("why.review", "请人看", "for a person to decide"),
    "refused": MessageKind("why.refused", "没有连", "kept apart"),
}
MESSAGES = Catalogue([NOT_A_RESULT, NOT_FOUND, *METHODS.values(), SAME_DOCUMENT, *OUTCOMES.values()])


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one source that came to the entity in one way. `first` counts as links.parquet does."""

    source: str
    first: int
    count: int
    role: str
    how: Message
    probability: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs with one outcome and one evidence in which a record of the entity stands."""

    count: int
    outcome: Message
    probability: float | None
    evidence: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Why:
    entity_id: str
    name: str
    rows: tuple[Rows, ...]
    compared: tuple[Compared, ...]


def why(folder: Path, what: str) -> tuple[Why, ...]:
    """What the result says about an entity id, or about every entity that a row (`source:row`) names.

    `source` may be the last part of the path alone. Raises UsageError where there is no such result, id or row.
    """
    if not is_earlier_result(folder):
        raise UsageError(NOT_A_RESULT(folder=str(folder)))
    with duckdb.connect() as connection:
        for name in ("links", "roster", "evidence", "ids", "aliases"):
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{_quoted(folder)}/{name}.parquet')")
        entities = _entities(connection, what)
        if not entities:
            raise UsageError(NOT_FOUND(what=what))
        return tuple(_why(connection, entity) for entity in entities)


def _quoted(folder: Path) -> str:
    return str(folder).replace("'", "''")


def _entities(connection: duckdb.DuckDBPyConnection, what: str) -> list[str]:
    source, _, row = what.rpartition(":")
    if source and row.isdigit():
        found = connection.execute(
            "SELECT DISTINCT entity_id FROM links WHERE source_row = ? AND (source = ? OR ends_with(source, '/' || ?)) "
            "ORDER BY 1",
            [int(row), source, source],
        ).fetchall()
    else:
        found = connection.execute(
            "SELECT entity_id FROM roster WHERE entity_id = ? UNION SELECT entity_id FROM aliases WHERE alias = ? "
            "ORDER BY 1",
            [what, what],
        ).fetchall()
    return [str(entity) for (entity,) in found]


def _why(connection: duckdb.DuckDBPyConnection, entity: str) -> Why:
    names = connection.execute("SELECT name FROM roster WHERE entity_id = ?", [entity]).fetchall()
    rows = connection.execute(
        "SELECT kind, source, min(source_row), count(*), role, method, min(probability) FROM links WHERE entity_id = ? "
        "GROUP BY kind, source, role, method ORDER BY ALL",
        [entity],
    ).fetchall()
    pairs = connection.execute(
        """
        WITH own AS (SELECT kind, fingerprint FROM ids WHERE entity_id = ?)
        SELECT kind, outcome, evidence, max(probability) AS probability, count(*) FROM (
            SELECT DISTINCT e.* FROM evidence e JOIN own
            ON own.kind = e.kind AND own.fingerprint IN (e.left_fingerprint, e.right_fingerprint)
        ) GROUP BY kind, outcome, evidence ORDER BY outcome, probability DESC, evidence
        """,
        [entity],
    ).fetchall()
    return Why(
        entity_id=entity,
        name=str(names[0][0] or "") if names else "",
        rows=tuple(
            Rows(source, int(first), int(count), role, _how(kind, method), probability)
            for kind, source, first, count, role, method, probability in rows
        ),
        compared=tuple(
            Compared(int(count), OUTCOMES[outcome](), probability, evidence_of(Kind(kind), evidence))
            for kind, outcome, evidence, probability, count in pairs
        ),
    )


def _how(kind: str, method: str) -> Message:
    if kind == Kind.PERSON and method == Method.EXACT_ID:
        return SAME_DOCUMENT()
    return METHODS[Method(method)]()


def evidence_of(kind: Kind, stored: str | None) -> tuple[Message, ...]:
    """Stored evidence (JSON codes with parameters) as messages."""
    catalogue = ORGANISATION_EVIDENCE if kind is Kind.ORGANISATION else PERSON_EVIDENCE
    return tuple(catalogue.message(item["code"], item.get("params") or {}) for item in json.loads(stored or "[]"))
