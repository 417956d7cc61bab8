import amarre.exchange.models
import django.db.models.deletion
from django.db import migrations, models

from amarre.accounts.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('surveillance', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed'),
        ('directory', '0001_squashed'),
        ('exchange', '0001_squashed'),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name='LiaisonMeeting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('held_on', models.DateField(verbose_name='date')),
                        ('initiator', models.CharField(choices=[('employeur', 'employeur'), ('travailleur', 'travailleur')], max_length=12, verbose_name="à l'initiative de")),
                        ('participation', models.CharField(choices=[('presentiel', 'en présence'), ('visio', 'en visio'), ('documents', "par l'envoi de documents"), ('aucune', 'sans le service')], max_length=12, verbose_name='participation du service')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liaison_meetings', to='directory.job', verbose_name='emploi')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'rendez-vous de liaison',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='liaisonmeeting_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('initiator__in', ['employeur', 'travailleur'])), name='liaisonmeeting_initiator_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('participation__in', ['presentiel', 'visio', 'documents', 'aucune'])), name='liaisonmeeting_participation_known', violation_error_message="Cette valeur n'est pas dans la liste.")],
                    },
                ),
                migrations.CreateModel(
                    name='LiaisonMeetingDetails',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('asked_on', models.DateField(blank=True, null=True, verbose_name='demandé par le travailleur')),
                        ('proposed_on', models.DateField(blank=True, null=True, verbose_name="date proposée par l'employeur")),
                        ('service_told_on', models.DateField(blank=True, null=True, verbose_name='service prévenu')),
                        ('disability_officer', models.BooleanField(default=False, verbose_name='référent handicap présent')),
                        ('disability_officer_asked', models.BooleanField(default=False, verbose_name='présence demandée par le travailleur')),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='details', to='surveillance.liaisonmeeting', verbose_name='rendez-vous de liaison')),
                    ],
                    options={
                        'verbose_name': 'complément de rendez-vous de liaison',
                    },
                ),
                migrations.CreateModel(
                    name='RiskIndex',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('instrument', models.CharField(choices=[('IRI', "indice de risque d'inaptitude (IRI)"), ('IRDP_PADOA', 'indice de risque de désinsertion (IRDP Padoa)'), ('IRDP_PRESANSE', 'indice de risque de désinsertion (IRDP Présanse)'), ('WAS', 'capacité de travail estimée (WAS)')], max_length=15, verbose_name='instrument')),
                        ('version', models.TextField(blank=True, null=True, verbose_name='version')),
                        ('value', models.FloatField(verbose_name='valeur')),
                        ('measured_on', models.DateField(verbose_name='date')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risk_indices', to='directory.job', verbose_name='emploi')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'indice',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='riskindex_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('instrument__in', ['IRI', 'IRDP_PADOA', 'IRDP_PRESANSE', 'WAS'])), name='riskindex_instrument_known', violation_error_message="Cette valeur n'est pas dans la liste.")],
                    },
                ),
                migrations.CreateModel(
                    name='SickLeave',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('starts_on', models.DateField(verbose_name='premier jour')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='dernier jour prescrit')),
                        ('cause', models.CharField(choices=[('maladie', 'maladie'), ('accident_travail', 'accident du travail'), ('accident_trajet', 'accident de trajet'), ('maladie_professionnelle', 'maladie professionnelle'), ('maternite', 'maternité'), ('autre', 'autre motif')], max_length=25, verbose_name='motif')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sick_leaves', to='directory.job', verbose_name='emploi')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'arrêt',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='sickleave_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('cause__in', ['maladie', 'accident_travail', 'accident_trajet', 'maladie_professionnelle', 'maternite', 'autre'])), name='sickleave_cause_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('starts_on__isnull', True), ('ends_on__isnull', True), _connector='OR'), name='sickleave_dates_ordered', violation_error_message="L'arrêt finit avant de commencer.")],
                    },
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('held_on', models.DateField(verbose_name='date')),
                        ('kind', models.CharField(choices=[('embauche', "visite d'embauche"), ('periodique', 'visite périodique'), ('intermediaire', 'visite intermédiaire'), ('reprise', 'visite de reprise'), ('pre_reprise', 'visite de pré-reprise'), ('mi_carriere', 'visite de mi-carrière'), ('demande', 'visite à la demande'), ('post_exposition', 'visite post-exposition')], max_length=20, verbose_name='nature')),
                        ('requester', models.CharField(blank=True, choices=[('travailleur', 'travailleur'), ('employeur', 'employeur'), ('medecin_travail', 'médecin du travail'), ('medecin_traitant', 'médecin traitant'), ('medecin_conseil', 'médecin-conseil')], max_length=20, null=True, verbose_name='demandeur')),
                        ('modality', models.CharField(choices=[('presentiel', 'en présence'), ('distance', 'à distance')], max_length=10, verbose_name='modalité')),
                        ('opinion', models.CharField(choices=[('aucun', 'aucun document'), ('attestation', 'attestation de suivi'), ('aptitude', "avis d'aptitude"), ('inaptitude', "avis d'inaptitude")], max_length=12, verbose_name='document remis')),
                        ('redeployment_waived', models.BooleanField(blank=True, null=True, verbose_name='dispense de reclassement')),
                        ('measures_proposed', models.BooleanField(blank=True, null=True, verbose_name='aménagement proposé (annexe 4)')),
                        ('information_opposed', models.BooleanField(blank=True, null=True, verbose_name="opposition à l'information")),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='directory.job', verbose_name='emploi')),
                        ('professional', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='directory.professional', verbose_name='professionnel')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'visite',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='visit_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('kind__in', ['embauche', 'periodique', 'intermediaire', 'reprise', 'pre_reprise', 'mi_carriere', 'demande', 'post_exposition'])), name='visit_kind_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('opinion__in', ['aucun', 'attestation', 'aptitude', 'inaptitude'])), name='visit_opinion_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('opinion', 'inaptitude'), ('redeployment_waived__isnull', True), ('redeployment_waived', False), _connector='OR'), name='visit_waiver_only_unfit', violation_error_message="La dispense de reclassement suppose un avis d'inaptitude.")],
                    },
                ),
                migrations.CreateModel(
                    name='MeasuresProposal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('arrangement', models.BooleanField(default=False, verbose_name='aménagement du poste')),
                        ('adaptation', models.BooleanField(default=False, verbose_name='adaptation du poste')),
                        ('transformation', models.BooleanField(default=False, verbose_name='transformation du poste')),
                        ('working_time', models.BooleanField(default=False, verbose_name='aménagement du temps de travail')),
                        ('description', models.TextField(verbose_name='mesures proposées')),
                        ('worker_exchange_on', models.DateField(verbose_name='échange avec le travailleur')),
                        ('employer_exchange_on', models.DateField(verbose_name="échange avec l'employeur")),
                        ('review_on', models.DateField(blank=True, null=True, verbose_name='à revoir le')),
                        ('visit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='surveillance.visit', verbose_name='visite')),
                    ],
                    options={
                        'verbose_name': 'proposition de mesures individuelles (annexe 4)',
                        'constraints': [models.CheckConstraint(condition=models.Q(('arrangement', True), ('adaptation', True), ('transformation', True), ('working_time', True), _connector='OR'), name='measures_of_some_kind', violation_error_message="L'annexe 4 propose au moins une sorte de mesures.")],
                    },
                ),
                migrations.CreateModel(
                    name='VisitDetails',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('remote_consent', models.BooleanField(blank=True, null=True, verbose_name='consentement à la visite à distance')),
                        ('advanced_practice', models.BooleanField(default=False, verbose_name='infirmier en pratique avancée')),
                        ('second_exam_needed', models.BooleanField(default=False, verbose_name="second examen d'inaptitude nécessaire")),
                        ('first_exam_on', models.DateField(blank=True, null=True, verbose_name="premier examen d'inaptitude")),
                        ('job_study_on', models.DateField(blank=True, null=True, verbose_name='étude du poste')),
                        ('conditions_study_on', models.DateField(blank=True, null=True, verbose_name='étude des conditions de travail')),
                        ('company_sheet_on', models.DateField(blank=True, null=True, verbose_name="actualisation de la fiche d'entreprise")),
                        ('employer_exchange_on', models.DateField(blank=True, null=True, verbose_name="échange avec l'employeur")),
                        ('visit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='details', to='surveillance.visit', verbose_name='visite')),
                    ],
                    options={
                        'verbose_name': 'complément de visite',
                    },
                ),
                migrations.CreateModel(
                    name='Dismissal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('notified_on', models.DateField(verbose_name='date')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dismissals', to='directory.job', verbose_name='emploi')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'licenciement pour inaptitude',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='dismissal_external_id', violation_error_message='Cet identifiant existe déjà.')],
                    },
                ),
                migrations.CreateModel(
                    name='InsuranceDoctorRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('received_on', models.DateField(verbose_name='demande reçue le')),
                        ('answered_on', models.DateField(blank=True, null=True, verbose_name='réponse envoyée le')),
                        ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='insurance_doctor_requests', to='directory.job', verbose_name='emploi')),
                    ],
                    options={
                        'verbose_name': 'demande du médecin-conseil',
                        'constraints': [models.CheckConstraint(condition=models.Q(('answered_on__gte', models.F('received_on')), ('received_on__isnull', True), ('answered_on__isnull', True), _connector='OR'), name='insurance_request_ordered', violation_error_message='La réponse précède la demande.'), models.UniqueConstraint(fields=('job', 'received_on'), name='insurance_request_once_a_day', violation_error_message='Cette demande est déjà enregistrée.')],
                    },
                ),
            ]
        ),
    ]
