from django.db import migrations

# By hand: the condition must stand in the query as it stands here (amarre/audit/journal.py, last_change).
CREATE = "CREATE INDEX event_change ON audit_event (service, number) WHERE action NOT LIKE '%read'"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP INDEX event_change", elidable=False)]
