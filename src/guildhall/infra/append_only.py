"""Tables of which the database itself refuses to change or delete a row; for migrations."""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunPython


def append_only(*tables: str) -> RunPython:
    """A step of a migration that sets triggers on tables. Names are our own, never anybody's input."""
    return RunPython(_every(tables, _set), _every(tables, _lift))


def _every(tables: tuple[str, ...], statements: Any) -> Any:
    def run(_apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            for table in tables:
                for statement in statements(table, schema_editor.connection.vendor == "postgresql"):
                    cursor.execute(statement)

    return run


def _set(table: str, is_postgresql: bool) -> list[str]:
    if is_postgresql:
        return [
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        ]
    return [
        f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for name, act in (("keep", "UPDATE"), ("stay", "DELETE"))
    ]


def _lift(table: str, is_postgresql: bool) -> list[str]:
    if is_postgresql:
        return [f"DROP TRIGGER {table}_keep ON {table}", f"DROP FUNCTION {table}_refuse()"]
    return [f"DROP TRIGGER {table}_keep", f"DROP TRIGGER {table}_stay"]
