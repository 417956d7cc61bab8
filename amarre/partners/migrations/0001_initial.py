import amarre.exchange.models
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('directory', '0001_initial'),
        ('exchange', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Orientation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                ('sent_on', models.DateField(verbose_name='date')),
                ('recipient', models.CharField(choices=[('assistant_social_service', 'assistant social du service'), ('psychologue_service', 'psychologue du service'), ('ergonome_service', 'ergonome du service'), ('cap_emploi', 'Cap emploi'), ('mdph', 'MDPH'), ('service_social_am', "service social de l'assurance maladie"), ('cep', 'conseil en évolution professionnelle'), ('agefiph', 'Agefiph'), ('fiphfp', 'FIPHFP'), ('france_travail', 'France Travail'), ('autre_professionnel_sante', 'autre professionnel de santé')], max_length=30, verbose_name='destinataire')),
                ('acknowledged_on', models.DateField(blank=True, null=True, verbose_name='accusé de réception')),
                ('taken_up_on', models.DateField(blank=True, null=True, verbose_name='conseiller désigné le')),
                ('feedback_on', models.DateField(blank=True, null=True, verbose_name='dernier retour le')),
                ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orientations', to='cases.case', verbose_name='dossier')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orientations', to='directory.job', verbose_name='emploi')),
                ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
            ],
            options={
                'verbose_name': 'orientation',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='orientation_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('recipient__in', ['assistant_social_service', 'psychologue_service', 'ergonome_service', 'cap_emploi', 'mdph', 'service_social_am', 'cep', 'agefiph', 'fiphfp', 'france_travail', 'autre_professionnel_sante'])), name='orientation_recipient_known', violation_error_message="Cette valeur n'est pas dans la liste.")],
            },
        ),
    ]
