# mypy: ignore-errors
"""The database itself refuses to change or remove a line of the audit trail."""

from django.db import migrations

SQLITE = (
    "create trigger web_audited_no_update before update on web_audited begin select raise(abort, 'the audit trail is kept'); end",
    "create trigger web_audited_no_delete before delete on web_audited begin select raise(abort, 'the audit trail is kept'); end",
)
POSTGRESQL = (
    "create function web_audited_kept() returns trigger language plpgsql as $$ begin raise exception 'the audit trail is kept'; end $$",
    "create trigger web_audited_kept before update or delete on web_audited for each row execute function web_audited_kept()",
    "create trigger web_audited_whole before truncate on web_audited for each statement execute function web_audited_kept()",
)


def keep(_apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("web", "0001_first")]

    operations = [migrations.RunPython(keep, elidable=False)]
