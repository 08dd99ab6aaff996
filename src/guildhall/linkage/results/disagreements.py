"""Per register, what the others know better: one workbook each, made to be sent back to whoever keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from guildhall.kernel.errors import Catalogue, MessageKind
from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Register, Role
from guildhall.linkage.engine.organisations.golden import UNION_ENDED
from guildhall.linkage.results.report.contracts import Bilingual, Disagreement
from guildhall.linkage.results.words import REGISTERS
from guildhall.linkage.results.workbook import Column, Sheet, write_workbook
from guildhall.linkage.rules.coverage import Relation

CODE_MISSING: Final = MessageKind("differ.code", "信用代码空缺或校验不对", "credit code missing or its check fails")
NAME_DIFFERS: Final = MessageKind("differ.name", "单位名称与登记名称不同", "unit name differs from the registered one")
CLOSED: Final = MessageKind("differ.closed", "单位已注销，这里仍在用", "unit is closed and still in use here")
HEADCOUNT: Final = MessageKind(
    "differ.headcount", "职工人数与参保人数相差较大", "declared employees differ much from the number insured"
)
ABSENT: Final = MessageKind("differ.absent", "别处有、这份名单没有的单位", "unit known elsewhere and absent here")
ID_NUMBER: Final = MessageKind(
    "differ.id_number", "证件号码空缺或校验不对，别处有正确的", "ID number missing or wrong; elsewhere it is right"
)
REASONS: Final = Catalogue([CODE_MISSING, NAME_DIFFERS, CLOSED, HEADCOUNT, ABSENT, ID_NUMBER])
#: Declared and insured heads differ much from this share and this number on; a choice of ours.
HEADCOUNT_SHARE: Final = 0.2
HEADCOUNT_LEAST: Final = 5
#: Registers of units that should hold a unit of a kind: kinds → register.
_HOME: Final = {
    Register.CIVIL_AFFAIRS: "('association', 'social_service', 'foundation')",
    Register.MARKET: "('enterprise')",
}
_COLUMNS: Final = (
    Column("问题", 24),
    Column("来源", 34),
    Column("行号", 8),
    Column("单位或人", 36),
    Column("这里写的", 34),
    Column("别处写的", 34),
    Column("依据（来源:行号）", 40),
    Column("Problem", 34),
    Column("代码", 18),
    Column("编号", 11),
    Column("怎样不同", 24),
    Column("How they differ", 30),
)


#: A list of more rows is written as CSV: in a workbook nobody reads it, and writing it would take as long as the run.
WORKBOOK_ROWS: Final = 20_000
#: What every question gives, in this order.
_ASKED: Final = "register, row_id, who, here, there, there_row, entity_id, how_zh, how_en"
_NAMES: Final = (
    "zh", "source", "sheet_row", "who", "here", "there", "evidence", "en", "code", "entity_id", "how_zh", "how_en",
)  # fmt: skip
_VALUES: Final = """k.zh, h.source, h.sheet_row, d.who, d.here, d.there,
    t.source || ':' || t.sheet_row AS evidence, k.en, k.code, d.entity_id, d.how_zh, d.how_en"""
_LISTED: Final = """FROM disagreements d JOIN disagreement_kinds k USING (number)
    LEFT JOIN all_rows h ON h.row_id = d.row_id LEFT JOIN all_rows t ON t.row_id = d.there_row
    WHERE d.register = ? ORDER BY d.number, d.row_id, d.entity_id"""


@dataclass(frozen=True, slots=True)
class _Question:
    """One kind of disagreement: SQL giving register, row_id, who, here, there, there_row, entity_id, how in Chinese and
    in English (NULL: here and there say it).

    `field`: what it is about, as contracts.FIELDS calls it. `masked`: what both say without a person's number.
    """

    kind: MessageKind
    query: str
    field: str
    masked: str = "here, there"


_UNITS: Final = f"""
    SELECT x.row_id, m.register, m.fingerprint, m.name, m.name_key, m.credit_code, m.credit_code_raw, m.facet, x.role,
           o.entity_id, o.name AS right_name, o.name_row, o.credit_code AS right_code, o.credit_code_row,
           o.closed_on, o.closed_dated, o.closed_row, o.insured_count, o.insured_row
    FROM org_rows x JOIN org_mentions m USING (mention_id) JOIN org_entities e USING (mention_id)
    JOIN organisations o ON o.entity_id = e.entity_id
    WHERE x.row_id IN (SELECT row_id FROM rows_units UNION ALL SELECT row_id FROM rows_unions
                       UNION ALL SELECT row_id FROM rows_covered)
      AND x.role IN ('{Role.SUBJECT}', '{Role.EMPLOYER}', '{Role.COVERED_EMPLOYER}') AND o.facet = 'unit'
"""


def _questions_of_units() -> tuple[_Question, ...]:
    return (
        _Question(
            CODE_MISSING,
            """SELECT register, row_id, name AS who, credit_code_raw AS here, right_code AS there,
                      credit_code_row AS there_row, entity_id, NULL AS how_zh, NULL AS how_en
               FROM named WHERE credit_code IS NULL AND right_code IS NOT NULL AND credit_code_row <> row_id""",
            "credit_code",
        ),
        _Question(
            NAME_DIFFERS,
            """SELECT register, row_id, name, name, right_name, name_row, entity_id, NULL, NULL FROM named
               WHERE register IN ('insurance', 'union') AND name_key IS NOT NULL AND name_row <> row_id
                 AND name_key <> (SELECT key FROM right_keys k WHERE k.entity_id = named.entity_id)""",
            "name",
        ),
        _Question(
            CLOSED,
            # An insured month that begins after the closing, or a union that has not ended: anything else was in time
            f"""SELECT n.register, row_id, n.name, NULL,
                       CASE WHEN n.closed_dated THEN CAST(n.closed_on AS VARCHAR) END, closed_row, entity_id,
                       CASE WHEN n.closed_dated THEN '注销日期 ' || CAST(n.closed_on AS VARCHAR)
                            ELSE '已注销，没有写日期' END,
                       CASE WHEN n.closed_dated THEN 'closed on ' || CAST(n.closed_on AS VARCHAR)
                            ELSE 'closed, no day given' END
                FROM named n LEFT JOIN rows_units i USING (row_id) LEFT JOIN rows_unions u USING (row_id)
                WHERE n.closed_on IS NOT NULL
                  AND CASE n.register WHEN 'insurance' THEN
                           -- without a day: closed by the cut-off, so only its own month contradicts
                           CASE WHEN n.closed_dated THEN try_cast(i.month || '-01' AS DATE)
                                ELSE last_day(try_cast(i.month || '-01' AS DATE)) END >= n.closed_on
                           WHEN 'union' THEN NOT coalesce(regexp_matches(u.status, '{UNION_ENDED}'), false) END
                  AND n.register <> (SELECT r.register FROM all_rows r WHERE r.row_id = closed_row)""",
            "closed_on",
        ),
        _Question(
            HEADCOUNT,
            f"""SELECT 'union', u.row_id, n.name, CAST(u.employee_count AS VARCHAR), CAST(n.insured_count AS VARCHAR),
                       n.insured_row, n.entity_id, '参保' || n.insured_count || '人', n.insured_count || ' insured'
                FROM named n JOIN rows_unions u USING (row_id)
                JOIN union_units w ON w.row_id = row_id AND w.unit_id = n.entity_id AND w.relation = '{Relation.OWN}'
                WHERE n.insured_count IS NOT NULL
                 AND abs(u.employee_count - n.insured_count) >= greatest({HEADCOUNT_LEAST},
                     {HEADCOUNT_SHARE} * n.insured_count)""",
            "employee_count",
        ),
        *(
            _Question(
                ABSENT,
                f"""SELECT '{register}', NULL, o.name, NULL, o.credit_code,
                           coalesce(o.insured_row, o.name_row), o.entity_id,
                           '参保' || o.insured_count || '人', o.insured_count || ' insured' FROM organisations o
                    WHERE o.facet = 'unit' AND o.org_kind IN {kinds} AND o.insured_count > 0 AND o.closed_on IS NULL
                      AND EXISTS (SELECT 1 FROM sources WHERE register = '{register}')
                      AND o.entity_id NOT IN (SELECT entity_id FROM named WHERE register = '{register}')""",
                "name",
            )
            for register, kinds in _HOME.items()
        ),
    )


def _questions_of_people() -> tuple[_Question, ...]:
    return (
        _Question(
            ID_NUMBER,
            """SELECT r.register, r.row_id, r.name, mask(r.id_raw), mask(p.id_number), p.id_row, p.entity_id,
                      how_zh(r.id_raw, p.id_number), how_en(r.id_raw, p.id_number),
                      masked(r.id_raw) AS here_masked, masked(p.id_number) AS there_masked
               FROM person_records r JOIN person_entities e USING (row_id) JOIN persons p USING (entity_id)
               WHERE r.id_number IS NULL AND p.id_number IS NOT NULL""",
            "id_number",
            "here_masked, there_masked",
        ),
    )


def ask_about_units(backend: Backend, *, unmask: bool) -> None:
    """Begin the tables that `write_disagreements` writes: what organisations alone tell. On one connection with it."""
    _prepare(backend, unmask=unmask)
    backend.execute(
        "CREATE OR REPLACE TEMP TABLE disagreements (number INTEGER, register VARCHAR, row_id BIGINT, who VARCHAR, "
        "here VARCHAR, there VARCHAR, there_row BIGINT, entity_id VARCHAR, how_zh VARCHAR, how_en VARCHAR, "
        "here_masked VARCHAR, there_masked VARCHAR)"
    )
    backend.execute(
        "CREATE OR REPLACE TEMP TABLE disagreement_kinds "
        "(number INTEGER, zh VARCHAR, en VARCHAR, code VARCHAR, field VARCHAR)"
    )
    _ask(backend, _questions_of_units(), 0)


def _ask(backend: Backend, questions: Sequence[_Question], first: int) -> None:
    for number, question in enumerate(questions, start=first):
        kind = question.kind
        told = [number, kind.zh, kind.en, kind.code, question.field]
        backend.execute("INSERT INTO disagreement_kinds VALUES (?, ?, ?, ?, ?)", told)
        backend.execute(
            f"""INSERT INTO disagreements SELECT {number}, {_ASKED}, {question.masked}
                FROM ({question.query}) AS asked ({_ASKED})"""
        )


def write_disagreements(backend: Backend, folder: Path, *, keep: bool = False) -> tuple[Disagreement, ...]:
    """Write disagreements/<register>.xlsx; returns how many of which kind, by register, in a fixed order.

    After `ask_about_units`, once people are linked. `keep`: also disagreements.parquet, as a server keeps them, with
    people's numbers masked whatever was asked for.
    """
    of_units = _questions_of_units()
    questions = (*of_units, *_questions_of_people())
    _ask(backend, questions[len(of_units) :], len(of_units))
    # Months repeat themselves: what a register says of one entity in one way is told once, at its last row.
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE disagreements AS SELECT * FROM disagreements
        QUALIFY row_number() OVER (PARTITION BY number, register, entity_id, who, here, how_zh ORDER BY row_id DESC) = 1
        """
    )
    if keep:
        _write_kept(backend, folder)
    counted: list[Disagreement] = []
    for register in Register:
        found: Counter[str] = Counter()
        for number, count in backend.rows(
            "SELECT number, count(*) FROM disagreements WHERE register = ? GROUP BY number", [register.value]
        ):
            found[questions[number].kind.code] += int(count)
        if not found:
            continue
        (folder / "disagreements").mkdir(exist_ok=True)
        file = f"disagreements/{register.value}.{'xlsx' if found.total() <= WORKBOOK_ROWS else 'csv'}"
        if file.endswith("xlsx"):
            note = f"给{REGISTERS[register].zh}：请核对后改正，或告诉我们哪一边对"
            lines = backend.rows(f"SELECT {_VALUES} {_LISTED}", [register.value])
            write_workbook(folder / file, [Sheet("不一致", _COLUMNS, lines, note)])
        else:
            _write_csv(backend, folder / file, register)
        counted += [
            Disagreement(REGISTERS[register], Bilingual(kind.zh, kind.en), found[kind.code], file)
            for kind in REASONS
            if found[kind.code]
        ]
    for table in ("disagreements", "disagreement_kinds", "named", "right_keys", "all_rows"):
        backend.execute(f"DROP TABLE {table}")
    return tuple(counted)


def _write_kept(backend: Backend, folder: Path) -> None:
    """disagreements.parquet: in the order of the workbooks; `fingerprint` is of the row that is at fault.

    Of a unit that a register lacks it is the row that tells of it elsewhere.
    """
    backend.write_parquet(
        f"""
        WITH prints AS (
            SELECT row_id, entity_id, min(fingerprint) AS fingerprint FROM (
                SELECT row_id, entity_id, fingerprint FROM named UNION ALL
                SELECT r.row_id, e.entity_id, r.fingerprint FROM person_records r JOIN person_entities e USING (row_id)
            ) GROUP BY ALL
        )
        SELECT d.register, k.code AS kind,
               CASE WHEN k.code = '{ID_NUMBER.code}' THEN '{Kind.PERSON}' ELSE '{Kind.ORGANISATION}' END AS entity_kind,
               d.entity_id, p.fingerprint, d.who, k.field, h.source, h.sheet_row,
               d.here_masked || CASE WHEN k.code = '{ID_NUMBER.code}' THEN coalesce('（' || d.how_zh || '）', '')
                                ELSE '' END AS own,
               t.register AS other_register, t.source AS other_source, t.sheet_row AS other_row,
               coalesce(d.there_masked, d.how_zh) AS other,
               CASE WHEN k.code = '{HEADCOUNT.code}'
                    THEN '{{"share": {HEADCOUNT_SHARE}, "least": {HEADCOUNT_LEAST}}}' ELSE '{{}}' END AS params
        FROM disagreements d JOIN disagreement_kinds k USING (number)
        LEFT JOIN all_rows h ON h.row_id = d.row_id LEFT JOIN all_rows t ON t.row_id = d.there_row
        LEFT JOIN prints p ON p.row_id = coalesce(d.row_id, d.there_row) AND p.entity_id = d.entity_id
        ORDER BY d.register, d.number, d.row_id, d.entity_id, d.who, d.here
        """,
        folder / "disagreements.parquet",
    )


def _write_csv(backend: Backend, path: Path, register: Register) -> None:
    """A list too long for a workbook: the same columns as CSV, which Excel opens, formulas neutralised."""
    shown = ", ".join(
        f"{columns.neutralise(f'CAST({name} AS VARCHAR)')} AS {_quoted(column.title)}"
        for name, column in zip(_NAMES, _COLUMNS, strict=True)
    )
    inner = f"SELECT {_VALUES} {_LISTED}".replace("?", columns.literal(register.value))
    backend.write_csv(f"SELECT {shown} FROM ({inner})", path)


def _quoted(title: str) -> str:
    return '"' + title.replace('"', '""') + '"'


def _prepare(backend: Backend, *, unmask: bool) -> None:
    """Tables all_rows (row_id → where), named (rows that name a unit), right_keys; macros mask, masked, how."""
    parts = " UNION ALL ".join(
        f"SELECT row_id, source_id, sheet_row FROM rows_{shape}"
        for shape in ("units", "unions", "covered", "persons", "members")
    )
    backend.execute(
        f"""CREATE OR REPLACE TEMP TABLE all_rows AS
            SELECT row_id, s.source, s.register, sheet_row FROM ({parts}) JOIN sources s USING (source_id)"""
    )
    backend.execute(f"CREATE OR REPLACE TEMP TABLE named AS {_UNITS}")
    backend.execute(
        f"""CREATE OR REPLACE TEMP TABLE right_keys AS
            SELECT entity_id, {columns.organisation_name_key("name")} AS key FROM organisations WHERE facet = 'unit'"""
    )
    shown = "number" if unmask else columns.mask_number("number")
    backend.execute(f"CREATE OR REPLACE TEMP MACRO mask(number) AS {shown}")
    backend.execute(f"CREATE OR REPLACE TEMP MACRO masked(number) AS {columns.mask_number('number')}")
    # Two masked numbers may look the same: where they differ is told, not what stands there
    backend.execute(
        """
        CREATE OR REPLACE TEMP MACRO places(here, there) AS array_to_string(
            list_filter(range(1, length(here) + 1), lambda i: here[i] <> there[i]), '、')
        """
    )
    for name, places, characters in (
        ("how_zh", "'第' || places(here, there) || '位不同'", "length(here) || '位'"),
        ("how_en", "'differs at place ' || replace(places(here, there), '、', ', ')", "length(here) || ' characters'"),
    ):
        backend.execute(
            f"""
            CREATE OR REPLACE TEMP MACRO {name}(here, there) AS
                CASE WHEN length(here) = length(there) THEN {places} ELSE {characters} END
            """
        )
