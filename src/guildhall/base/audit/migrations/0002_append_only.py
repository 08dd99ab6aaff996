"""The database itself refuses to change or delete entries and batches; sealing an entry is the one exception."""

from django.db import migrations

_POSTGRESQL = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE FUNCTION audit_refuse_unless_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.batch_id IS NULL AND NEW.batch_id IS NOT NULL
       AND (to_jsonb(NEW) - 'batch_id') = (to_jsonb(OLD) - 'batch_id') THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'the audit is append-only';
END $$;
CREATE TRIGGER audit_entry_keep BEFORE UPDATE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_unless_sealing();
CREATE TRIGGER audit_entry_stay BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_batch_keep BEFORE UPDATE OR DELETE ON audit_batch FOR EACH ROW EXECUTE FUNCTION audit_refuse();
"""
_POSTGRESQL_BACK = """
DROP TRIGGER audit_entry_keep ON audit_entry; DROP TRIGGER audit_entry_stay ON audit_entry;
DROP TRIGGER audit_batch_keep ON audit_batch;
DROP FUNCTION audit_refuse(); DROP FUNCTION audit_refuse_unless_sealing();
"""
_COLUMNS = (
    "id",
    "at",
    "account_id",
    "act",
    "action",
    "object_kind",
    "object_id",
    "person_id",
    "fields",
    "purpose",
    "count",
    "request_id",
)
_CHANGED = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _COLUMNS)
_SQLITE = [
    f"""CREATE TRIGGER audit_entry_keep BEFORE UPDATE ON audit_entry
    WHEN OLD.batch_id IS NOT NULL OR NEW.batch_id IS NULL OR {_CHANGED}
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_entry_stay BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_batch_keep BEFORE UPDATE ON audit_batch
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_batch_stay BEFORE DELETE ON audit_batch
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
]
_SQLITE_BACK = [
    f"DROP TRIGGER {name}" for name in ("audit_entry_keep", "audit_entry_stay", "audit_batch_keep", "audit_batch_stay")
]


def _run(postgresql, sqlite):
    def run(_apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute(postgresql)
            else:
                for statement in sqlite:
                    cursor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(_run(_POSTGRESQL, _SQLITE), _run(_POSTGRESQL_BACK, _SQLITE_BACK))]
