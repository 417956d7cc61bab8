import amarre.exchange.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amarre.accounts.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('directory', '0001_initial'), ('directory', '0002_staff_accounts'), ('directory', '0003_names_in_order')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed'),
        ('exchange', '0001_squashed'),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('siren', models.CharField(blank=True, max_length=9, null=True, verbose_name='SIREN')),
                        ('siren_doubtful', models.BooleanField(default=False, verbose_name='SIREN douteux')),
                        ('name', models.TextField(verbose_name='raison sociale')),
                        ('kind', models.CharField(choices=[('entreprise', 'entreprise'), ('collectivite', 'collectivité'), ('etablissement_public', 'établissement public'), ('travailleur_independant', 'travailleur indépendant')], max_length=30, verbose_name='nature')),
                        ('joined_on', models.DateField(blank=True, null=True, verbose_name="date d'adhésion")),
                        ('left_on', models.DateField(blank=True, null=True, verbose_name="dernier jour d'adhésion")),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'adhérent',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='member_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('kind__in', ['entreprise', 'collectivite', 'etablissement_public', 'travailleur_independant'])), name='member_kind_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('left_on__gte', models.F('joined_on')), ('joined_on__isnull', True), ('left_on__isnull', True), _connector='OR'), name='member_dates_ordered', violation_error_message="La radiation précède l'adhésion.")],
                    },
                ),
                migrations.CreateModel(
                    name='Professional',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('last_name', models.TextField(verbose_name='nom')),
                        ('first_name', models.TextField(blank=True, null=True, verbose_name='prénom')),
                        ('role', models.CharField(choices=[('medecin_travail', 'médecin du travail'), ('idest', 'infirmier en santé au travail'), ('assistant_social', 'assistant de service social'), ('psychologue', 'psychologue du travail'), ('ergonome', 'ergonome'), ('preventeur', 'préventeur'), ('charge_maintien', 'chargé de maintien en emploi'), ('assistant_administratif', 'assistant administratif'), ('assistant_sante_travail', 'assistant en santé au travail')], max_length=30, verbose_name='profession')),
                        ('rpps', models.CharField(blank=True, max_length=11, null=True, verbose_name='RPPS')),
                        ('in_cell', models.BooleanField(blank=True, null=True, verbose_name='membre de la cellule')),
                        ('fte', models.FloatField(blank=True, null=True, verbose_name='équivalent temps plein donné à la cellule')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'professionnel',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='professional_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('role__in', ['medecin_travail', 'idest', 'assistant_social', 'psychologue', 'ergonome', 'preventeur', 'charge_maintien', 'assistant_administratif', 'assistant_sante_travail'])), name='professional_role_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('fte__isnull', True), models.Q(('fte__gte', 0), ('fte__lte', 1)), _connector='OR'), name='professional_fte_bounds', violation_error_message="L'ETP est compris entre 0 et 1.")],
                    },
                ),
                migrations.CreateModel(
                    name='Establishment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('siret', models.CharField(blank=True, max_length=14, null=True, verbose_name='SIRET')),
                        ('siret_doubtful', models.BooleanField(default=False, verbose_name='SIRET douteux')),
                        ('name', models.TextField(verbose_name='nom')),
                        ('naf', models.CharField(max_length=6, verbose_name='code NAF rév. 2')),
                        ('naf_2025', models.TextField(blank=True, null=True, verbose_name='code NAF 2025')),
                        ('headcount', models.PositiveIntegerField(verbose_name='effectif déclaré')),
                        ('postal_code', models.CharField(blank=True, max_length=5, null=True, verbose_name='code postal')),
                        ('insee_code', models.CharField(blank=True, max_length=5, null=True, verbose_name='code INSEE de la commune')),
                        ('has_cssct', models.BooleanField(blank=True, null=True, verbose_name='CSSCT')),
                        ('carsat_programme', models.TextField(blank=True, null=True, verbose_name='programme de la Carsat')),
                        ('duerp_on', models.DateField(blank=True, null=True, verbose_name='date du DUERP')),
                        ('company_sheet_on', models.DateField(blank=True, null=True, verbose_name="date de la fiche d'entreprise")),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                        ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='establishments', to='directory.member', verbose_name='adhérent')),
                        ('physician', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='establishments', to='directory.professional', verbose_name='médecin du travail')),
                    ],
                    options={
                        'verbose_name': 'établissement',
                        'abstract': False,
                        'indexes': [models.Index(fields=['service', 'naf'], name='establishment_naf'), models.Index(fields=['name'], name='establishment_name')],
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='establishment_external_id', violation_error_message='Cet identifiant existe déjà.')],
                    },
                ),
                migrations.CreateModel(
                    name='SearchEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('t', 'travailleur'), ('e', 'établissement')], max_length=1, verbose_name='objet')),
                        ('word', models.CharField(max_length=64, verbose_name='mot')),
                        ('subject', models.BigIntegerField(verbose_name='numéro')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'mot de recherche',
                        'indexes': [models.Index(fields=['service', 'kind', 'word', 'subject'], name='searchentry_word')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['t', 'e'])), name='searchentry_kind_known', violation_error_message="Cette valeur n'est pas dans la liste.")],
                    },
                ),
                migrations.CreateModel(
                    name='SearchSpelling',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('spelling', models.CharField(max_length=64, verbose_name='graphie')),
                        ('word', models.CharField(max_length=64, verbose_name='mot')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'graphie de recherche',
                        'indexes': [models.Index(fields=['service', 'spelling', 'word'], name='searchspelling_word')],
                    },
                ),
                migrations.CreateModel(
                    name='SearchState',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('basis', models.CharField(blank=True, default='', max_length=80, verbose_name='faits lus')),
                        ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='demandé le')),
                        ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'état de la recherche',
                    },
                ),
                migrations.CreateModel(
                    name='StaffAccount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('professional', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='staff_account', to='directory.professional', verbose_name='professionnel')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_accounts', to='accounts.service', verbose_name='service')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_accounts', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                    ],
                    options={
                        'verbose_name': "compte d'un professionnel",
                        'constraints': [models.UniqueConstraint(fields=('user', 'service'), name='staffaccount_once_per_service', violation_error_message="Ce compte est déjà celui d'un autre professionnel du service.")],
                    },
                ),
                migrations.CreateModel(
                    name='Worker',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('last_name', models.TextField(verbose_name='nom')),
                        ('first_name', models.TextField(verbose_name='prénom')),
                        ('born_on', models.DateField(verbose_name='date de naissance')),
                        ('sex', models.CharField(choices=[('F', 'femme'), ('M', 'homme')], max_length=1, verbose_name='sexe')),
                        ('phone', models.TextField(blank=True, null=True, verbose_name='téléphone')),
                        ('email', models.TextField(blank=True, null=True, verbose_name='adresse e-mail')),
                        ('insurance_scheme', models.CharField(blank=True, choices=[('general', 'régime général'), ('agricole', 'régime agricole'), ('fonction_publique', 'fonction publique'), ('independant', 'indépendant')], max_length=20, null=True, verbose_name='régime')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'travailleur',
                        'abstract': False,
                        'indexes': [models.Index(fields=['last_name', 'first_name'], name='worker_name')],
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='worker_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('sex__in', ['F', 'M'])), name='worker_sex_known', violation_error_message="Cette valeur n'est pas dans la liste.")],
                    },
                ),
                migrations.CreateModel(
                    name='Recognition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('kind', models.CharField(choices=[('rqth', 'RQTH'), ('pension_invalidite', "pension d'invalidité"), ('rente_atmp', 'rente AT-MP'), ('aah', 'AAH'), ('carte_invalidite', "carte d'invalidité"), ('autre', 'autre titre')], max_length=20, verbose_name='nature')),
                        ('requested_on', models.DateField(blank=True, null=True, verbose_name='date de demande')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='début')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                        ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recognitions', to='directory.worker', verbose_name='travailleur')),
                    ],
                    options={
                        'verbose_name': 'titre de BOETH',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='recognition_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('kind__in', ['rqth', 'pension_invalidite', 'rente_atmp', 'aah', 'carte_invalidite', 'autre'])), name='recognition_kind_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('starts_on__isnull', True), ('ends_on__isnull', True), _connector='OR'), name='recognition_dates_ordered', violation_error_message='Le titre finit avant de commencer.')],
                    },
                ),
                migrations.CreateModel(
                    name='Job',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('title', models.TextField(blank=True, null=True, verbose_name='poste')),
                        ('pcs', models.TextField(blank=True, null=True, verbose_name='code PCS-ESE')),
                        ('contract_kind', models.CharField(choices=[('cdi', 'CDI'), ('cdd', 'CDD'), ('interim', 'intérim'), ('apprentissage', 'apprentissage'), ('titulaire', 'titulaire'), ('contractuel', 'contractuel'), ('independant', 'indépendant'), ('autre', 'autre')], max_length=20, verbose_name='contrat')),
                        ('started_on', models.DateField(verbose_name='début')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='dernier jour')),
                        ('monitoring', models.CharField(choices=[('simple', 'suivi simple'), ('adapte', 'suivi adapté'), ('renforce', 'suivi renforcé')], max_length=10, verbose_name='type de suivi')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='directory.establishment', verbose_name='établissement')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                        ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='directory.worker', verbose_name='travailleur')),
                    ],
                    options={
                        'verbose_name': 'emploi',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='job_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('contract_kind__in', ['cdi', 'cdd', 'interim', 'apprentissage', 'titulaire', 'contractuel', 'independant', 'autre'])), name='job_contract_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('monitoring__in', ['simple', 'adapte', 'renforce'])), name='job_monitoring_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('started_on')), ('started_on__isnull', True), ('ended_on__isnull', True), _connector='OR'), name='job_dates_ordered', violation_error_message="L'emploi finit avant de commencer.")],
                    },
                ),
            ]
        ),
    ]
