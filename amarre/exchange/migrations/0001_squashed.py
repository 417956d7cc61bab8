import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from amarre.accounts.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('exchange', '0001_initial'), ('exchange', '0002_copy_of_a_case'), ('exchange', '0003_facts_moves')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed'),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name='ImportBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='importé le')),
                        ('as_of', models.DateField(verbose_name="jour de l'import")),
                        ('full', models.BooleanField(default=False, verbose_name='jeu complet')),
                        ('file_hashes', models.JSONField(default=dict, verbose_name='empreintes des fichiers')),
                        ('counts', models.JSONField(default=dict, verbose_name='lignes par fichier')),
                        ('report', models.JSONField(default=dict, verbose_name='compte rendu')),
                        ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='importé par')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='accounts.service', verbose_name='service')),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='annulé par')),
                    ],
                    options={
                        'verbose_name': "lot d'import",
                        'ordering': ('-pk',),
                    },
                ),
                migrations.CreateModel(
                    name='HandEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dataset', models.CharField(max_length=40, verbose_name='sorte de fait')),
                        ('row', models.BigIntegerField(verbose_name='ligne')),
                        ('worker', models.BigIntegerField(db_index=True, verbose_name='travailleur')),
                        ('external_id', models.CharField(blank=True, default='', max_length=64, verbose_name='identifiant')),
                        ('move', models.CharField(choices=[('saisi', 'saisi'), ('corrige', 'corrigé'), ('retire', 'retiré')], max_length=10, verbose_name='acte')),
                        ('before', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='avant')),
                        ('after', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='après')),
                        ('accepted', models.JSONField(default=list, verbose_name='avertissements lus')),
                        ('reason', models.CharField(blank=True, default='', max_length=500, verbose_name='raison')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='enregistré le')),
                        ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_entries', to='accounts.service', verbose_name='service')),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='annulé par')),
                        ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importbatch', verbose_name="lot d'origine")),
                    ],
                    options={
                        'verbose_name': 'saisie à la main',
                        'ordering': ('-pk',),
                        'indexes': [models.Index(fields=['service', 'dataset', 'row'], name='hand_entry_row')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('move__in', ['saisi', 'corrige', 'retire'])), name='hand_entry_move_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(models.Q(('move', 'retire'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='hand_entry_withdrawn_with_reason', violation_error_message='Un fait se retire avec une raison.')],
                    },
                ),
                migrations.CreateModel(
                    name='FactsMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveBigIntegerField(verbose_name='version des faits')),
                        ('dataset', models.CharField(blank=True, default='', max_length=40, verbose_name='sorte de fait')),
                        ('rows', models.JSONField(default=list, verbose_name='lignes')),
                        ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.service', verbose_name='service')),
                        ('batch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchange.importbatch', verbose_name='lot')),
                    ],
                    options={
                        'verbose_name': 'mouvement des faits',
                        'constraints': [models.UniqueConstraint(fields=('service', 'version'), name='facts_move_once'), models.CheckConstraint(condition=models.Q(models.Q(('batch__isnull', False), ('dataset', '')), models.Q(('batch__isnull', True), models.Q(('dataset', ''), _negated=True)), _connector='OR'), name='facts_move_of_one', violation_error_message='Un mouvement est celui d’un lot, ou de lignes d’une sorte de fait.')],
                    },
                ),
                migrations.CreateModel(
                    name='Operation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('import', 'Import'), ('annulation', 'Annulation d’un import'), ('reperage', 'Recherche des signaux'), ('chiffres', 'Calcul des chiffres'), ('export', 'Export des données'), ('banc-essai', 'Banc d’essai d’une règle'), ('copie', 'Copie d’un dossier pour la personne')], max_length=12, verbose_name='traitement')),
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='clé')),
                        ('arguments', models.JSONField(default=dict, verbose_name='demande')),
                        ('state', models.CharField(choices=[('attente', 'en attente'), ('en-cours', 'en cours'), ('termine', 'terminé'), ('refuse', 'refusé'), ('interrompu', 'interrompu'), ('defaut', 'arrêté par un défaut')], default='attente', max_length=12, verbose_name='état')),
                        ('message', models.TextField(blank=True, default='', verbose_name='explication')),
                        ('outcome', models.JSONField(default=dict, verbose_name='résultat')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='demandé le')),
                        ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='commencé le')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='fini le')),
                        ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='operations', to='exchange.importbatch', verbose_name='lot')),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='accounts.service', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'traitement',
                        'ordering': ('-pk',),
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['import', 'annulation', 'reperage', 'chiffres', 'export', 'banc-essai', 'copie'])), name='operation_kind_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(('state__in', ['attente', 'en-cours', 'termine', 'refuse', 'interrompu', 'defaut'])), name='operation_state_known', violation_error_message="Cette valeur n'est pas dans la liste."), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['attente', 'en-cours'])), models.Q(models.Q(('state__in', ['attente', 'en-cours']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='operation_ended_iff_dated', violation_error_message="Un traitement fini porte l'instant de sa fin, et lui seul.")],
                    },
                ),
                migrations.CreateModel(
                    name='RowsBefore',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('resource', models.CharField(max_length=40, verbose_name='ressource')),
                        ('table', models.BinaryField(verbose_name='lignes')),
                        ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows_before', to='exchange.importbatch', verbose_name='lot')),
                    ],
                    options={
                        'verbose_name': 'état antérieur',
                        'constraints': [models.UniqueConstraint(fields=('batch', 'resource'), name='rows_before_unique')],
                    },
                ),
            ]
        ),
    ]
