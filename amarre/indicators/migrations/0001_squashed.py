import django.db.models.deletion
from django.db import migrations, models

from amarre.accounts.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('indicators', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed'),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name='Snapshot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('facts_version', models.PositiveBigIntegerField(verbose_name='version des faits')),
                        ('fingerprint', models.CharField(max_length=64, verbose_name='empreinte des fichiers')),
                        ('code_fingerprint', models.CharField(max_length=64, verbose_name='empreinte du code')),
                        ('taken_at', models.DateTimeField(auto_now=True, verbose_name='pris le')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'instantané',
                        'ordering': ('-taken_at', '-pk'),
                        'constraints': [models.UniqueConstraint(fields=('service', 'fingerprint'), name='snapshot_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='StoredResult',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('contract', models.CharField(max_length=100, verbose_name='contrat')),
                        ('start', models.DateField(verbose_name='du')),
                        ('end', models.DateField(verbose_name='au')),
                        ('catalogue_fingerprint', models.CharField(max_length=64, verbose_name='empreinte du catalogue')),
                        ('code_fingerprint', models.CharField(max_length=64, verbose_name='empreinte du code')),
                        ('figures', models.TextField(verbose_name='chiffres')),
                        ('computed_at', models.DateTimeField(auto_now=True, verbose_name='calculés le')),
                        ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='indicators.snapshot', verbose_name='instantané')),
                    ],
                    options={
                        'verbose_name': 'chiffres conservés',
                        'verbose_name_plural': 'chiffres conservés',
                        'constraints': [models.UniqueConstraint(fields=('snapshot', 'contract', 'start', 'end'), name='stored_result_unique'), models.CheckConstraint(condition=models.Q(('end__gte', models.F('start'))), name='stored_result_period')],
                    },
                ),
            ]
        ),
    ]
