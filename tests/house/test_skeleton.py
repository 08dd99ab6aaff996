from guildhall.linkage.contracts import FIELDS, Shape
from guildhall.linkage.tables import TABLES, create_statement


def test_every_shape_has_a_table_with_its_fields() -> None:
    for shape in Shape:
        columns = list(TABLES[f"rows_{shape.value}"])
        assert columns[:5] == ["row_id", "source_id", "register", "source_row", "sheet_row"]
        assert columns[5:] == list(FIELDS[shape])


def test_create_statement_names_every_column_once() -> None:
    for table, columns in TABLES.items():
        statement = create_statement(table)
        assert all(statement.count(f'"{name}"') == 1 for name in columns if name != table)
