import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
            ],
            options={
                'verbose_name': 'cellule PDP',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=50, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9][a-z0-9-]*$', 'Lettres minuscules, chiffres et tirets seulement.')], verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('facts_version', models.PositiveBigIntegerField(default=0, verbose_name='version des faits')),
            ],
            options={
                'verbose_name': 'service',
                'ordering': ('code',),
            },
        ),
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
        migrations.AddField(
            model_name='cell',
            name='services',
            field=models.ManyToManyField(related_name='cells', to='accounts.service', verbose_name='services'),
        ),
        migrations.AddField(
            model_name='user',
            name='services',
            field=models.ManyToManyField(related_name='users', through='accounts.Membership', to='accounts.service', verbose_name='services'),
        ),
    ]
