"""A signal knows the establishment of its job: the lists are filtered by it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FILL = """
    UPDATE detection_signal
    SET establishment_id = (SELECT establishment_id FROM directory_job WHERE directory_job.id = detection_signal.job_id)
"""


def establishment(*, null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="signals",
        to="directory.establishment",
        verbose_name="établissement",
    )


def check_now(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL alters no table of which a foreign key still waits to be checked in the same transaction."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("detection", "0002_facts_moves"),
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.AddField("signal", "establishment", establishment(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(check_now, migrations.RunPython.noop),
        migrations.AlterField("signal", "establishment", establishment(null=False)),
        migrations.RemoveIndex("signal", "signal_list"),
        migrations.AddIndex(
            "signal",
            models.Index(
                fields=["service", "status", "priority", "since", "id", "establishment", "raised_on"],
                name="signal_list",
            ),
        ),
        migrations.AddIndex("signal", models.Index(fields=["establishment", "status", "service"], name="signal_place")),
    ]
