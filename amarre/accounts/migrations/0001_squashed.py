import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from amarre.accounts.creation import CreateModels


def cache_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The table that counts failed sign-ins for every process (settings.CACHES); left alone where it is there."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_cache_table'), ('accounts', '0003_organisation'), ('accounts', '0004_shared_cell'), ('accounts', '0005_api_key')]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('email', models.EmailField(error_messages={'unique': 'Un compte a déjà cette adresse.'}, max_length=254, unique=True, verbose_name='adresse e-mail')),
                        ('full_name', models.CharField(blank=True, max_length=200, verbose_name='nom affiché')),
                        ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                        ('sessions_ended', models.PositiveIntegerField(default=0, verbose_name='sessions terminées')),
                        ('daily_digest', models.BooleanField(default=False, verbose_name='récapitulatif du jour par e-mail')),
                    ],
                    options={
                        'verbose_name': 'compte',
                        'ordering': ('email',),
                        'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_lower_case')],
                    },
                ),
                migrations.CreateModel(
                    name='Service',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=50, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9][a-z0-9-]*$', 'Lettres minuscules, chiffres et tirets seulement.')], verbose_name='code')),
                        ('name', models.CharField(max_length=200, verbose_name='nom')),
                        ('profile', models.CharField(db_default='cellule', default='cellule', max_length=50, verbose_name='organisation')),
                        ('facts_version', models.PositiveBigIntegerField(default=0, verbose_name='version des faits')),
                    ],
                    options={
                        'verbose_name': 'service',
                        'ordering': ('code',),
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('medecin', 'Médecin du travail'), ('infirmier', 'Infirmier'), ('coordination', 'Coordination de la cellule'), ('charge-maintien', 'Chargé de maintien'), ('assistant-social', 'Assistant social'), ('psychologue', 'Psychologue'), ('ergonome', 'Ergonome'), ('assistant', 'Assistant administratif'), ('direction', 'Direction'), ('admin', 'Administration')], max_length=20, verbose_name='rôle')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'appartenance',
                        'constraints': [models.UniqueConstraint(fields=('user', 'service', 'role'), name='membership_unique', violation_error_message='Cette personne a déjà ce rôle dans ce service.'), models.CheckConstraint(condition=models.Q(('role__in', ['medecin', 'infirmier', 'coordination', 'charge-maintien', 'assistant-social', 'psychologue', 'ergonome', 'assistant', 'direction', 'admin'])), name='membership_role_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Cell',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, verbose_name='nom')),
                        ('authorisation', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='autorisation du partage')),
                        ('services', models.ManyToManyField(related_name='cells', to='accounts.service', verbose_name='services')),
                    ],
                    options={
                        'verbose_name': 'cellule PDP',
                        'ordering': ('name',),
                    },
                ),
                migrations.CreateModel(
                    name='ApiKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('label', models.CharField(max_length=100, verbose_name='logiciel')),
                        ('digest', models.CharField(max_length=64, unique=True, verbose_name='empreinte')),
                        ('rights', models.JSONField(verbose_name='droits')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
                        ('expires_on', models.DateField(verbose_name='dernier jour')),
                        ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='dernier appel')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='retirée le')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='créée par')),
                        ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='retirée par')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'clé d’API',
                        'ordering': ('pk',),
                        'constraints': [models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='api_key_label_given'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='api_key_revoked_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='CellCoordinator',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cell', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coordinators', to='accounts.cell', verbose_name='cellule')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coordinated', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                    ],
                    options={
                        'verbose_name': "coordination d'une cellule partagée",
                        'constraints': [models.UniqueConstraint(fields=('cell', 'user'), name='cell_coordinator_unique', violation_error_message='Cette personne coordonne déjà cette cellule.')],
                    },
                ),
                migrations.CreateModel(
                    name='LegalConfirmation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('figure', models.CharField(max_length=100, verbose_name='chiffre')),
                        ('version_from', models.DateField(verbose_name='version en vigueur depuis le')),
                        ('value', models.JSONField(verbose_name='valeur lue')),
                        ('reference', models.CharField(max_length=300, verbose_name='texte lu')),
                        ('confirmed_at', models.DateTimeField(auto_now_add=True, verbose_name='confirmé le')),
                        ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmé par')),
                    ],
                    options={
                        'verbose_name': "confirmation d'un chiffre légal",
                        'ordering': ('figure', 'version_from'),
                        'constraints': [models.UniqueConstraint(fields=('figure', 'version_from'), name='legal_confirmation_unique'), models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='legal_confirmation_reference_given')],
                    },
                ),
                migrations.CreateModel(
                    name='SentDigest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField(verbose_name='jour')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='parti le')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sent_digests', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                    ],
                    options={
                        'verbose_name': 'récapitulatif envoyé',
                        'constraints': [models.UniqueConstraint(fields=('user', 'on'), name='sent_digest_once_per_day')],
                    },
                ),
                migrations.CreateModel(
                    name='SecondFactorRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('medecin', 'Médecin du travail'), ('infirmier', 'Infirmier'), ('coordination', 'Coordination de la cellule'), ('charge-maintien', 'Chargé de maintien'), ('assistant-social', 'Assistant social'), ('psychologue', 'Psychologue'), ('ergonome', 'Ergonome'), ('assistant', 'Assistant administratif'), ('direction', 'Direction'), ('admin', 'Administration')], max_length=20, verbose_name='rôle')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='second_factor_rules', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': "exigence d'un second facteur",
                        'constraints': [models.UniqueConstraint(fields=('service', 'role'), name='second_factor_rule_unique'), models.CheckConstraint(condition=models.Q(('role__in', ['medecin', 'infirmier', 'coordination', 'charge-maintien', 'assistant-social', 'psychologue', 'ergonome', 'assistant', 'direction', 'admin'])), name='second_factor_rule_role_known')],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name='user',
            name='services',
            field=models.ManyToManyField(related_name='users', through='accounts.Membership', to='accounts.service', verbose_name='services'),
        ),
        migrations.RunPython(cache_table, migrations.RunPython.noop, elidable=False),
    ]
