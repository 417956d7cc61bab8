"""What may be asked of a service's data; which role holds what is in grants.py."""

from django.db.models import TextChoices


class Permission(TextChoices):
    """One thing that a page, a button or an export does."""

    SIGNAL_READ = "signal.read", "lire les signaux, avec le nom et le motif"
    SIGNAL_SET_ASIDE = "signal.set_aside", "écarter un signal"
    SIGNAL_REFER = "signal.refer", "orienter un travailleur vers la cellule"
    FIGURE_READ = "figure.read", "lire les chiffres des contrats"
    FIGURE_ROWS_READ = "figure.rows_read", "voir les personnes que compte un chiffre"
    SERVICE_MANAGE = "service.manage", "administrer les comptes et les services"
