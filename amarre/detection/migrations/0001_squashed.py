import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amarre.accounts.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('detection', '0001_initial'), ('detection', '0002_facts_moves'), ('detection', '0003_signal_establishment'), ('detection', '0004_signal_without_facts')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed'),
        ('directory', '0001_squashed'),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name='Signal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rule', models.CharField(max_length=60, verbose_name='règle')),
                        ('since', models.DateField(verbose_name='depuis')),
                        ('subject', models.CharField(blank=True, default='', max_length=20, verbose_name='objet')),
                        ('raised_on', models.DateField(verbose_name='levé le')),
                        ('refreshed_on', models.DateField(verbose_name='revu le')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='clos le')),
                        ('status', models.CharField(choices=[('open', 'ouvert'), ('set_aside', 'écarté'), ('referred', 'signalé à la cellule'), ('closed', 'clos')], default='open', max_length=10, verbose_name='état')),
                        ('priority', models.PositiveSmallIntegerField(choices=[(1, 'haute'), (2, 'normale'), (3, 'basse')], verbose_name='priorité')),
                        ('label', models.CharField(max_length=200, verbose_name='intitulé')),
                        ('reason', models.TextField(verbose_name='motif')),
                        ('suggestion', models.TextField(verbose_name='à faire')),
                        ('reference', models.CharField(max_length=200, verbose_name='texte')),
                        ('confirmed', models.BooleanField(verbose_name='valeurs confirmées')),
                        ('establishment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='directory.establishment', verbose_name='établissement')),
                        ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='directory.job', verbose_name='emploi')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='accounts.service', verbose_name='service')),
                        ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='directory.worker', verbose_name='travailleur')),
                    ],
                    options={
                        'verbose_name': 'signal',
                        'indexes': [models.Index(fields=['service', 'status', 'priority', 'since', 'id', 'establishment', 'raised_on'], name='signal_list'), models.Index(fields=['establishment', 'status', 'service'], name='signal_place'), models.Index(fields=['service', 'status', 'rule', 'priority', 'since', 'id'], name='signal_list_rule')],
                        'constraints': [models.UniqueConstraint(fields=('service', 'worker', 'rule', 'since', 'subject'), name='signal_once_per_episode', violation_error_message='Ce signal existe déjà pour cet épisode.'), models.CheckConstraint(condition=models.Q(('status__in', ['open', 'set_aside', 'referred', 'closed'])), name='signal_status_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_on__isnull', True)), _connector='OR'), name='signal_closed_iff_dated', violation_error_message='Un signal clos porte la date de sa clôture, et lui seul.')],
                    },
                ),
                migrations.CreateModel(
                    name='SignalTransition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('move', models.CharField(choices=[('set_aside', 'écarter le signal'), ('restore', 'reprendre le signal'), ('refer', 'signaler à la cellule'), ('close', 'clore le signal'), ('raise_again', 'rouvrir le signal')], max_length=12, verbose_name='acte')),
                        ('on', models.DateField(verbose_name='jour')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='enregistré le')),
                        ('reason', models.CharField(blank=True, choices=[('deja-suivi', 'déjà suivi par la cellule ou par le médecin'), ('visite-prevue', 'visite déjà programmée'), ('refus', 'proposition déclinée par le travailleur'), ('sans-objet', "sans risque pour l'emploi après examen"), ('donnee-erronee', 'donnée erronée dans le logiciel métier'), ('autre', 'autre raison')], default='', max_length=20, verbose_name='raison')),
                        ('comment', models.CharField(blank=True, default='', max_length=500, verbose_name='commentaire')),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                        ('signal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='detection.signal', verbose_name='signal')),
                    ],
                    options={
                        'verbose_name': "changement d'état d'un signal",
                        'constraints': [models.CheckConstraint(condition=models.Q(('move__in', ['set_aside', 'restore', 'refer', 'close', 'raise_again'])), name='signal_move_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(models.Q(('move', 'set_aside'), ('reason__in', ['deja-suivi', 'visite-prevue', 'refus', 'sans-objet', 'donnee-erronee', 'autre'])), models.Q(models.Q(('move', 'set_aside'), _negated=True), ('reason', '')), _connector='OR'), name='signal_set_aside_with_reason', violation_error_message="Un signal s'écarte avec une raison de la liste.")],
                    },
                ),
                migrations.CreateModel(
                    name='DetectionRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField(verbose_name="jour d'analyse")),
                        ('ran_at', models.DateTimeField(auto_now=True, verbose_name='faite le')),
                        ('counts', models.JSONField(default=dict, verbose_name='comptes par règle')),
                        ('facts_folder', models.CharField(blank=True, default='', max_length=32, verbose_name='faits gardés')),
                        ('facts_version', models.PositiveBigIntegerField(default=0, verbose_name='version des faits')),
                        ('rows_read', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='lignes relues')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='detection_runs', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'analyse',
                        'constraints': [models.UniqueConstraint(fields=('service', 'on'), name='detection_run_once_per_day')],
                    },
                ),
                migrations.CreateModel(
                    name='GroupSignal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField(verbose_name="jour d'analyse")),
                        ('dimension', models.CharField(choices=[('poste', 'poste'), ('pcs', 'métier (PCS)'), ('etablissement', 'établissement'), ('naf', 'secteur (NAF)')], max_length=15, verbose_name='groupe par')),
                        ('group', models.TextField(verbose_name='groupe')),
                        ('measure', models.CharField(choices=[('arrets', 'arrêts'), ('amenagements', "propositions d'aménagement (annexe 4)"), ('inaptitudes', 'inaptitudes')], max_length=15, verbose_name='fait')),
                        ('headcount', models.PositiveIntegerField(verbose_name='travailleurs')),
                        ('observed', models.PositiveIntegerField(verbose_name='observés')),
                        ('expected', models.FloatField(verbose_name='attendus')),
                        ('ratio', models.FloatField(verbose_name='rapport')),
                        ('ratio_low', models.FloatField(verbose_name='rapport, borne basse')),
                        ('ratio_high', models.FloatField(verbose_name='rapport, borne haute')),
                        ('adjusted', models.FloatField(verbose_name='probabilité corrigée')),
                        ('establishment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='group_signals', to='directory.establishment', verbose_name='établissement')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_signals', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'collectif à regarder',
                        'constraints': [models.UniqueConstraint(fields=('service', 'dimension', 'group', 'measure'), name='group_signal_once'), models.CheckConstraint(condition=models.Q(('dimension__in', ['poste', 'pcs', 'etablissement', 'naf'])), name='group_signal_dimension_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('measure__in', ['arrets', 'amenagements', 'inaptitudes'])), name='group_signal_measure_known', violation_error_message="Cette valeur n'est pas dans la liste.")],
                    },
                ),
            ]
        ),
    ]
