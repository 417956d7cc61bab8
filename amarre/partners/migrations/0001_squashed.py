import amarre.exchange.models
import amarre.vault.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from amarre.accounts.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('partners', '0001_initial'), ('partners', '0002_last_of_a_case'), ('partners', '0003_orientations_written_here')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed'),
        ('cases', '0001_squashed'),
        ('directory', '0001_squashed'),
        ('exchange', '0001_squashed'),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name='OrientationDetails',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('row', models.BigIntegerField(unique=True, verbose_name='orientation')),
                        ('recipient', models.CharField(choices=[('assistant_social_service', 'assistant social du service'), ('psychologue_service', 'psychologue du service'), ('ergonome_service', 'ergonome du service'), ('cap_emploi', 'Cap emploi'), ('mdph', 'MDPH'), ('service_social_am', "service social de l'assurance maladie"), ('cep', 'conseil en évolution professionnelle'), ('agefiph', 'Agefiph'), ('fiphfp', 'FIPHFP'), ('france_travail', 'France Travail'), ('autre_professionnel_sante', 'autre professionnel de santé')], max_length=30, verbose_name='destinataire')),
                        ('named', models.CharField(blank=True, default='', max_length=200, verbose_name='nom du destinataire')),
                        ('sent_on', models.DateField(verbose_name='envoyée le')),
                        ('reason', models.CharField(blank=True, choices=[('poste', "aménager le poste ou l'organisation"), ('reprise', 'préparer le retour au travail'), ('titre', 'demander ou renouveler un titre de travailleur handicapé'), ('projet', 'construire un autre projet professionnel'), ('aide', 'obtenir une aide financière ou un matériel'), ('social', 'être accompagné sur le plan social'), ('soutien', 'être soutenu sur le plan psychologique'), ('soins', "l'avis d'un professionnel de santé"), ('autre', 'autre raison')], default='', max_length=12, verbose_name='raison')),
                        ('expected', amarre.vault.fields.SealedText(blank=True, verbose_name='ce qui est attendu')),
                        ('told', models.JSONField(blank=True, default=list, verbose_name='ce qui a été transmis')),
                        ('result', models.CharField(blank=True, choices=[('en_cours', 'accompagnement en cours'), ('abouti', "l'attente est satisfaite"), ('en_partie', "l'attente est satisfaite en partie"), ('non_retenu', "n'entre pas dans les missions du destinataire"), ('renonce', "la personne n'a pas donné suite"), ('sans_contact', "la personne n'a pas pu être jointe")], default='', max_length=12, verbose_name='résultat')),
                        ('said', amarre.vault.fields.SealedText(blank=True, verbose_name="ce qu'en dit le destinataire")),
                        ('cancelled_on', models.DateField(blank=True, null=True, verbose_name='annulée le')),
                        ('cancel_reason', amarre.vault.fields.SealedText(blank=True, verbose_name="raison de l'annulation")),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orientation_details', to='cases.case', verbose_name='dossier')),
                    ],
                    options={
                        'verbose_name': "complément d'orientation",
                        'constraints': [models.CheckConstraint(condition=models.Q(('recipient__in', ['assistant_social_service', 'psychologue_service', 'ergonome_service', 'cap_emploi', 'mdph', 'service_social_am', 'cep', 'agefiph', 'fiphfp', 'france_travail', 'autre_professionnel_sante'])), name='orientationdetails_recipient_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('reason__in', ['', 'poste', 'reprise', 'titre', 'projet', 'aide', 'social', 'soutien', 'soins', 'autre'])), name='orientationdetails_reason_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('result__in', ['', 'en_cours', 'abouti', 'en_partie', 'non_retenu', 'renonce', 'sans_contact'])), name='orientationdetails_result_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('cancelled_on__gte', models.F('sent_on')), ('sent_on__isnull', True), ('cancelled_on__isnull', True), _connector='OR'), name='orientationdetails_cancelled_after', violation_error_message="Elle s'annule après son envoi.")],
                    },
                ),
                migrations.CreateModel(
                    name='OrientationStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('move', models.CharField(choices=[('envoyee', 'envoyée'), ('recue', 'accusé de réception'), ('prise_en_charge', 'prise en charge'), ('retour', 'retour'), ('resultat', 'résultat'), ('annulee', 'annulée')], max_length=16, verbose_name='acte')),
                        ('on', models.DateField(blank=True, null=True, verbose_name='jour')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='noté le')),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                        ('orientation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='partners.orientationdetails', verbose_name='orientation')),
                    ],
                    options={
                        'verbose_name': "histoire d'une orientation",
                        'ordering': ('pk',),
                        'constraints': [models.CheckConstraint(condition=models.Q(('move__in', ['envoyee', 'recue', 'prise_en_charge', 'retour', 'resultat', 'annulee'])), name='orientationstep_move_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(models.Q(('move__in', ['envoyee', 'annulee']), _negated=True), ('on__isnull', False), _connector='OR'), name='orientationstep_dated', violation_error_message='Un envoi et une annulation ont leur jour.')],
                    },
                ),
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
                        'indexes': [models.Index(fields=['case', 'sent_on'], name='orientation_of_case')],
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='orientation_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('recipient__in', ['assistant_social_service', 'psychologue_service', 'ergonome_service', 'cap_emploi', 'mdph', 'service_social_am', 'cep', 'agefiph', 'fiphfp', 'france_travail', 'autre_professionnel_sante'])), name='orientation_recipient_known', violation_error_message="Cette valeur n'est pas dans la liste.")],
                    },
                ),
            ]
        ),
    ]
