"""Every row and every value is told by its source and its row there, though the tables keep one number only."""

from datetime import date
from pathlib import Path

import duckdb

from guildhall.linkage.results.links import write_links, write_roster, write_unions
from tests.linkage.results.filled import Row, backend_with, unit

SOURCES = [
    {"source_id": 1, "source": "单位{1}'s.csv", "rows_in": 3},
    {"source_id": 2, "source": "empty.csv", "rows_in": 0},
    {"source_id": 3, "source": "persons.csv", "rows_in": 2},
]


def _rows(path: Path, columns: str) -> list[tuple[object, ...]]:
    return duckdb.execute(f"SELECT {columns} FROM read_parquet('{path}')").fetchall()


def test_links_stand_in_the_order_of_rows_with_their_sources(tmp_path: Path) -> None:
    tables = {
        "sources": SOURCES,
        "org_entities": [{"mention_id": 1, "entity_id": "o1", "method": "singleton"}],
        "org_rows": [
            {"row_id": 5, "role": "employer", "mention_id": 1},
            {"row_id": 3, "role": "subject", "mention_id": 1},
        ],
        "person_entities": [{"row_id": 4, "entity_id": "p1", "method": "singleton"}],
    }
    (tmp_path / "out").mkdir()
    assert write_links(backend_with(tmp_path, tables), tmp_path / "out") == 3
    assert _rows(tmp_path / "out" / "links.parquet", "source, source_row, role, kind, entity_id") == [
        ("单位{1}'s.csv", 3, "subject", "organisation", "o1"),
        ("persons.csv", 1, "subject", "person", "p1"),
        ("persons.csv", 2, "employer", "organisation", "o1"),
    ]


def test_one_source_alone_is_named_too(tmp_path: Path) -> None:
    tables = {"sources": SOURCES[:1], "person_entities": [{"row_id": 2, "entity_id": "p1", "method": "singleton"}]}
    (tmp_path / "out").mkdir()
    write_links(backend_with(tmp_path, tables), tmp_path / "out")
    assert _rows(tmp_path / "out" / "links.parquet", "source, source_row") == [("单位{1}'s.csv", 2)]


def test_values_of_the_roster_name_their_rows_and_none_where_there_is_no_value(tmp_path: Path) -> None:
    tables = {
        "sources": SOURCES,
        "organisations": [{"entity_id": "o1", "name": "甲", "name_row": 3, "phone": "057412345678", "phone_row": 1}],
        "persons": [{"entity_id": "p1", "name": "乙", "name_row": 5, "union_id": "o1", "union_row": 4}],
    }
    (tmp_path / "out").mkdir()
    assert write_roster(backend_with(tmp_path, tables), tmp_path / "out", unmask=False) == 2
    columns = (
        "kind, name, name_source, name_source_row, phone, phone_source, phone_source_row, union_id_source, "
        "union_id_source_row, birth_date_source, birth_date_source_row"
    )
    assert _rows(tmp_path / "out" / "roster.parquet", columns) == [
        ("organisation", "甲", "单位{1}'s.csv", 3, "057*****5678", "单位{1}'s.csv", 1, None, None, None, None),
        ("person", "乙", "persons.csv", 2, None, None, None, "persons.csv", 1, None, None),
    ]


def test_a_day_of_closing_that_no_row_gives_is_not_told(tmp_path: Path) -> None:
    closed: list[Row] = [
        unit(1, closed_on=date(2022, 5, 1), closed_dated=True, closed_row=1),
        unit(2, closed_on=date(2023, 1, 31), closed_dated=False, closed_row=2),
        unit(3),
    ]
    sources: list[Row] = [{"source_id": 1, "source": "民政.csv", "register": "civil_affairs", "rows_in": 3}]
    backend = backend_with(tmp_path, {"organisations": closed, "sources": sources})
    write_roster(backend, tmp_path, unmask=False)
    backend.close()
    told = _rows(tmp_path / "roster.parquet", "closed, closed_on, closed_on_source_row")
    assert told == [(True, date(2022, 5, 1), 1), (True, None, None), (False, None, None)]


def test_a_membership_tells_since_when_where_its_row_says_so_and_it_stands(tmp_path: Path) -> None:
    day = date(2019, 3, 8)
    tables: dict[str, list[Row]] = {
        "sources": [{"source_id": 1, "source": "members.csv", "rows_in": 3}],
        "rows_members": [
            {"row_id": n, "source_id": 1, "source_row": n, "change_date": on}
            for n, on in ((1, day), (2, day), (3, None))
        ],
        "memberships": [
            {"person_id": f"p{n}", "union_id": "o1", "active": n != 2, "month": "2019-03", "row_id": n}
            for n in (1, 2, 3)
        ],
    }
    write_unions(backend_with(tmp_path, tables), tmp_path)
    assert _rows(tmp_path / "memberships.parquet", "person_id, month, since, source_row") == [
        ("p1", "2019-03", day, 1),
        ("p2", "2019-03", None, 2),
        ("p3", "2019-03", None, 3),
    ]
