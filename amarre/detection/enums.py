"""Words about signals."""

from django.db.models import IntegerChoices, TextChoices


class SignalStatus(TextChoices):
    """Where a signal stands."""

    OPEN = "open", "ouvert"
    SET_ASIDE = "set_aside", "écarté"
    REFERRED = "referred", "signalé"
    CLOSED = "closed", "clos"


class SignalMove(TextChoices):
    """What may happen to a signal."""

    SET_ASIDE = "set_aside", "écarter le signal"
    RESTORE = "restore", "reprendre le signal"
    REFER = "refer", "signaler le travailleur"
    CLOSE = "close", "clore le signal"
    RAISE_AGAIN = "raise_again", "rouvrir le signal"


class SetAsideReason(TextChoices):
    """Why a signal is set aside for its episode."""

    ALREADY_FOLLOWED = "deja-suivi", "déjà suivi par le service ou par le médecin"
    VISIT_PLANNED = "visite-prevue", "visite déjà programmée"
    DECLINED = "refus", "proposition déclinée par le travailleur"
    NOT_RELEVANT = "sans-objet", "sans risque pour l'emploi après examen"
    WRONG_DATA = "donnee-erronee", "donnée erronée dans le logiciel métier"
    OTHER = "autre", "autre raison"


class Priority(IntegerChoices):
    """How soon to look at a signal; the smallest first."""

    HIGH = 1, "haute"
    NORMAL = 2, "normale"
    LOW = 3, "basse"

    @property
    def word(self) -> str:
        """The word of the catalogue and of the JSON output."""
        return self.name.lower()


class GroupDimension(TextChoices):
    """What gathers workers into groups that are compared with the service."""

    POST = "poste", "poste"
    TRADE = "pcs", "métier (PCS)"
    ESTABLISHMENT = "etablissement", "établissement"
    SECTOR = "naf", "secteur (NAF)"


class GroupMeasure(TextChoices):
    """What is more frequent in a group than in the service."""

    LEAVES = "arrets", "arrêts"
    MEASURES = "amenagements", "propositions d'aménagement (annexe 4)"
    UNFIT = "inaptitudes", "inaptitudes"
