from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from amarre.audit import triggers


# By hand: the condition must stand in the query as it stands here (amarre/audit/journal.py, last_change).
LAST_CHANGE = "CREATE INDEX event_change ON audit_event (service, number) WHERE action NOT LIKE '%read'"


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    replaces = [('audit', '0001_initial'), ('audit', '0002_last_change')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True, verbose_name='numéro')),
                ('at', models.DateTimeField(verbose_name='instant')),
                ('actor', models.BigIntegerField(blank=True, null=True, verbose_name='compte')),
                ('service', models.BigIntegerField(blank=True, null=True, verbose_name='service')),
                ('action', models.CharField(max_length=60, verbose_name='acte')),
                ('subject', models.CharField(max_length=60, verbose_name='objet')),
                ('subject_id', models.BigIntegerField(blank=True, null=True, verbose_name="identifiant de l'objet")),
                ('details', models.JSONField(default=dict, verbose_name='précisions')),
                ('seal', models.CharField(max_length=64, verbose_name='sceau')),
            ],
            options={
                'verbose_name': 'événement',
                'ordering': ('number',),
                'indexes': [models.Index(fields=['subject', 'subject_id'], name='event_subject')],
            },
        ),
        migrations.RunPython(install, remove),
        migrations.RunSQL(LAST_CHANGE, "DROP INDEX event_change", elidable=False),
    ]
