import amarre.exchange.models
import amarre.vault.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from amarre.accounts.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('prevention', '0001_initial'), ('prevention', '0002_committee_meetings')]

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
                    name='CollectiveAction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('external_id', models.CharField(default=amarre.exchange.models.new_external_id, max_length=64, verbose_name='identifiant')),
                        ('kind', models.CharField(choices=[('sensibilisation', 'sensibilisation'), ('atelier', 'atelier'), ('webinaire', 'webinaire'), ('fiche_entreprise', "fiche d'entreprise"), ('accompagnement_duerp', 'accompagnement au DUERP'), ('cssct', 'participation à une CSSCT'), ('forum', 'forum ou événement'), ('video_temoignage', 'vidéo de témoignage'), ('video_institutionnelle', 'vidéo institutionnelle'), ('diffusion_numerique', 'diffusion numérique'), ('amt', 'action en milieu de travail'), ('reunion_partenaires', 'réunion avec les partenaires'), ('reunion_promotion', 'réunion de promotion'), ('fiche_dispositif', 'fiche sur un dispositif'), ('formation_interne', 'formation'), ('mesure_conseil', 'mesure ou conseil')], max_length=25, verbose_name='nature')),
                        ('theme', models.CharField(choices=[('pdp', 'désinsertion professionnelle'), ('rps', 'risques psychosociaux'), ('tms', 'troubles musculo-squelettiques'), ('chimique', 'risque chimique'), ('chutes', 'chutes'), ('routier', 'risque routier'), ('addictions', 'addictions'), ('autre', 'autre thème')], max_length=12, verbose_name='thème')),
                        ('held_on', models.DateField(verbose_name='date')),
                        ('partners', models.TextField(blank=True, null=True, verbose_name='partenaires')),
                        ('participants', models.PositiveIntegerField(blank=True, null=True, verbose_name='participants')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'action collective',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('service', 'external_id'), name='collectiveaction_external_id', violation_error_message='Cet identifiant existe déjà.'), models.CheckConstraint(condition=models.Q(('kind__in', ['sensibilisation', 'atelier', 'webinaire', 'fiche_entreprise', 'accompagnement_duerp', 'cssct', 'forum', 'video_temoignage', 'video_institutionnelle', 'diffusion_numerique', 'amt', 'reunion_partenaires', 'reunion_promotion', 'fiche_dispositif', 'formation_interne', 'mesure_conseil'])), name='collectiveaction_kind_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('theme__in', ['pdp', 'rps', 'tms', 'chimique', 'chutes', 'routier', 'addictions', 'autre'])), name='collectiveaction_theme_known', violation_error_message="Cette valeur n'est pas dans la liste.")],
                    },
                ),
                migrations.CreateModel(
                    name='ActionReach',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vanished_on', models.DateField(blank=True, null=True, verbose_name='absente depuis')),
                        ('participants', models.PositiveIntegerField(blank=True, null=True, verbose_name='participants')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                        ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions_received', to='directory.establishment', verbose_name='établissement')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service', verbose_name='service')),
                        ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reached', to='prevention.collectiveaction', verbose_name='action')),
                    ],
                    options={
                        'verbose_name': 'établissement touché',
                        'constraints': [models.UniqueConstraint(fields=('action', 'establishment'), name='actionreach_pair', violation_error_message='Cette action a déjà touché cet établissement.')],
                    },
                ),
                migrations.CreateModel(
                    name='CommitteeMeeting',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('kind', models.CharField(choices=[('cse', 'CSE'), ('cssct', 'CSSCT')], max_length=5, verbose_name='instance')),
                        ('held_on', models.DateField(verbose_name='date de la réunion')),
                        ('told_on', models.DateField(verbose_name='service prévenu le')),
                        ('state', models.CharField(choices=[('annoncee', 'annoncée'), ('presence', 'le service y était'), ('absence', "le service n'y était pas"), ('annulee', "elle n'a pas eu lieu")], default='annoncee', max_length=8, verbose_name='suite')),
                        ('agreed', amarre.vault.fields.SealedText(blank=True, default='', verbose_name='ce qui a été convenu')),
                        ('action', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='committee_meeting', to='prevention.collectiveaction', verbose_name='action collective')),
                        ('attendee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.professional', verbose_name='pour le service')),
                        ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='committee_meetings', to='directory.establishment', verbose_name='établissement')),
                        ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='noté par')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='committee_meetings', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': "réunion d'un CSE",
                        'ordering': ('held_on', 'id'),
                        'indexes': [models.Index(fields=['service', 'held_on'], name='committeemeeting_list')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['cse', 'cssct'])), name='committeemeeting_kind_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('state__in', ['annoncee', 'presence', 'absence', 'annulee'])), name='committeemeeting_state_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.UniqueConstraint(fields=('establishment', 'kind', 'held_on'), name='committeemeeting_once', violation_error_message='Cette réunion est déjà notée.'), models.CheckConstraint(condition=models.Q(('action__isnull', True), models.Q(('kind', 'cssct'), ('state', 'presence')), _connector='OR'), name='committeemeeting_action_of_a_cssct_attended', violation_error_message='Seule une CSSCT où le service était est une action collective.')],
                    },
                ),
            ]
        ),
    ]
