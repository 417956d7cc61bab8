"""What may be asked of a service's data; which role holds what is in grants.py."""

from django.db.models import TextChoices


class Permission(TextChoices):
    """One thing that a page, a button or an export does."""

    SIGNAL_READ = "signal.read", "lire les signaux, avec le nom et le motif"
    SIGNAL_SET_ASIDE = "signal.set_aside", "écarter un signal"
    SIGNAL_REFER = "signal.refer", "orienter un travailleur vers la cellule"
    WORKER_READ = "worker.read", "chercher un travailleur ou un établissement, ouvrir leur page"
    ESTABLISHMENT_READ = "establishment.read", "lire les faits et les chiffres d'un établissement, sans nom"
    HEALTH_READ = "health.read", "lire les arrêts, les visites et les dispositifs d'un travailleur"
    MEETING_WRITE = "meeting.write", "saisir un rendez-vous de liaison"
    LEAVE_WRITE = "leave.write", "saisir un arrêt"
    VISIT_WRITE = "visit.write", "saisir une visite, un indice, une demande du médecin-conseil"
    MEASURE_WRITE = "measure.write", "proposer des mesures individuelles (annexe 4)"
    GRID_READ = "grid.read", "lire la grille indicative de repérage"
    CASE_READ = "case.read", "lire les dossiers, les orientations et les accompagnements"
    CASE_QUALIFY = "case.qualify", "qualifier un signalement ou un dossier"
    CASE_WRITE = "case.write", "travailler sur un dossier, nommer son référent et son équipe"
    CASE_CLOSE = "case.close", "clore et rouvrir un dossier"
    CONSENT_WRITE = "consent.write", "recueillir et retirer le consentement d'un travailleur"
    NOTE_SHARED = "note.shared", "lire et écrire les notes partagées par la cellule"
    NOTE_SOCIAL = "note.social", "lire et écrire les notes sociales"
    NOTE_PSYCHOLOGICAL = "note.psychological", "lire et écrire les notes psychologiques"
    NOTE_MEDICAL = "note.medical", "lire et écrire les notes médicales"
    TRACE_READ = "trace.read", "voir qui a lu la page d'un travailleur"
    FIGURE_READ = "figure.read", "lire les chiffres des contrats"
    FIGURE_ROWS_READ = "figure.rows_read", "voir les personnes que compte un chiffre"
    DATA_MANAGE = "data.manage", "charger des données, annuler un import, lancer les traitements"
    DATA_READ = "data.read", "lire les lignes refusées d'un import, exporter les données"
    SERVICE_MANAGE = "service.manage", "administrer les comptes et les services"
